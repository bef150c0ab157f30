"""Finds the full text of articles of which browsers show only a part, or nothing.

Such a page has the full text in hidden elements, in JSON-LD or in the JSON of a JavaScript
framework. Browsers show at most a teaser (the first sentences), or the part that is free. Hidden
text replaces the shown text only if that is no article, or far shorter than the hidden text.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from lxml.html import HtmlElement

from newsbot.extraction.body.classification import ClassifiedBlock
from newsbot.extraction.body.elsewhere.inert import with_inert_text
from newsbot.extraction.body.elsewhere.linked_text import linked_stories
from newsbot.extraction.body.elsewhere.paid_parts import HIDDEN_MARKS, MIN_WORDS, show_paid_parts
from newsbot.extraction.body.elsewhere.states import MAX_CHARACTERS, read_states
from newsbot.extraction.body.elsewhere.stories import Story, find_stories
from newsbot.extraction.body.isolation import (
    Body,
    body_lines,
    is_text,
    read_body,
    stated_titles,
)
from newsbot.extraction.metadata.reading import Statements
from newsbot.extraction.page.boilerplate import block_key
from newsbot.extraction.page.text import count_words, has_words, word_key
from newsbot.extraction.page.tree.parse import parse_page
from newsbot.items import FetchedPage, Metadata, NotAnArticle, SiteBlocks

# A body of fewer words than this may be only the first sentences of the article. Then the page is
# searched for a longer text that browsers do not show.
SHORT_WORDS = 150
# If readers must pay for the page, a body of fewer words than this may be only the free part of the
# article. Then the page is searched for hidden text.
LONG_WORDS = 400
# A text that browsers do not show replaces the shown body if it contains the body, and has at least
# FAR_MORE times as many words.
FAR_MORE = 1.5
# A text that browsers do not show may also replace a shown body that has other words, e.g. comments
# that were taken for the article. The page must then say that the hidden text is its article, and
# the hidden text must have at least FAR_MORE_OF_OTHER times as many words as the body.
FAR_MORE_OF_OTHER = 3.0
# A text counts as containing a body if the lines of the body that are in the text have at least
# this share of the body's words.
HELD = 0.6
# If several hidden texts of a page may replace the body, they are tried in an order of preference.
# The first one that has at least this share of the words of the longest one is taken.
NEARLY_ALL = 0.9
# A block of at least this many words is left out of the body if the body already has the same
# words.
REPEATED_WORDS = 8

# Matches HTML that may have more than the article's text in it, such as captions. The blocks of
# such HTML are classified by the model. Other HTML is taken for the article's text as a whole.
_MIXED = re.compile(
    r"<(?!/?(?:p|br|h[1-6]|ul|ol|li|b|i|em|strong|a|blockquote|table|tr|t[dh]|tbody)[\s/>])[a-zA-Z]"
    r"|\sclass=",
    re.IGNORECASE,
)
_CUT_OFF = re.compile(r"(?:\u2026|\.\.\.)\W*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A page, and what is known of it when the search for its full text begins."""

    page: FetchedPage
    tree: HtmlElement
    """The page's parsed HTML, which is not changed."""
    said: Statements
    """What the page says of itself in meta tags and JSON-LD."""
    boilerplate: SiteBlocks
    """Which blocks other articles of the site have too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fuller:
    """The result of the search for an article's full text: the shown body, or a longer text."""

    body: Body
    is_for_subscribers: bool = False
    """Whether a part of the body is one that the page hides from readers who have not paid."""
    unread: str | None = None
    """Why the search for a longer text left out a part of the page; None if it left out none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A text of the page that browsers do not show, e.g. in JSON-LD or in a script."""

    body: Body
    is_own: bool
    """Whether the page says that `body` is the text of its own article, not of another one."""


