"""Finds the bylines that a page shows: marked elements, or "By …" at the headline."""

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import islice

from lxml.html import HtmlElement

from newsbot.extraction.metadata.people.authors import read_bylines, without_lead
from newsbot.extraction.metadata.people.cards import is_authors_link, is_card
from newsbot.extraction.metadata.people.elsewhere import is_elsewhere
from newsbot.extraction.metadata.people.labels import AUTHOR_LABEL
from newsbot.extraction.metadata.times.days import written_days
from newsbot.extraction.metadata.times.headline import find_headline
from newsbot.extraction.page.phrases import phrases
from newsbot.extraction.page.text import word_key

# The maximum length of a byline in characters. A longer line is a text about the author, and no
# name is read from it.
BYLINE_LENGTH = 120
# How many of the text nodes after the headline are searched for a byline. The search ends earlier
# at the first paragraph, which is a text of more than PARAGRAPH_LENGTH characters.
NEAR = 40
PARAGRAPH_LENGTH = 200
# A link counts as part of a byline if the link, or one of the CLOSE innermost elements around it,
# is marked as a byline, e.g. by its class.
CLOSE = 3
# At most this many elements that are marked as a byline are read. A list of comments may have
# thousands.
MOST_MARKED = 200

# The attributes that may mark an element as a byline, each with a pattern that its value must then
# match. The first letter of a word is left out of the patterns, because it may be a capital.
_MAY_BE_MARKED = {
    "rel": re.compile(r"^author\Z"),
    "itemprop": re.compile(r"^author\Z"),
    "class": re.compile(r"y[lL]ine|ut(?:hor|or|eur)|riter|ournalist|eporter|erfasser"),
    **dict.fromkeys(("id", "data-testid", "data-test", "data-qa"), re.compile(r"yline|uthor")),
}
_MARK = re.compile(
    r"(?:[Bb]y-?[Ll]ine|[Aa]uthors?|[Aa]ut(?:or|ore|ores|orin|eur|eurs)|[Vv]erfasser|(?<![A-Za-z])(?:writer|journalist|reporter)s?"
    r"|(?:Writer|Journalist|Reporter)s?)(?![a-z])"
)
_OF_AUTHOR = ".//a[@rel='author' or contains(@href, '/author') or contains(@href, '/autor')]"
_AUTHORS_PAGE = re.compile(r"/auth?ore?s?/")
_STATED = ".//meta[@itemprop='name']/@content"
_NAMES = ".//*[@itemprop='givenName' or @itemprop='familyName' or @itemprop='additionalName']"
_TEXTS_AFTER = "(following::text()[normalize-space()])[position() <= $near]"
# An XPath expression for the last paragraph of a text, if it is aligned to the right and follows at
# least three others. In some countries the author's name stands there.
_SIGNATURES = (
    "following::p[contains(translate(@style, ' ', ''), 'text-align:right')]"
    "[not(following-sibling::p[normalize-space()])][count(preceding-sibling::p) >= 3]"
)
_TEXTS_BEFORE = "(preceding::text()[normalize-space()])[position() > last() - 2]"
_JOINT = re.compile(rf"^\s*(?:,|&|{phrases('and')}|{phrases('and_in_names')})?\s*$", re.IGNORECASE)
_AND_NAME = re.compile(rf"\s*(?:{phrases('and')}|&)\s+\S", re.IGNORECASE)
_BY = re.compile(
    rf"^(?:{phrases('byline_start')}|{phrases('byline_lead_of_two')}|{phrases('byline_label')})"
    r"\s*:?(?:\s+\S|$)",
    re.IGNORECASE,
)
# Matches a line in which "By" or the like follows a date or a section, as in the German
# "Stand: 9.9. | Von: …".
_BY_LATER = re.compile(
    rf"[|\u00b7\u2022\u2013\u2014-]\s*{phrases('byline_start')}\s*:?\s+\S"
    rf"|(?:^|[\s|/\u3000]){AUTHOR_LABEL}\S",
    re.IGNORECASE,
)


def shown_bylines(tree: HtmlElement, titles: Iterable[str] = ()) -> Iterator[list[str]]:
    """For each place on a page that shows bylines, a list of them; the likeliest place is first.

    A list may be empty, and a byline may name nobody. `titles` are the titles that the page states
    for its article, e.g. in og:title. They are used to find the headline on the page.
    """
    headline = find_headline(tree, titles)
    around = _around(headline)
    marked = [
        each
        for each in islice(_may_be_marked(tree), MOST_MARKED)
        if _MARK.search(_marks(each)) and each not in around and not is_elsewhere(each, around)
    ]
    for element in marked:
        yield _read_with_siblings(element, marked)
    if headline is not None:
        yield from _near(headline, around)
        yield from _signature(headline)


def _may_be_marked(tree: HtmlElement) -> Iterator[HtmlElement]:
    """The elements with an attribute that may mark them as a byline, in document order."""
    for element in tree.getroottree().iter("*"):
        for name, value in element.items():
            pattern = _MAY_BE_MARKED.get(name)
            if pattern is not None and pattern.search(value):
                yield element
                break


