"""Choosing the headline among what a page offers as one."""

import re
from collections.abc import Collection, Iterable

from newsbot.extraction.metadata.meta_tags import PageHead
from newsbot.extraction.page.text import word_key, words_of

# Of `_likeness`; half of the shorter title's words.
ALIKE = 0.5
# A title of fewer may be a section's.
FEWEST_WORDS = 3
# In characters; twice what an article's title may have. Longer ones are compared for seconds.
MAX_LENGTH = 2_000

_SEPARATOR = re.compile(r"\s+(?:[|\u2013\u2014\u00b7\u2022\u00bb-]|::)\s+|(?<=\w):\s+")


def choose_title(head: PageHead, headline: str | None, site_names: Collection[str]) -> str | None:
    """The headline as readers see it, without site name and kicker where the page tells them apart.

    The heading that another statement confirms best (h1 alone is exact on .81 of andy424,
    JSON-LD's headline on .62, og:title on .61, this on .92), else JSON-LD's `headline`, og:title,
    the title element, the first h1. An h2 counts before h1 where it alone is what JSON-LD or
    og:title says: then h1 is there for search engines. `site_names` are `word_key`s.
    """
    said = _titles((headline, head.first("og:title")), site_names)
    named = [*said, *_titles((head.title,), site_names)]
    headings = [each for each in with_words(head.headings) if word_key(each) not in site_names]
    subheadings = with_words(head.subheadings)
    below = _stated_below(subheadings, headings, said, site_names)
    if below is not None:
        return below
    for offered in (headings, subheadings):
        heading = _best_confirmed(offered, named)
        if heading is not None:
            return _as_stated(_without_site(heading, site_names), said)
    return next(iter((*named, *headings)), None)


def with_words(texts: Iterable[str | None]) -> list[str]:
    """The texts that have a letter or a digit, cut to MAX_LENGTH: "\u00bb" is no title."""
    return [text[:MAX_LENGTH] for text in texts if text and word_key(text)]


def _titles(stated: Iterable[str | None], site_names: Collection[str]) -> list[str]:
    return with_words(_without_site(each, site_names) for each in stated if each)


def _stated_below(
    subheadings: Iterable[str],
    headings: Iterable[str],
    said: Iterable[str],
    site_names: Collection[str],
) -> str | None:
    """The title in `said` that a subheading has word for word, after a kicker maybe, and no h1."""
    tops, below = list(map(_spaced, headings)), list(map(_spaced, subheadings))
    for title in said:
        words = _spaced(title)
        is_below = any(each.endswith(words) for each in below)
        is_on_top = any(words in each for each in tops)
        is_told = words.count(" ") > FEWEST_WORDS and word_key(title) not in site_names
        if is_told and is_below and not is_on_top:
            return title
    return None


def _spaced(title: str) -> str:
    """Its words, with a space before, between and after them."""
    return f" {' '.join(words_of(title))} "


def _best_confirmed(headings: Iterable[str], named: list[str]) -> str | None:
    """The heading most alike to one of `named`; None where all are about something else."""
    best, likeness = None, 0.0
    for heading in headings:
        alike = max((_likeness(heading, other) for other in named), default=0.0)
        if alike >= ALIKE and alike > likeness:
            best, likeness = heading, alike
    return best


def _likeness(one: str, other: str) -> float:
    """The part of the shorter one's words that both have plus that of all words, 0 to 2."""
    words, others = _words(one), _words(other)
    shared, least = len(words & others), min(len(words), len(others))
    if not least or shared < min(2, len(words)):
        return 0.0
    return shared / least + shared / len(words | others)


def _words(title: str) -> set[str]:
    return set(words_of(title))


def _as_stated(heading: str, said: list[str]) -> str:
    """`heading` without a kicker that a stated title lacks, with one on which all of them agree.

    The first is the section's ("Politics | Ferry sails again"). The second belongs to the headline
    ("Lake Vell: Ferry sails again"); it is set in a line of its own, or without its colon.
    """
    key = word_key(heading)
    for title in said:
        end = word_key(title)
        if end and end != key and key.endswith(end):
            return title
    is_agreed = len(said) > 1 and len(set(map(word_key, said))) == 1
    return said[0] if is_agreed and _is_with_kicker(said[0], heading) else heading


def _is_with_kicker(title: str, heading: str) -> bool:
    """Whether `title` is `heading` with a colon that it lacks, and maybe words before that."""
    kicker, _, rest = title.partition(": ")
    ends = {word_key(rest), word_key(title)}
    return bool(kicker and rest) and ":" not in heading and word_key(heading) in ends


def _without_site(title: str, site_names: Collection[str]) -> str:
    """`title` without a first or last part that is the site's own name."""
    cuts = list(_SEPARATOR.finditer(title))
    if cuts and word_key(title[cuts[-1].end() :]) in site_names:
        return title[: cuts[-1].start()]
    if cuts and word_key(title[: cuts[0].start()]) in site_names:
        return title[cuts[0].end() :]
    return title
