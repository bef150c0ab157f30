"""Decides whether the text of an article is taken from elsewhere than the elements of its page.

Some pages have their text in elements that browsers do not show, in JSON-LD or in the JSON of a
framework, and show nothing, a teaser, or the part that is free. The elements that browsers show
stay the first choice: they are left only if they have no article, or far less than stands
elsewhere.
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

# A body of fewer words than this may be a teaser. Then the page is searched for a longer text.
SHORT_WORDS = 150
# This many words are the limit on pages for which readers must pay.
LONG_WORDS = 400
# Another text replaces a body if it holds the body and has at least this many times its words.
FAR_MORE = 1.5
# A text of the page's own article that does not hold the body replaces it if it has at least this
# many times its words: the body is then something else, e.g. comments or teasers.
FAR_MORE_OF_OTHER = 3.0
# A text holds a body if it has the lines with at least this share of the body's words.
HELD = 0.6
# Of several texts, the first with at least this share of the words of the longest is taken.
NEARLY_ALL = 0.9
# A repeated block with at least this many words is left out.
REPEATED_WORDS = 8

# HTML that may have more in it than the article's text, such as captions: the model looks at it.
_MIXED = re.compile(
    r"<(?!/?(?:p|br|h[1-6]|ul|ol|li|b|i|em|strong|a|blockquote|table|tr|t[dh]|tbody)[\s/>])[a-zA-Z]"
    r"|\sclass=",
    re.IGNORECASE,
)
_CUT_OFF = re.compile(r"(?:\u2026|\.\.\.)\W*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A page, and what was read of it before its body."""

    page: FetchedPage
    tree: HtmlElement
    """The page's parsed HTML, which is not changed."""
    said: Statements
    """What the page says of itself in meta tags and JSON-LD."""
    boilerplate: SiteBlocks
    """Which blocks other articles of the site have too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fuller:
    """The body of an article, wherever on its page it was found."""

    body: Body
    is_for_subscribers: bool = False
    """Whether a part of the body is one that the page hides from readers who have not paid."""
    unread: str | None = None
    """Why the search for a longer text left out a part of the page; None if it left out none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A text that was found elsewhere than in the elements that browsers show."""

    body: Body
    is_own: bool
    """Whether the page says that the text is that of its own article."""


def fuller_body(seen: Seen, metadata: Metadata, body: Body) -> Fuller:
    """The body of the article on a page: `body`, or a longer one from elsewhere on the page.

    `body` is what was found in the elements that browsers show. `metadata` is what the page says of
    its article.
    """
    search = _Search(seen, metadata)
    paid = None
    is_teaser = search.may_be_teaser(body)
    if is_teaser or _has_hidden(body):
        paid = search.with_paid_parts(body)
    if paid is not None:
        body, is_teaser = paid, search.may_be_teaser(paid)
    best = search.best(body, is_teaser=is_teaser)
    return Fuller(body=best or body, is_for_subscribers=paid is not None, unread=search.unread)


class _Search:
    """The search of one page for a text that is longer than the one browsers show."""

    def __init__(self, seen: Seen, metadata: Metadata) -> None:
        self.unread: str | None = None
        self._seen = seen
        self._metadata = metadata
        self._titles = stated_titles(metadata.title, seen.said)

    def may_be_teaser(self, body: Body) -> bool:
        """Whether `body` is no article, or is short for one, or cut off."""
        enough = LONG_WORDS if self._metadata.is_paywalled else SHORT_WORDS
        return (
            not _is_article(body)
            or not has_words("\n".join(body.lines), enough)
            or _CUT_OFF.search(body.lines[-1]) is not None
        )

    def with_paid_parts(self, body: Body) -> Body | None:
        """The body with the parts for subscribers; None if these are no part of the article."""
        paid = show_paid_parts(self._seen.tree, is_paid=self._metadata.is_paywalled is True)
        if paid is None:
            return None
        if _share_held(paid.lines, word_key("".join(body.lines))) >= HELD:
            return _without_repeats(_without(body, paid.gates))
        found = self._read(paid.tree)
        if found is None or _count(found.lines) < _count(body.lines) + MIN_WORDS:
            return None
        is_held = _share_held(paid.lines, word_key("".join(found.lines))) >= HELD
        return _without_repeats(found) if is_held else None

    def best(self, body: Body, *, is_teaser: bool) -> Body | None:
        """The longest text elsewhere that may replace `body`; None if there is none.

        `is_teaser` is the result of `may_be_teaser` for `body`.
        """
        places = self._places(body, is_teaser=is_teaser)
        fitting = [each.body for each in places if self._replaces(each, body)]
        most = max((_count(each.lines) for each in fitting), default=0)
        return next((each for each in fitting if _count(each.lines) >= NEARLY_ALL * most), None)

    def _places(self, body: Body, *, is_teaser: bool) -> Iterator[_Place]:
        """The texts elsewhere, those with more of the markup first."""
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
        """The texts of `stories`, each read as a page of its own."""
        for story in stories:
            if body := self._read_markup(story.markup):
                yield _Place(body=body, is_own=story.is_own)

    def _read_markup(self, markup: str) -> Body | None:
        """The body of a page that has nothing but the HTML `markup`; None if it cannot be read."""
        html = (
            f'<html><body><article><div class="article-body">{markup}</div></article></body></html>'
        )
        page = replace(self._seen.page, body=html.encode(errors="replace"))
        tree = parse_page(page)
        body = None if isinstance(tree, NotAnArticle) else self._read(tree)
        return body if body is None or _MIXED.search(markup) else _whole(body)

    def _read(self, tree: HtmlElement) -> Body | None:
        """The body that is found in a tree; None if the tree is beyond a limit."""
        found = read_body(
            self._seen.page, tree, self._seen.said, self._titles, self._seen.boilerplate
        )
        return None if isinstance(found, NotAnArticle) else found

    def _replaces(self, place: _Place, body: Body) -> bool:
        """Whether the text of `place` may be the article's in place of `body`."""
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
    """Whether a part of the body stands in elements that are hidden."""
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
    """The share of the words in `lines` whose lines are in `text`, which `word_key` has made."""
    held = sum(count_words(line) for line in lines if word_key(line) in text)
    return held / max(1, _count(lines))


def _whole(body: Body) -> Body:
    """The body with all blocks of its page but the title: nothing else is on the page."""
    return replace(
        body,
        blocks=(blocks := [_as_body(each) for each in body.blocks]),
        lines=body_lines(blocks),
    )


def _as_body(block: ClassifiedBlock) -> ClassifiedBlock:
    """The block as a part of the body, if it is none for what the model thinks of it."""
    if block.outcome != "other":
        return block
    return replace(block, outcome="body", key=block_key(block.block.text))


def _without_repeats(body: Body) -> Body:
    """The body without long blocks that it has already had, and without beginnings of later ones.

    A teaser that is cut off ("…") is such a beginning.
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
    """The body without the blocks whose words are one of `texts`, as `word_key` writes them."""
    return _with_others(body, {id(each) for each in body.blocks if each.block.key in texts})


def _with_others(body: Body, others: set[int]) -> Body:
    """The body without those of its blocks whose ids are in `others`."""
    blocks = [
        replace(each, outcome="other", key=0) if id(each) in others else each
        for each in body.blocks
    ]
    return replace(body, blocks=blocks, lines=body_lines(blocks))
