"""Chooses an article's headline among the titles and headings of a page."""

import re
from collections.abc import Collection, Iterable, Sequence

from newsbot.extraction.metadata.meta_tags import PageHead
from newsbot.extraction.metadata.title_parts import HEADLINE_WORDS, SEPARATOR, without_sections
from newsbot.extraction.page.phrases import words as words_in_table
from newsbot.extraction.page.text import count_words, word_key, words_of

# A heading is about the same as a stated title if their `_similarity` (0 to 2) is at least this.
# The similarity is the sum of two quotients: the number of shared words divided by the number of
# words of the shorter title, and divided by the number of different words in both titles. For
# example, two titles of six words that share two words are similar: 2/6 + 2/10 = 0.53.
MIN_SIMILARITY = 0.5
# An h2 of fewer words than this is not taken for the article's headline: it may be the name of a
# section.
FEWEST_WORDS = 3
# How many characters of each title and heading are read: twice as many as an article's title may
# have. To compare longer texts takes seconds.
MAX_LENGTH = 2_000

# A part of a title between the headline and the site's name is the name of a section if it has at
# most this many words, and the headline has at least HEADLINE_WORDS words.
SECTION_WORDS = 3
_COUNT = re.compile(r"\d{1,3}")
BADGES = words_in_table("badges")
"""Words in marks that stand after a headline, e.g. "updated"."""
ARTICLES = words_in_table("articles")
"""Words with which the name of a newspaper may begin, e.g. "the"."""


