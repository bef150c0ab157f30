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

# So many lines are read before the headline, and so many after it.
LINES_BEFORE = 8
LINES_AFTER = 25
# The article's text has begun after so many words in paragraphs; no line after them is near the
# headline. A line of at least PARAGRAPH_WORDS words counts as a paragraph.
WORDS_AFTER = 60
PARAGRAPH_WORDS = 12
# A part of a headline with at most so many characters may be a date.
HEADLINE_PART = 40
# An <aside> with at most so many characters may be about the article: its author and its date.
SHORT_ASIDE = 200

# Elements within a line of text. All other elements begin a line of their own.
_INLINE = set_of_words(
    """a abbr acronym b bdi bdo big cite code data del dfn em font i img input ins kbd label link
    mark meta nobr q s samp small span strike strong sub sup time tt u var wbr"""
)
# Elements that emphasise words: their ends do not part a line into what stands side by side.
_EMPHASIS = set_of_words("abbr b big cite code del dfn em font i ins mark q s strong sub sup u")
# What stands in these elements is not shown, or belongs to other pages, to pictures or to quotes.
_APART = set_of_words(
    """aside audio blockquote button canvas dialog figcaption head iframe math nav noscript object
    script select style svg template textarea video"""
)
# Names of classes of what is beside an article: its comments, other articles, the site's head.
_BESIDE = re.compile(
    r"comment|disqus|relat(?!ive)|recommend|latest|popular|trending|most-?read|sidebar|ticker"
    r"|masthead|newsletter|promo(?!ted)|carousel|recirc|topbar|top-bar|breaking|(?<![a-z])today",
    re.IGNORECASE,
)
_TITLED = set_of_words("a img input link meta label")
# Names of classes of an <aside> about the article.
_ABOUT = re.compile(r"meta|byline|author|date|info|detail", re.IGNORECASE)


_SPACES = re.compile(r"\s+")


@dataclass(slots=True, kw_only=True, eq=False)
class Line:
    """A line of text that a page shows, e.g. a paragraph or what stands under a headline."""

    text: str = ""
    starts: list[tuple[int, HtmlElement]] = field(default_factory=list)
    """Where the text of which element begins."""
    edges: set[int] = field(default_factory=set)
    """The positions at which an element within the line begins or ends."""
    stamps: list[tuple[int, int, HtmlElement]] = field(default_factory=list)
    """Start, end and element of each part of the line that states a time for machines."""

    def element_at(self, position: int) -> HtmlElement:
        """The innermost element that has the text at a position of the line."""
        found = (element for start, element in reversed(self.starts) if start <= position)
        return next(found, self.starts[0][1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """The lines of a page around its article's headline."""

    headline: HtmlElement
    before: tuple[Line, ...]
    """The last lines before the headline, the nearest first."""
    after: tuple[Line, ...]
    """The lines after the headline, up to the first paragraphs of the article's text."""
    rest: Iterator[Line]
    """The lines of the page after the lines in `after`, each read when it is asked for."""


def surroundings(body: HtmlElement, headline: HtmlElement) -> Surroundings:
    """The lines around the element `headline` in the element `body`, without those of others.

    Left out are lines in menus, sidebars, captions, quotes, comments and lists of other articles.
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
    """The short parts of a headline, of which one may be the date."""
    parts = [
        (" ".join(each.text_content().split()), each) for each in headline.iterdescendants("*")
    ]
    return [
        Line(text=text, starts=[(0, each)])
        for text, each in parts
        if 0 < len(text) <= HEADLINE_PART
    ]


class _Reader:
    """Walks through a page and gathers lines."""

    def __init__(self, body: HtmlElement, headline: HtmlElement) -> None:
        self._body = body
        self._headline = headline
        self._around = {headline, *headline.iterancestors()}
        self._line = Line()
        self._is_after = False
        self._skipped: HtmlElement | None = None
        self._opened: list[int] = []

    def lines(self) -> Iterator[Line | None]:
        """The lines of the page; None stands for the headline."""
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
    """The text of an element; None if it has more than `most` characters, which takes no longer."""
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
    """Whether an element within a line states a time for machines."""
    return any(True for _ in stamps_of(element))


def stamps_of(element: HtmlElement) -> Iterator[str]:
    """What the attributes of an element say that may state a time, e.g. `datetime`.

    The titles of links, of pictures and of form fields are left out: they are texts for readers.
    """
    for name, value in element.items():
        is_time = name in ("datetime", "title", "content") or (
            name.startswith("data-") and ("time" in name or "date" in name)
        )
        if is_time and element.tag not in _TITLED and any(map(str.isdigit, value)):
            yield value
