"""The text of one element as a reader sees it, on one line."""

from collections.abc import Iterator

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from newsbot.extraction.page.shown.hidden import is_hidden
from newsbot.extraction.page.tags import BLOCK_TAGS, UNSEEN_TAGS
from newsbot.extraction.page.text import word_key
from newsbot.plain_text import plain_text

_BREAKS = BLOCK_TAGS | {"br"}


def shown_text(element: HtmlElement) -> str:
    """The text of the element on one line, with a space where a browser would start a new line.

    Scripts, styles, buttons and hidden words inside the element are left out. But if all words are
    hidden, e.g. because they are for screen readers, they are the text. Hidden signs stay: some
    pages hide the colon between a headline and the short text before it.
    """
    seen = _joined(element, with_hidden=False)
    return seen if word_key(seen) else _joined(element, with_hidden=True)


def is_longer(element: HtmlElement, characters: int) -> bool:
    """Whether the text of an element has more than `characters` characters.

    White space at the beginning and end of a text node does not count. The text is only read up to
    the limit.
    """
    length = 0
    for text in element.itertext():
        length += len(text.strip())
        if length > characters:
            return True
    return False


def _joined(element: HtmlElement, *, with_hidden: bool) -> str:
    text = "".join(_pieces(element, with_hidden=with_hidden))
    return " ".join(plain_text(text).split())


def _pieces(element: HtmlElement, *, with_hidden: bool) -> Iterator[str]:
    walk = iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, each in walk:
        if event == "start":
            is_left_out = not with_hidden and (
                each.tag == "button" or (is_hidden(each) and word_key(each.text_content()))
            )
            if each is not element and (each.tag in UNSEEN_TAGS or is_left_out):
                walk.skip_subtree()
            else:
                yield " " if each.tag in _BREAKS else ""
                yield each.text or ""
        elif each is not element:
            yield " " if each.tag in _BREAKS else ""
            yield each.tail or ""
