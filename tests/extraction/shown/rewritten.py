"""Pages after the rewriting of their trees, for the tests of what a reader sees."""

from newsbot.extraction.page.blocks import Block, read_blocks
from newsbot.extraction.page.shown.rewriting import show_body
from newsbot.extraction.page.tree.parse import parse_page
from newsbot.items import NotAnArticle
from tests.extraction.making import fetched


def shown_blocks(body: str, head: str = "") -> list[Block]:
    """The blocks of a page with this markup in its body."""
    markup = f"<html><head>{head}</head><body>{body}</body></html>"
    tree = parse_page(fetched(markup.encode()))
    assert not isinstance(tree, NotAnArticle)
    show_body(tree)
    return read_blocks(tree)


def lines(body: str, head: str = "") -> list[str]:
    """The texts of the blocks of a page with this markup in its body."""
    return [block.text for block in shown_blocks(body, head)]
