"""Reads the lines that a page shows around the article's headline, where its dates stand."""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile

from lxml import etree
from lxml.html import HtmlElement

from newsbot.extraction.page.text import count_words
from newsbot.extraction.page.vocabulary import set_of_words

# The maximum numbers of lines before and after the headline that are searched for a date.
LINES_BEFORE = 8
LINES_AFTER = 25
# Lines below the headline are read until they have WORDS_AFTER words of the article's text. Only
# lines of at least PARAGRAPH_WORDS words count as text of the article.
WORDS_AFTER = 60
PARAGRAPH_WORDS = 12
# An element inside the headline is searched for a date only if its text has at most this many
# characters.
HEADLINE_PART = 40
# An <aside> with a class such as "meta" is read if its text has at most this many characters. Such
# an <aside> may state the article's author and date.
SHORT_ASIDE = 200

# Inline elements: their text is a part of the line around them. All other elements begin new lines.
_INLINE = set_of_words(
    """a abbr acronym b bdi bdo big cite code data del dfn em font i img input ins kbd label link
    mark meta nobr q s samp small span strike strong sub sup time tt u var wbr"""
)
# Elements that emphasise words in a text. The edges of all other elements divide a line into
# fields, such as a name and a date.
_EMPHASIS = set_of_words("abbr b big cite code del dfn em font i ins mark q s strong sub sup u")
# Elements whose text is not read when dates are looked for. Browsers do not show it, or it belongs
# to menus, media, quotations or the like.
_APART = set_of_words(
    """aside audio blockquote button canvas dialog figcaption head iframe math nav noscript object
    script select style svg template textarea video"""
)
# Matches classes of comments, lists of other articles, and the head of the site. Elements with such
# a class are not read.
_BESIDE = re.compile(
    r"comment|disqus|relat(?!ive)|recommend|latest|popular|trending|most-?read|sidebar|ticker"
    r"|masthead|newsletter|promo(?!ted)|carousel|recirc|topbar|top-bar|breaking|(?<![a-z])today",
    re.IGNORECASE,
)
_TITLED = set_of_words("a img input link meta label")
# Matches the classes of an <aside> that states facts about the article, such as its date.
_ABOUT = re.compile(r"meta|byline|author|date|info|detail", re.IGNORECASE)


_SPACES = re.compile(r"\s+")


