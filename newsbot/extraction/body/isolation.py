"""The article's body, isolated from the tree of its page."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from lxml.html import HtmlElement

from newsbot.extraction.body.classification import (
    POSSIBLE,
    ClassifiedBlock,
    classify_blocks,
)
from newsbot.extraction.body.features.columns import FeaturedPage, PageText, featurise
from newsbot.extraction.body.opinions import read_opinions
from newsbot.extraction.metadata.dates import MONTH_NAMES
from newsbot.extraction.metadata.reading import Statements
from newsbot.extraction.page.blocks import Block, read_blocks
from newsbot.extraction.page.markup_limits import MAX_BLOCKS, over_limit
from newsbot.extraction.page.text import count_words
from newsbot.items import FetchedPage, NotAnArticle, SiteBlocks

# The shortest true bodies in the corpora have 54 words. In a shorter text only sentences count: a
# brief may have 40 words, and the menus, mottoes and captions of a list of links as many.
SURE_WORDS = 50
MIN_WORDS = 25

# A block with a larger share in links is one of links.
LINKED = 0.5

# Besides Latin marks those of Chinese and Japanese, Hindi, Urdu and Arabic.
_SENTENCE_END = re.compile(r"[.!?\u2026\u3002\uff01\uff1f\u0964\u06d4\u061f][\W_]*$")
_NEWS_MARKS = re.compile(rb"NewsArticle|NewsMediaOrg|news_keywords|googlebot-news")
_DESCRIBED = re.compile(rb"og:type|\"@type\"")
# "/2026/11/" or "/2026/nov/", as news sites have it in their URLs.
_DATED = re.compile(rf"/20\d\d/(?:\d\d?|{MONTH_NAMES})/", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The article's text, and the class of every block of the page."""

    lines: Sequence[str]
    """One paragraph a line; list items begin with "- ", a table row's cells are parted by " | "."""
    blocks: Sequence[ClassifiedBlock]

    @property
    def plain_lines(self) -> Sequence[str]:
        """The lines that the body would have if nothing were known of the site's boilerplate."""
        return body_lines([_restored(each) for each in self.blocks])

    @property
    def is_possible(self) -> bool:
        """Whether at least one block of the body has a probability of POSSIBLE or more.

        Otherwise the body is what trafilatura keeps, for lack of anything better.
        """
        return any(each.outcome == "body" and each.probability >= POSSIBLE for each in self.blocks)

    @property
    def keys(self) -> tuple[int, ...]:
        """The distinct keys of the blocks that the page alone makes body."""
        return tuple(dict.fromkeys(each.key for each in self.blocks if each.key))


def read_body(
    page: FetchedPage,
    tree: HtmlElement,
    said: Statements,
    titles: Sequence[str],
    boilerplate: SiteBlocks,
) -> Body | NotAnArticle:
    """The body of the article in page order, or a rejection as "parser_limit".

    If too little is left without the site's boilerplate, none of it is left out: otherwise an
    article could be rejected because its neighbours quote it. Arguments are those of
    `featured_page`, and what is known of the site's other articles.
    """
    featured = featured_page(page, tree, said, titles)
    if isinstance(featured, NotAnArticle):
        return featured
    classified = classify_blocks(featured, boilerplate)
    lines = body_lines(classified)
    if boilerplate.seen and not is_text(lines):
        classified = [_restored(each) for each in classified]
        lines = body_lines(classified)
    return Body(lines=lines, blocks=classified)


def featured_page(
    page: FetchedPage, tree: HtmlElement, said: Statements, titles: Sequence[str]
) -> FeaturedPage | NotAnArticle:
    """The page's blocks with their features, or a rejection as "parser_limit".

    Extraction and training share these steps.

    Args:
        page: the page as it was fetched.
        tree: the page's parsed tree, which stays as it is.
        said: what the page says of itself.
        titles: the article's title as the page states it, in all its forms (`stated_titles`).
    """
    blocks = read_blocks(tree)
    if len(blocks) > MAX_BLOCKS:
        return over_limit("paragraphs", MAX_BLOCKS, len(blocks))
    try:
        text = page_text(page, tree, said, titles, blocks)
    except RecursionError:  # trafilatura goes into lists inside each other call by call
        return NotAnArticle(reason="parser_limit", detail="lists too deep inside each other")
    return featurise(blocks, text)


def stated_titles(title: str, said: Statements) -> tuple[str, ...]:
    """The article's `title`, followed by all headings and titles that the page states."""
    stated = (title, *said.head.headings, *said.head.meta.get("og:title", ()), said.head.title)
    return tuple(each for each in stated if each)


def page_text(
    page: FetchedPage,
    tree: HtmlElement,
    said: Statements,
    titles: Sequence[str],
    blocks: Sequence[Block],
) -> PageText:
    """The texts and statements of the page that the blocks are compared with."""
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


def body_lines(classified: Sequence[ClassifiedBlock]) -> list[str]:
    """The lines of the blocks that are classified as body."""
    return as_lines(each.block for each in classified if each.outcome == "body")


def _restored(block: ClassifiedBlock) -> ClassifiedBlock:
    """The block as the page alone makes it: site boilerplate becomes body again."""
    return replace(block, outcome="body") if block.outcome == "site_boilerplate" else block


def as_lines(blocks: Iterable[Block]) -> list[str]:
    """The text of each block as one line of a body; list items begin with "- "."""
    return [f"- {block.text}" if block.is_item else block.text for block in blocks]


def is_text(lines: Sequence[str]) -> bool:
    """Whether these lines have enough words, or enough in sentences, to be an article's body."""
    sentences = [line for line in lines if _SENTENCE_END.search(line)]
    return _count(lines) >= SURE_WORDS or _count(sentences) >= MIN_WORDS


def _count(lines: Iterable[str]) -> int:
    return sum(map(count_words, lines))
