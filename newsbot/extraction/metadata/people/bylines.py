"""Finds the bylines that a page shows: marked elements, or "By …" at the headline."""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import Any

from lxml.html import HtmlElement

from newsbot.extraction.metadata.people.cards import MOST_WORDS, is_authors_link, is_card
from newsbot.extraction.metadata.people.elsewhere import around_headline, is_elsewhere
from newsbot.extraction.metadata.people.lines import BYLINE_LENGTH, are_names, first_line, is_empty
from newsbot.extraction.metadata.people.naming.leads import (
    is_before_one_name,
    names_others,
    with_small_by,
)
from newsbot.extraction.metadata.people.naming.name_words import OF_OTHERS
from newsbot.extraction.metadata.people.naming.unmarked import is_begun_with_by, is_byline
from newsbot.extraction.metadata.people.signatures import signature
from newsbot.extraction.metadata.people.texts import (
    NEAR,
    above_text,
    page_language,
    texts_after,
)
from newsbot.extraction.page.text import count_words, ends_sentence, word_key

# At most this many text nodes are read as one byline: "By", names, and what stands between them.
MOST_JOINED = 40
# A link counts as part of a byline if the link, or one of the CLOSE innermost elements around it,
# is marked as a byline, e.g. by its class.
CLOSE = 3
# At most this many elements that are marked as a byline are read. A list of comments may have
# thousands.
MOST_MARKED = 200

# The attributes that may mark an element as a byline, each with a pattern that its value must then
# match. Most patterns lack the first letter of a word, because it may be small or a capital:
# "uthor" is for "author" and "Author".
_MAY_BE_MARKED = {
    "rel": re.compile(r"^author\Z"),
    "itemprop": re.compile(r"^author\Z"),
    "class": re.compile(
        r"y[lL]ine|ut(?:hor|or|eur)|riter|ournalist|eporter|erfasser|vtor|orfatter|kribent|enulis"
        r"|azar|zerzo|irjoittaja|uhabir"
    ),
    **dict.fromkeys(("id", "data-testid", "data-test", "data-qa"), re.compile(r"yline|uthor")),
}
_MARK = re.compile(
    r"(?:[Bb]y-?[Ll]ine|[Aa]uthors?(?:name)?|[Aa]ut(?:or|ore|ores|orin|eur|eurs)|[Vv]erfasser|(?<![A-Za-z])(?:writer|journalist|reporter)s?"
    r"|(?:Writer|Journalist|Reporter)s?|(?<![A-Za-z])(?:autork[ay]|autor[iy]|avtor|avtorica|forfatter"
    r"|skribent|penulis|yazar|muhabir|szerzok?|kirjoittaja))(?![a-z])"
)
# A byline's element may hold a note about the author. In a script without capital letters, the name
# at the beginning of the note is read only if one of the signs in _COMMA follows it, and if it has
# at most this many words.
MOST_WORDS_OF_NAME = 3
_COMMA = re.compile(r"[,\u060c\uff0c\u3001|\uff5c\u2013\u2014]")
_OF_AUTHOR = ".//a[@rel='author' or contains(@href, '/author') or contains(@href, '/autor')]"
_AUTHORS_PAGE = re.compile(r"/auth?ore?s?/")
_STATED = ".//meta[@itemprop='name']/@content"
_NAMES = ".//*[@itemprop='givenName' or @itemprop='familyName' or @itemprop='additionalName']"
_TEXTS_BEFORE = "(preceding::text()[normalize-space()])[position() > last() - 2]"
_TEXT_BEFORE = "preceding::text()[normalize-space()][1]"
_TEXTS = ".//text()[normalize-space()][not(parent::style or parent::script)]"
# A byline in a card or footer mostly belongs to another article, and is ignored. But between the
# headline and the first paragraph, a byline counts even if one of these words is in the class of an
# element around it.
_AT_HEADLINE = frozenset({"card", "footer"})