@dataclass(slots=True, kw_only=True, eq=False)
class Line:
    """A line of text that a page shows, e.g. a paragraph or what stands under a headline."""

    text: str = ""
    starts: list[tuple[int, HtmlElement]] = field(default_factory=list)
    """For each text node of the line, in order: the position in `text` at which it begins, and its
    element."""
    edges: set[int] = field(default_factory=set)
    """The positions in `text` at which an element begins or ends, e.g. a <span> around a date."""
    emphases: list[tuple[int, int]] = field(default_factory=list)
    """The start and end positions of each emphasised part of the line, e.g. of an <i> element."""
    stamps: list[tuple[int, int, HtmlElement]] = field(default_factory=list)
    """The start and end positions of each element in the line that states a time in an attribute,
    such as <time datetime="2026-09-09">; and the element."""

    def element_at(self, position: int) -> HtmlElement:
        """The innermost element that has the text at a position of the line."""
        found = (element for start, element in reversed(self.starts) if start <= position)
        return next(found, self.starts[0][1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """The lines of text that a page shows before and after the headline of its article."""

    headline: HtmlElement
    before: tuple[Line, ...]
    """The last lines before the headline, the nearest first."""
    after: tuple[Line, ...]
    """The lines after the headline, up to the first paragraphs of the article's text."""
    rest: Iterator[Line]
    """The lines of the page after the lines in `after`, each read when it is asked for."""


def surroundings(body: HtmlElement, headline: HtmlElement) -> Surroundings:
    """The lines around the headline of an article; `body` is the page's <body> element.

    Lines in menus, sidebars, captions, quotes, comments and lists of other articles are left out.
    """
    lines = _Reader(body, headline).lines()
    until_headline = takewhile(lambda line: line is not None, lines)
    before = deque(filter(None, until_headline), maxlen=LINES_BEFORE)
    after = _parts(headline)
    words = 0
    rest = filter(None, lines)
    while words < WORDS_AFTER and len(after) != LINES_AFTER and (line := next(rest, None)):
        after.append(line)
        count = count_words(line.text)
        words += count if count >= PARAGRAPH_WORDS else 0
    return Surroundings(
        headline=headline, before=tuple(reversed(before)), after=tuple(after), rest=rest
    )


def _parts(headline: HtmlElement) -> list[Line]:
    """The short texts of the elements in the headline, each as a line; one may be the date."""
    parts = [
        (" ".join(each.text_content().split()), each) for each in headline.iterdescendants("*")
    ]
    return [
        Line(text=text, starts=[(0, each)])
        for text, each in parts
        if 0 < len(text) <= HEADLINE_PART
    ]


class _Reader:
    """Splits the text in the <body> of a page into the lines that a browser would show."""

    def __init__(self, body: HtmlElement, headline: HtmlElement) -> None:
        self._body = body
        self._headline = headline
        self._around = {headline, *headline.iterancestors()}
        self._line = Line()
        self._is_after = False
        self._skipped: HtmlElement | None = None
        self._opened: list[int] = []

    def lines(self) -> Iterator[Line | None]:
        """Yields the lines of the page, and None at the place of the headline."""
        walk = etree.iterwalk(self._body, events=("start", "end", "comment", "pi"))
        for event, element in walk:
            if event == "start":
                is_apart = self._is_apart(element)
                yield from self._entered(element, is_apart=is_apart)
                if element is self._headline or is_apart:
                    self._skipped = element
                    walk.skip_subtree()
            elif event == "end":
                yield from self._left(element)
            if event != "start" and element is not self._body:
                self._add(element.tail, element.getparent())
        yield from self._ended()

    def _entered(self, element: HtmlElement, *, is_apart: bool) -> Iterator[Line | None]:
        if element is self._headline or not _is_inline(element):
            yield from self._ended()
        if element is self._headline:
            self._is_after = True
            yield None
        elif not is_apart:
            self._mark_edge(element)
            self._opened.append(len(self._line.text))
            self._add(element.text, element)

    def _left(self, element: HtmlElement) -> Iterator[Line]:
        if element is self._skipped:
            self._skipped = None
            return
        start, end = self._opened.pop(), len(self._line.text)
        if start <= end and has_stamp(element):
            self._line.stamps.append((start, end, element))
        if start < end and element.tag in _EMPHASIS:
            self._line.emphases.append((start, end))
        self._mark_edge(element)
        if not _is_inline(element):
            yield from self._ended()

    def _ended(self) -> Iterator[Line]:
        line, self._line = self._line, Line()
        if line.text.strip() or line.stamps:
            yield line

    def _add(self, text: str | None, element: HtmlElement) -> None:
        if text:
            self._line.starts.append((len(self._line.text), element))
            self._line.text += _SPACES.sub(" ", text)

    def _mark_edge(self, element: HtmlElement) -> None:
        if element.tag not in _EMPHASIS:
            self._line.text += " "
            self._line.edges.add(len(self._line.text))

    def _is_apart(self, element: HtmlElement) -> bool:
        if element in self._around:
            return False
        names = f"{element.get('class', '')} {element.get('id', '')}"
        if element.tag == "aside" and _ABOUT.search(names):
            return short_text(element, SHORT_ASIDE) is None
        is_of_site = element.tag == "header" and not self._is_after
        if element.tag in _APART or (is_of_site and not _is_in_article(element)):
            return True
        return len(names) > 1 and _BESIDE.search(names) is not None


def short_text(element: HtmlElement, most: int) -> str | None:
    """The text of an element; None if it has more than `most` characters.

    A longer text is only read up to the limit.
    """
    text = ""
    for part in element.itertext():
        text += part
        if len(text) > most:
            return None
    return text


def _is_in_article(element: HtmlElement) -> bool:
    return any(each.tag in ("article", "main") for each in element.iterancestors())


def _is_inline(element: HtmlElement) -> bool:
    return element.tag in _INLINE or "-" in element.tag


def has_stamp(element: HtmlElement) -> bool:
    """Whether an attribute of an element, e.g. `datetime`, may state a time."""
    return any(True for _ in stamps_of(element))


def stamps_of(element: HtmlElement) -> Iterator[str]:
    """The values of the attributes of an element that may state a time, e.g. of `datetime`.

    The `title` is such an attribute too, but not in links, pictures and form fields, where it is a
    text for readers.
    """
    for name, value in element.items():
        is_time = name in ("datetime", "title", "content") or (
            name.startswith("data-") and ("time" in name or "date" in name)
        )
        if is_time and element.tag not in _TITLED and any(map(str.isdigit, value)):
            yield value