def fuller_body(seen: Seen, metadata: Metadata, body: Body) -> Fuller:
    """The body of the article on a page: `body`, or a longer one from elsewhere on the page.

    `body` is what was found in the elements that browsers show. `metadata` is what the page says of
    its article.
    """
    search = _Search(seen, metadata)
    is_teaser = search.may_be_teaser(body)
    paid = search.with_paid_parts(body) if is_teaser or _has_hidden(body) else None
    if paid is not None:
        body, is_teaser = paid, search.may_be_teaser(paid)
    best = search.best(body, is_teaser=is_teaser)
    return Fuller(body=best or body, is_for_subscribers=paid is not None, unread=search.unread)


class _Search:
    """Searches one page for a longer text of its article than the one that browsers show."""

    def __init__(self, seen: Seen, metadata: Metadata) -> None:
        self.unread: str | None = None
        self._seen = seen
        self._metadata = metadata
        self._titles = stated_titles(metadata.title, seen.said)

    def may_be_teaser(self, body: Body) -> bool:
        """Whether `body` may be only a part of the article: it is short, or ends with "…"."""
        enough = LONG_WORDS if self._metadata.is_paywalled else SHORT_WORDS
        return (
            not _is_article(body)
            or not has_words("\n".join(body.lines), enough)
            or _CUT_OFF.search(body.lines[-1]) is not None
        )

    def with_paid_parts(self, body: Body) -> Body | None:
        """The body together with the parts of the article that are hidden from non-subscribers.

        None if the page has no such parts, or if they do not belong to the article.
        """
        paid = show_paid_parts(self._seen.tree, is_paid=self._metadata.is_paywalled is True)
        if paid is None:
            return None
        held = _share_held(paid.lines, word_key("".join(body.lines)))
        shown, further = (_without(body, paid.gates), 1) if held >= HELD else (body, MIN_WORDS)
        found = self._read(paid.tree) if held < 1 else None
        if (
            found is not None
            and _count(found.lines) >= _count(shown.lines) + further
            and _share_held(paid.lines, word_key("".join(found.lines))) >= max(held, HELD)
        ):
            return _without_repeats(found)
        return _without_repeats(shown) if held >= HELD else None

    def best(self, body: Body, *, is_teaser: bool) -> Body | None:
        """The best hidden text of the page that may replace `body`; None if there is none.

        The best text is the longest one, or one nearly as long that `_places` yields earlier.
        `is_teaser` says that `body` may be only a part of the article. If `is_teaser` is false,
        only a far longer text in JSON-LD may replace `body`.
        """
        places = self._places(body, is_teaser=is_teaser)
        fitting = [each.body for each in places if self._replaces(each, body)]
        most = max((_count(each.lines) for each in fitting), default=0)
        return next((each for each in fitting if _count(each.lines) >= NEARLY_ALL * most), None)

    def _places(self, body: Body, *, is_teaser: bool) -> Iterator[_Place]:
        """Texts that browsers do not show, e.g. in JSON-LD; texts with most HTML tags come first.

        If `is_teaser` is false, `body` seems whole. Then only a text in JSON-LD that is far longer
        than `body` is yielded.
        """
        if not is_teaser:
            stated = (self._seen.said.linked and self._seen.said.linked.body) or ""
            if stated and count_words(stated) >= FAR_MORE * _count(body.lines):
                stories = self._of_stories(linked_stories(self._seen.tree, self._titles))
                yield from (each for each in stories if len(each.body.lines) >= len(body.lines))
            return
        tree = with_inert_text(self._seen.tree)
        inert = None if tree is None else self._read(tree)
        if inert is not None:
            yield _Place(body=_without_repeats(inert), is_own=True)
        urls = [self._seen.page.url, self._metadata.canonical_url or self._seen.page.url]
        states = read_states(self._seen.tree)
        if not states.is_whole:
            self.unread = f"a script of more than {MAX_CHARACTERS} characters is not read"
        if states.markup and (sent := self._read_markup(states.markup)) is not None:
            yield _Place(body=sent, is_own=True)
        yield from self._of_stories(find_stories(states.values, self._titles, urls))
        yield from self._of_stories(linked_stories(self._seen.tree, self._titles))

    def _of_stories(self, stories: Iterable[Story]) -> Iterator[_Place]:
        """Reads each story (a text in the page's data) like a page; yields the bodies it finds."""
        for story in stories:
            if body := self._read_markup(story.markup):
                yield _Place(body=body, is_own=story.is_own)

    def _read_markup(self, markup: str) -> Body | None:
        """Extracts the body from a new page whose only content is the HTML `markup`.

        None if no body is found.
        """
        html = (
            f'<html><body><article><div class="article-body">{markup}</div></article></body></html>'
        )
        page = replace(self._seen.page, body=html.encode(errors="replace"))
        tree = parse_page(page)
        body = None if isinstance(tree, NotAnArticle) else self._read(tree)
        return body if body is None or _MIXED.search(markup) else _whole(body)

    def _read(self, tree: HtmlElement) -> Body | None:
        seen = self._seen
        found = read_body(seen.page, tree, seen.said, self._metadata, seen.boilerplate)
        return None if isinstance(found, NotAnArticle) else found

    def _replaces(self, place: _Place, body: Body) -> bool:
        """Whether a text that browsers do not show (`place`) may replace the shown text `body`."""
        if not is_text(place.body.lines):
            return False
        words, least = _count(place.body.lines), _count(body.lines)
        text = word_key("".join(place.body.lines))
        if _is_article(body):
            is_held = _share_held(body.lines, text) >= HELD
            far_more = FAR_MORE if is_held else FAR_MORE_OF_OTHER
            return words >= far_more * least and (is_held or place.is_own)
        summary = self._metadata.summary or ""
        return place.is_own or _share_held([summary], text) >= HELD