def shown_bylines(
    tree: HtmlElement, headline: HtmlElement | None, titles: Sequence[str]
) -> Iterator[list[str]]:
    """For each place on a page that shows bylines, a list of them; the likeliest place is first.

    A list may be empty, and a byline may name nobody. `titles` are the titles that the page states
    for its article, e.g. in og:title. They are used to find the headline on the page.
    """
    around, language = around_headline(headline), page_language(tree)
    marked = [
        each
        for each in islice(_may_be_marked(tree), MOST_MARKED)
        if _MARK.search(_marks(each)) and each not in around and not is_elsewhere(each, around)
    ]
    for element in marked:
        yield [with_small_by(line, language) for line in _read_with_siblings(element, marked)]
    if headline is not None:
        yield from _near(headline, around, titles)
        yield from signature(headline, around)


def _may_be_marked(tree: HtmlElement) -> Iterator[HtmlElement]:
    """The elements with an attribute that may mark them as a byline, in document order."""
    for element in tree.getroottree().iter("*"):
        for name, value in element.items():
            pattern = _MAY_BE_MARKED.get(name)
            if pattern is not None and pattern.search(value):
                yield element
                break


def bylines_at_headline(headline: HtmlElement | None, titles: Sequence[str]) -> Iterator[list[str]]:
    """The bylines between the headline and the first paragraph that are surely the article's own.

    Such a byline begins with "By" or a label, or is a name alone in an element marked as a byline.
    `titles` are the titles that the page states for its article.
    """
    if headline is not None:
        around = around_headline(headline)
        texts = above_text(texts_after(headline, NEAR))
        yield from _begun_with_by(headline, texts, around, titles)
        yield [
            text.strip()
            for text in texts
            if _MARK.search(_marks(text.getparent()))
            and are_names([text.strip()])
            and not is_elsewhere(text.getparent(), around)
        ]


def linked_name(tree: HtmlElement, headline: HtmlElement | None) -> list[str]:
    """The name of an author, in a list of one, if a byline links the name to the author's page.

    The name must occur in the link's URL, as in <a href="/author/amanda">Amanda</a>. The list is
    empty if there is no such link.
    """
    around = around_headline(headline)
    for link in tree.xpath(_OF_AUTHOR)[:MOST_MARKED]:
        name = link.text_content().strip()
        slug = _AUTHORS_PAGE.split(link.get("href") or "")[-1]
        if not word_key(name) or word_key(name) not in word_key(slug):
            continue
        if (_is_marked(link) or _follows_by(link)) and not is_elsewhere(link, around):
            return [name]
    return []


def _is_marked(link: HtmlElement) -> bool:
    """Whether a link, or an element close around it, is marked as a byline."""
    near = (link, *islice(link.iterancestors(), CLOSE))
    return any(_MARK.search(_marks(each)) for each in near)


def _follows_by(link: HtmlElement) -> bool:
    """Whether the text before a link is "By" or the like."""
    return any(word_key(text) and is_empty(text) for text in link.xpath(_TEXT_BEFORE))


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

    The bylines are read in the first of these ways that is possible: from names in <meta>; from a
    given name and a family name that are marked as such; from links to authors; from texts that are
    all names of persons; or from the first line of the element.
    """
    stated = [name.strip() for name in element.xpath(_STATED) if name.strip()]
    if stated:
        return stated
    named = [each.text_content().strip() for each in element.xpath(_NAMES)]
    if len(named) > 1:
        return [" ".join(named)]
    of_authors = element.xpath(_OF_AUTHOR)
    links = [byline for link in of_authors if not _is_of_others(link) for byline in _of_link(link)]
    if any(link.strip() for link in links):
        return links
    texts = _texts(element)
    if _is_spread_name(texts):
        return [" ".join(texts)]
    if are_names(texts):
        return texts
    return first_line(_before_comma(texts[0]) if texts and _is_note(texts[0]) else texts)


def _is_note(text: str) -> bool:
    """Whether a text is a sentence about an author, in a script without capital letters.

    In such a script nothing tells where the name ends.
    """
    is_capital = any(map(str.isupper, text))
    return not is_capital and ends_sentence(text) and count_words(text) > MOST_WORDS


def _before_comma(text: str) -> list[str]:
    """What is before the first comma or the like of a text, if it is short enough for a name."""
    start, *rest = _COMMA.split(text, maxsplit=1)
    return [start.strip()] if rest and count_words(start) <= MOST_WORDS_OF_NAME else []


def _is_spread_name(texts: list[str]) -> bool:
    """Whether `texts` are the words of one name, each in an element of its own."""
    name = " ".join(texts)
    are_words = 1 < len(texts) <= MOST_WORDS and not any(" " in text for text in texts)
    return are_words and not is_empty(texts[0]) and are_names([name])


def _is_of_others(link: HtmlElement) -> bool:
    """Whether the text before a link to a person's page is a label such as "photo:"."""
    return any(names_others(text.split(",")[-1]) for text in link.xpath(_TEXT_BEFORE))


