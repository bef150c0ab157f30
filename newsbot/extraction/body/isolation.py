"""A page's tree → the article's body, and the blocks that it was chosen from."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from lxml.html import HtmlElement

from newsbot.extraction.body.classification import POSSIBLE, DecidedBlock, decide_blocks
from newsbot.extraction.body.features.columns import PageText
from newsbot.extraction.body.opinions import read_opinions
from newsbot.extraction.metadata.dates import MONTH_NAMES
from newsbot.extraction.metadata.reading import Statements
from newsbot.extraction.page.blocks import Block, read_blocks
from newsbot.extraction.page.markup_limits import MAX_BLOCKS, over_limit
from newsbot.extraction.page.text import count_words
from newsbot.items import FetchedPage, NotAnArticle, SiteBlocks

# The shortest true bodies in the corpora have 54 words. Of less, only what stands in sentences
# counts: a brief may have 40, the menus, mottoes and captions of a list of links have as many.
SURE_WORDS = 50
MIN_WORDS = 25

# A block with more of it in links is one of links.
LINKED = 0.5

# With the marks of Chinese and Japanese, Hindi, Urdu and Arabic.
_SENTENCE_END = re.compile(r"[.!?\u2026\u3002\uff01\uff1f\u0964\u06d4\u061f][\W_]*$")
_NEWS_MARKS = re.compile(rb"NewsArticle|NewsMediaOrg|news_keywords|googlebot-news")
_DESCRIBED = re.compile(rb"og:type|\"@type\"")
# "/2026/11/" or "/2026/nov/", as news sites have it in their addresses.
_DATED = re.compile(rf"/20\d\d/(?:\d\d?|{MONTH_NAMES})/", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The article's text, and what became of every block of its page."""

    lines: Sequence[str]
    """One paragraph a line; list items begin with "- ", a table row's cells are parted by " | "."""
    blocks: Sequence[DecidedBlock]

    @property
    def plain_lines(self) -> Sequence[str]:
        """What `lines` would be if nothing were known of the site."""
        return _lines([_restored(each) for each in self.blocks])

    @property
    def is_possible(self) -> bool:
        """Whether any of it may well be an article's, and not only kept for want of one."""
        return any(each.outcome == "body" and each.certainty >= POSSIBLE for each in self.blocks)

    @property
    def keys(self) -> tuple[int, ...]:
        """Of the blocks that are body as far as the page alone says, each once."""
        return tuple(dict.fromkeys(each.key for each in self.blocks if each.key))


def read_body(
    page: FetchedPage,
    tree: HtmlElement,
    said: Statements,
    titles: Sequence[str],
    boilerplate: SiteBlocks,
) -> Body | NotAnArticle:
    """The article's paragraphs in page order, or "parser_limit"; `tree` stays as it is.

    If too little is left without what the site repeats, nothing of that is left out: otherwise an
    article could be turned away for what its neighbours quote of it.
    """
    blocks = read_blocks(tree)
    if len(blocks) > MAX_BLOCKS:
        return over_limit("paragraphs", MAX_BLOCKS, len(blocks))
    try:
        text = page_text(page, tree, said, titles, blocks)
    except RecursionError:  # trafilatura goes into lists inside each other call by call
        return NotAnArticle(reason="parser_limit", detail="lists too deep inside each other")
    decided = decide_blocks(blocks, text, boilerplate)
    lines = _lines(decided)
    if boilerplate.seen and not is_text(lines):
        decided = [_restored(each) for each in decided]
        lines = _lines(decided)
    return Body(lines=lines, blocks=decided)


def stated_titles(title: str, said: Statements) -> tuple[str, ...]:
    """The article's `title` and what else its page says in its place."""
    stated = (title, *said.head.headings, *said.head.meta.get("og:title", ()), said.head.title)
    return tuple(each for each in stated if each)


def page_text(
    page: FetchedPage,
    tree: HtmlElement,
    said: Statements,
    titles: Sequence[str],
    blocks: Sequence[Block],
) -> PageText:
    """What the page says besides its blocks."""
    head = said.head
    beside_links = sum(len(block.words) for block in blocks if block.link_share < LINKED)
    return PageText(
        opinions=read_opinions(tree, page.url, beside_links),
        titles=titles,
        description=head.first("description", "og:description") or "",
        article_body=(said.linked and said.linked.body) or "",
        site_name=head.first("og:site_name") or "",
        is_news=_NEWS_MARKS.search(page.body) is not None
        or _DATED.search(head.canonical or page.url) is not None
        or _DESCRIBED.search(page.body) is None,
    )


def _lines(decided: Sequence[DecidedBlock]) -> list[str]:
    return as_lines(each.block for each in decided if each.outcome == "body")


def _restored(block: DecidedBlock) -> DecidedBlock:
    return replace(block, outcome="body") if block.outcome == "site_boilerplate" else block


def as_lines(blocks: Iterable[Block]) -> list[str]:
    """The blocks as a body has them."""
    return [f"- {block.text}" if block.is_item else block.text for block in blocks]


def is_text(lines: Sequence[str]) -> bool:
    """Whether these lines are enough to be an article's body."""
    sentences = [line for line in lines if _SENTENCE_END.search(line)]
    return _count(lines) >= SURE_WORDS or _count(sentences) >= MIN_WORDS


def _count(lines: Iterable[str]) -> int:
    return sum(map(count_words, lines))