def _has_hidden(body: Body) -> bool:
    """Whether a block of the article's body stands in an element that the page hides."""
    return any(
        container.marks & HIDDEN_MARKS
        for each in body.blocks
        if each.outcome == "body"
        for container in each.block.chain
    )


def _is_article(body: Body) -> bool:
    return is_text(body.lines) and body.is_possible


def _count(lines: Sequence[str]) -> int:
    return sum(map(count_words, lines))


def _share_held(lines: Sequence[str], text: str) -> float:
    held = sum(count_words(line) for line in lines if word_key(line) in text)
    return held / max(1, _count(lines))


def _whole(body: Body) -> Body:
    """A copy of `body` in which every block belongs to the article, except repeated titles.

    `body` comes from a text with nothing else in it, e.g. from `articleBody` in JSON-LD.
    """
    return replace(
        body,
        blocks=(blocks := [_as_body(each) for each in body.blocks]),
        lines=body_lines(blocks),
    )


def _as_body(block: ClassifiedBlock) -> ClassifiedBlock:
    """A copy of the block with the outcome "body" if its outcome is "other"; else the block."""
    if block.outcome != "other":
        return block
    return replace(block, outcome="body", key=block_key(block.block.text))


def _without_repeats(body: Body) -> Body:
    """The body without long blocks that repeat an earlier block or are the beginning of another.

    Only a block that is cut off with "…" counts as the beginning of another block.
    """
    chosen = [each for each in body.blocks if each.outcome == "body"]
    text = "".join(f"\n{each.block.key}" for each in chosen)
    seen: set[str] = set()
    repeats: set[int] = set()
    for each in chosen:
        key = each.block.key
        is_long = len(each.block.words) >= REPEATED_WORDS
        is_beginning = _CUT_OFF.search(each.block.text) and text.count(f"\n{key}") > 1
        if is_long and (key in seen or is_beginning):
            repeats.add(id(each))
        seen.add(key)
    return _with_others(body, repeats)


def _without(body: Body, texts: frozenset[str]) -> Body:
    """The body without the blocks whose text is one of `texts`.

    `texts` are keys made by `word_key`, which are the same for texts with the same words.
    """
    return _with_others(body, {id(each) for each in body.blocks if each.block.key in texts})


def _with_others(body: Body, others: set[int]) -> Body:
    blocks = [
        replace(each, outcome="other", key=0) if id(each) in others else each
        for each in body.blocks
    ]
    return replace(body, blocks=blocks, lines=body_lines(blocks))