def choose_title(head: PageHead, headline: str | None, site_names: Collection[str]) -> str | None:
    """The article's headline as readers see it, if possible without the site's name and a kicker.

    A kicker is a short text before the headline, e.g. the name of the section.

    The stated titles are `headline` (the one in JSON-LD), og:title and the <title> element. The
    result is the h1 that is most similar to one of them. If no h1 is similar enough, the result is
    the most similar h2. If no h2 is similar enough either, the result is the first stated title or,
    if there is none, the first h1. But if an h2 repeats `headline` or og:title, and no h1 does, the
    h1 was made for search engines. Then the result is the repeated title. `site_names` are the
    names of the site, in lower case without spaces and signs (`word_key`).

    In the corpus andy424 .92 of the results are exact. The h1 alone would give .81, the headline in
    JSON-LD .62, og:title .61.
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
            return _as_stated(_without_site(heading, site_names), said or named)
    return next(iter((*named, *headings)), None)


def with_words(texts: Iterable[str | None]) -> list[str]:
    """The texts with a letter or a digit in them, cut to MAX_LENGTH: "\u00bb" is no title."""
    return [text[:MAX_LENGTH] for text in texts if text and word_key(text)]


def _titles(stated: Iterable[str | None], site_names: Collection[str]) -> list[str]:
    return with_words(without_sections(_without_site(each, site_names)) for each in stated if each)


def _stated_below(
    subheadings: Iterable[str],
    headings: Iterable[str],
    said: Iterable[str],
    site_names: Collection[str],
) -> str | None:
    """The first title in `said` that stands at the end of an h2, and in no h1.

    `said` are the titles that the page states in JSON-LD and og:title. `subheadings` are the texts
    of the h2 elements, and `headings` those of the h1 elements. Before the title, the h2 may have
    other words, e.g. the name of the section. The result is None if there is no such title.
    """
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
    """The words of a title, separated by single spaces, with a space at each end."""
    return f" {' '.join(words_of(title))} "


def _best_confirmed(headings: Iterable[str], named: list[str]) -> str | None:
    """The one of `headings` that is most similar to a title in `named`.

    None if no heading is similar enough.
    """
    best, highest = None, 0.0
    for heading in headings:
        similarity = max((_similarity(heading, other) for other in named), default=0.0)
        if similarity >= MIN_SIMILARITY and similarity > highest:
            best, highest = heading, similarity
    return best


def _similarity(one: str, other: str) -> float:
    """How similar two titles are, 0 to 2.

    The similarity is the sum of two shares. One is the number of shared words, divided by the
    number of words of the shorter title. The other is the number of shared words, divided by the
    number of words that either title has (the Jaccard index).

    If the titles share only one word, the result is 0, because one word proves little. But if `one`
    has no other word, this word is enough.
    """
    words, others = (set(words_of(each.replace("_", " "))) for each in (one, other))
    shared, least = len(words & others), min(len(words), len(others))
    if not least or shared < min(2, len(words)):
        return 0.0
    return shared / least + shared / len(words | others)


def _as_stated(heading: str, said: list[str]) -> str:
    """The heading with its kicker or without it, as the titles in the page's metadata have it.

    A kicker is a short text before the headline. `said` are the titles in JSON-LD and og:title. If
    one of them is the heading without its kicker, this title is the result: for the heading
    "Politics Ferry sails again", it may be "Ferry sails again". If all titles are alike, and are
    the heading with a kicker and a colon before it, this title is the result: for the heading
    "Ferry sails again", it may be "Lake Vell: Ferry sails again". In all other cases the result is
    the heading.
    """
    key = word_key(heading)
    for title in said:
        end = word_key(title)
        if end and end != key and (key.endswith(end) or _has_badge(heading, title)):
            return title
    are_agreed = len(said) > 1 and len(set(map(word_key, said))) == 1
    if not are_agreed or ":" in heading:
        return heading
    kicker, _, rest = said[0].partition(": ")
    has_kicker = kicker and rest and key in {word_key(rest), word_key(said[0])}
    return said[0] if has_kicker else heading


def _has_badge(heading: str, title: str) -> bool:
    """Whether a heading is `title` with a mark such as "Updated" or a number of comments after it.

    A kicker, e.g. "Sport:", may stand before the title.
    """
    words, inner = words_of(heading), words_of(title)
    while words and (words[-1] in BADGES or _COUNT.fullmatch(words[-1])):
        words.pop()
        if len(inner) >= HEADLINE_WORDS and words[-len(inner) :] == inner:
            return True
    return False


def _without_site(title: str, site_names: Collection[str]) -> str:
    """The title without the site's own name, if this is its first or last part.

    The name of a section that stands just before the site's name is left out too.
    """
    cuts = list(SEPARATOR.finditer(title))
    if cuts and _names_site(title[cuts[-1].end() :], site_names):
        if len(cuts) > 1 and _is_section(title, cuts[-2:]):
            return title[: cuts[-2].start()]
        return title[: cuts[-1].start()]
    if cuts and _names_site(title[: cuts[0].start()], site_names):
        is_after_section = len(cuts) > 1 and _is_section_first(title, cuts[:2])
        return title[cuts[is_after_section].end() :]
    return title


def _is_section_first(title: str, cuts: Sequence[re.Match[str]]) -> bool:
    """Whether a title that begins with the name of the site goes on with the name of a section.

    For example, "Harbour News | Sports | Ferry sails again after storm". `cuts` are the first two
    separators, " | " here. The name of the section stands between them, and the headline comes
    last.
    """
    first, after = cuts
    section, headline = title[first.end() : after.start()], title[after.end() :]
    is_alike = first.group().strip() == after.group().strip()
    return (
        is_alike
        and count_words(headline) >= HEADLINE_WORDS
        and len(words_of(section)) <= SECTION_WORDS
    )


def _names_site(text: str, site_names: Collection[str]) -> bool:
    """Whether a text is a name of the site, with or without "The" and the like before it."""
    first, *others = words_of(text) or [""]
    names = {word_key(text), "".join(others) if first in ARTICLES else ""}
    return not names.isdisjoint(site_names)


def _is_section(title: str, cuts: Sequence[re.Match[str]]) -> bool:
    """Whether a title ends with the name of a section, followed by the name of the site.

    An example is "Fire on a ferry kills two - World - Gazette", with the section "World". `cuts`
    are the two last separators in the title: the one before the section, and the one after it.
    """
    before, last = cuts
    section, headline = title[before.end() : last.start()], title[: before.start()]
    is_alike = before.group().strip() == last.group().strip()
    return (
        is_alike
        and count_words(headline) >= HEADLINE_WORDS
        and len(words_of(section)) <= SECTION_WORDS
    )
