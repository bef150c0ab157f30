"""What a reader of Markdown shows."""

import re
from html.parser import HTMLParser

from markdown_it import MarkdownIt

_READER = MarkdownIt("commonmark").enable("table")
_IN_LINES = frozenset(("a", "em", "strong"))


class _Text(HTMLParser):
    """The text of HTML, with a space at each tag that begins or ends a block."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        self.text += "" if tag in _IN_LINES else " "

    def handle_data(self, data: str) -> None:
        self.text += data


def as_html(markdown: str) -> str:
    return str(_READER.render(markdown))


def tags_of(markdown: str) -> set[str]:
    """The tags of the elements that a reader sees."""
    read = _Text()
    read.feed(as_html(markdown))
    return set(read.tags)


def words_of(markdown: str) -> list[str]:
    """The words that a reader sees."""
    read = _Text()
    read.feed(as_html(markdown))
    return re.findall(r"\w+", read.text)