def linked_name(tree: HtmlElement, titles: Iterable[str] = ()) -> list[str]:
    """The name of an author in a list, if a byline links the name to the author's page.

    The name must occur in the link's URL, as in <a href="/author/amanda">Amanda</a>. The list is
    empty if there is no such link.
    """
    around = _around(find_headline(tree, titles))
    for link in tree.xpath(_OF_AUTHOR)[:MOST_MARKED]:
        name = link.text_content().strip()
        slug = _AUTHORS_PAGE.split(link.get("href") or "")[-1]
        is_called = word_key(name) != "" and word_key(name) in word_key(slug)
        if is_called and _is_marked(link) and not is_elsewhere(link, around):
            return [name]
    return []


def _is_marked(link: HtmlElement) -> bool:
    """Whether a link, or an element close around it, is marked as a byline."""
    near = (link, *islice(link.iterancestors(), CLOSE))
    return any(_MARK.search(_marks(each)) for each in near)


def _around(headline: HtmlElement | None) -> frozenset[HtmlElement]:
    """The headline and the elements in which it is."""
    return frozenset(() if headline is None else (headline, *headline.iterancestors()))


def _marks(element: HtmlElement) -> str:
    """The values of the attributes by which an element may be marked as a byline."""
    names = ("rel", "itemprop", "class", "data-testid", "data-test", "data-qa", "id")
    if element.tag in {"article", "main"} or "hentry" in (element.get("class") or ""):
        return ""  # WordPress writes the author's login into the classes of whole posts
    return " ".join(element.get(name) or "" for name in names)


def _read_with_siblings(element: HtmlElement, marked: Collection[HtmlElement]) -> list[str]:
    """The bylines in an element marked as a byline, and in those beside it with the same mark."""
    parent = element.getparent()
    siblings = () if parent is None else parent.iterchildren(element.tag)
    alike = [each for each in siblings if each in marked and _marks(each) == _marks(element)]
    return [byline for each in alike or [element] for byline in _read(each)]


def _read(element: HtmlElement) -> list[str]:
    """The bylines in an element marked as a byline.

    They are read in the first of these ways that is possible: from names in <meta>; from a given
    name and a family name that are marked as such; from links to authors; from texts that are all
    names of persons; or from the first line of the element.
    """
    stated = [name.strip() for name in element.xpath(_STATED) if name.strip()]
    if stated:
        return stated
    named = [each.text_content().strip() for each in element.xpath(_NAMES)]
    if len(named) > 1:
        return [" ".join(named)]
    links = [link.text_content() for link in element.xpath(_OF_AUTHOR)]
    if any(link.strip() for link in links):
        return links
    texts = [text.strip() for text in element.itertext() if text.strip()]
    are_names = all(" " in text and read_bylines([text]).persons == (text,) for text in texts)
    return texts if are_names else _first_line(texts)


def _first_line(texts: list[str]) -> list[str]:
    """The first byline in the text nodes `texts` of an element, as a list of its text nodes.

    A mere "By" and dates before the byline are skipped. A further text node belongs to the byline
    if "and" or a comma stands before it. Text nodes of more than BYLINE_LENGTH characters are left
    out.
    """
    while texts and (_is_empty(texts[0]) or _is_date(texts[0])):
        texts = texts[1:]
    names = [*texts[:1], *(text for text in texts[1:2] if _AND_NAME.match(text))]
    for joint, text in zip(texts[1::2], texts[2::2], strict=False):
        if not _JOINT.search(joint):
            break
        names.append(text)
    return [name for name in names if len(name) <= BYLINE_LENGTH]


def _is_empty(text: str) -> bool:
    return not without_lead(text).strip(" :\n|\u00b7\u2022\u2013\u2014-")


def _is_date(text: str) -> bool:
    """Whether a text states a day, and names nobody."""
    return (
        len(text) <= BYLINE_LENGTH and bool(written_days(text)) and not read_bylines([text]).persons
    )


def _near(headline: HtmlElement, around: Collection[HtmlElement]) -> Iterator[list[str]]:
    """The bylines between the headline and the first paragraph, or just before the headline.

    A byline begins with "By", is a link to an author's page, or is a name with a portrait or a role
    such as "Editor" beside it.
    """
    texts = headline.xpath(_TEXTS_AFTER, near=NEAR)
    named: list[str] = []
    for at, text in enumerate(texts):
        if len(text) > PARAGRAPH_LENGTH:
            break
        element, line = text.getparent(), text.strip()
        if is_elsewhere(element, around):
            continue
        is_label = word_key(line) != "" and _is_empty(line)
        if is_label or _BY.search(line) or _BY_LATER.search(line):
            yield _first_line(texts[at : at + 4])
        elif text.is_text and (
            is_authors_link(element) or is_card(element, line, "".join(texts[at + 1 : at + 2]))
        ):
            named.append(line)
    yield named
    yield from ([line] for line in headline.xpath(_TEXTS_BEFORE) if _BY.search(line.strip()))


def _signature(headline: HtmlElement) -> Iterator[list[str]]:
    """The name that is the last paragraph of the text, aligned to the right, as a signature."""
    for element in headline.xpath(_SIGNATURES)[-1:]:
        name = element.text_content().strip()
        if not is_elsewhere(element, ()) and read_bylines([name]).persons == (name,):
            yield [name]
