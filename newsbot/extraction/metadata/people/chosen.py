"""Chooses an article's byline among those that its page states and shows."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from lxml.html import HtmlElement

from newsbot.extraction.metadata.people.authors import Byline, read_bylines
from newsbot.extraction.metadata.people.below import bylines_below
from newsbot.extraction.metadata.people.bylines import (
    bylines_at_headline,
    linked_name,
    shown_bylines,
)
from newsbot.extraction.metadata.people.naming.leads import with_small_by
from newsbot.extraction.metadata.people.notes import noted_author
from newsbot.extraction.metadata.people.texts import page_language, texts_after
from newsbot.extraction.metadata.times.headline import Headline
from newsbot.extraction.page.text import distinct, words_of


def choose_byline(
    tree: HtmlElement,
    stated: Iterable[Sequence[str]],
    organisations: tuple[str, ...],
    headline: Headline,
    site_names: Collection[str],
) -> Byline:
    """Chooses the byline of an article: the first that names a person.

    The bylines in `stated` are read first. If none of them names a person, a person is looked for
    in the bylines that readers see on the page. The organisations in the result are then
    `organisations` or, if there are none, those in the first byline that names any.

    Args:
        tree: the parsed page.
        stated: the bylines that JSON-LD and meta tags state.
        organisations: the organisations that JSON-LD states as authors.
        headline: the article's headline. The bylines that readers see are looked for near it.
        site_names: the names of the site that the page states. They are not taken for authors.
    """
    element, titles = headline.element, headline.titles
    groups, language = organisations, page_language(tree)
    for bylines in stated:
        found = read_bylines((with_small_by(line, language) for line in bylines), site_names)
        if found.persons:
            return _corrected(found, bylines_at_headline(element, titles), site_names)
        groups = groups or found.groups
    shown = (read_bylines(bylines, site_names) for bylines in shown_bylines(tree, element, titles))
    seen = next((found for found in shown if found.full_names or found.groups), Byline())
    persons = seen.full_names or _last_resorts(tree, element, site_names)
    return Byline(persons=persons, groups=groups or seen.groups)


def _corrected(
    stated: Byline, shown: Iterator[Sequence[str]], site_names: Collection[str]
) -> Byline:
    """`stated`, or the byline shown at the headline if that one is better.

    `stated` are the authors that the page states for machines, e.g. in JSON-LD. Some sites state
    there only the first author, or only the person who has uploaded or edited the article. So a
    byline in `shown` is better in two cases: it names the stated authors and more, or it does not
    name the single person who is stated.
    """
    read = (read_bylines(bylines, site_names) for bylines in shown)
    seen = next((found for found in read if found.full_names), stated)
    names = seen.full_names or stated.persons
    same = [any(_is_same(name, other) for other in names) for name in stated.persons]
    is_more = all(same) and len(names) > len(stated.persons)
    is_other = len(same) == 1 and not any(same)
    if is_more:
        return Byline(persons=names, groups=distinct((*stated.groups, *seen.groups)))
    return Byline(persons=names, groups=seen.groups) if is_other else stated


def _is_same(name: str, other: str) -> bool:
    """Whether two names may be one person's: they share a word, e.g. the family name."""
    return not set(words_of(name)).isdisjoint(words_of(other))


def _last_resorts(
    tree: HtmlElement, headline: HtmlElement | None, site_names: Collection[str]
) -> tuple[str, ...]:
    """The authors in places that are searched only if all other places name none.

    The first such place is a link whose text is a name of one word. If there is no such link, the
    article's end is searched: the bylines below the text, and a note about the author.
    """
    persons = read_bylines(linked_name(tree, headline), site_names).persons
    if persons:
        return persons
    texts = texts_after(headline)
    below = (read_bylines(bylines, site_names) for bylines in bylines_below(headline, texts))
    persons = next((found.full_names for found in below if found.full_names), ())
    return persons or read_bylines(noted_author(headline, texts), site_names).persons