def _of_link(link: HtmlElement) -> list[str]:
    """The author's name in a link to an author's page, without a role that may follow the name.

    If the link has no text that is clearly a name, the result is its whole text.
    """
    line = first_line(_texts(link))
    return line if line and are_names(line) else [link.text_content()]


def _texts(element: HtmlElement) -> list[str]:
    """The texts in an element, each without white space around it; no scripts or styles."""
    return [text.strip() for text in element.xpath(_TEXTS)]


def _near(
    headline: HtmlElement, around: Collection[HtmlElement], titles: Sequence[str]
) -> Iterator[list[str]]:
    """The bylines between the headline and the first paragraph, or just before the headline.

    A byline begins with "By", is a link to an author's page, or is a name with a portrait or a role
    such as "Editor" beside it.
    """
    texts = above_text(texts_after(headline, NEAR))
    yield from _begun_with_by(headline, texts, around, titles)
    named: list[str] = []
    for text, following in zip(texts, [*texts[1:], ""], strict=False):
        element, line = text.getparent(), text.strip()
        if text.is_text and (is_authors_link(element) or is_card(element, line, following)):
            named += [] if is_elsewhere(element, around) else [line]
    yield named
    yield from ([line] for line in headline.xpath(_TEXTS_BEFORE) if is_begun_with_by(line.strip()))


def _begun_with_by(
    headline: HtmlElement,
    texts: list[Any],
    around: Collection[HtmlElement],
    titles: Sequence[str],
) -> Iterator[list[str]]:
    """The bylines that begin with "By" or a label such as "Author:".

    `texts` are searched: all texts between the headline and the first paragraph. A text with "By"
    is no byline in these cases:

    - It is a part of the headline, or of one of `titles`, the titles that the page states.
    - It is the end of a sentence, as in "<i>The Ferry</i> by Cy Reed is out now."
    - It names a reviewer or an editor, as in "Medically reviewed by Cy Reed".
    - It stands in a place for other things, e.g. in a teaser of another article. `around` are the
      headline and the elements around it, which are never taken for such a place.
    """
    language = page_language(headline)
    keys = [word_key(title) for title in (*titles, headline.text_content())]
    for at, text in enumerate(texts):
        line = with_small_by(text.strip(), language)
        if len(line) > BYLINE_LENGTH:
            continue
        key = word_key(line)
        is_label = key != "" and is_empty(line)
        before = texts[at - 1].strip() if at else ""
        if not is_label and not is_byline(line, before, "".join(texts[at + 1 : at + 2])):
            continue
        is_others = OF_OTHERS.match(f"{before} {line}") is not None
        is_title = not is_label and any(key in title for title in keys)
        is_in_sentence = text.is_tail and line.endswith(".")
        if not (
            is_others
            or is_title
            or is_in_sentence
            or is_elsewhere(text.getparent(), around, _AT_HEADLINE)
        ):
            names = first_line([line, *texts[at + 1 : at + MOST_JOINED]])
            is_joined = is_label and is_before_one_name(line) and bool(names)
            yield [f"{line} {names[0]}", *names[1:]] if is_joined else names
