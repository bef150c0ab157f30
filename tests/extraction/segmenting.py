"""Blocks made from markup, for the tests of their classification."""

from lxml.html import document_fromstring

from newsbot.extraction.body.features.columns import PageText
from newsbot.extraction.page.blocks import Block, read_blocks
from tests.extraction.making import PARAGRAPHS, URL

STORY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)


def blocks(body: str) -> list[Block]:
    """The blocks of a page with this markup in its body."""
    return read_blocks(document_fromstring(f"<html><body>{body}</body></html>"))


def texts(body: str) -> list[str]:
    return [block.text for block in blocks(body)]


def page_text(kept: str = "", titles: tuple[str, ...] = (), *, is_news: bool = True) -> PageText:
    """A page of which trafilatura keeps the text `kept`."""
    return PageText(
        url=URL,
        kept=kept,
        titles=titles,
        description="A bakery opens at five.",
        article_body="",
        site_name="Eastmoor Echo",
        is_news=is_news,
    )
