"""The text of one element as a reader sees it, on one line."""

from collections.abc import Iterator

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from newsbot.extraction.page.shown.hidden import is_hidden
from newsbot.extraction.page.tags import BLOCK_TAGS, UNSEEN_TAGS
from newsbot.plain_text import plain_text

_BREAKS = BLOCK_TAGS | {"br"}


def shown_text(element: HtmlElement) -> str:
    """The text of the element on one line, with a space where a browser would start a new line.

    Scripts, styles and hidden texts inside the element are left out, e.g. those for screen readers.
    If nothing else is in the element, the hidden texts are its text.
    """
    return _joined(element, with_hidden=False) or _joined(element, with_hidden=True)


def _joined(element: HtmlElement, *, with_hidden: bool) -> str:
    text = "".join(_pieces(element, with_hidden=with_hidden))
    return " ".join(plain_text(text).split())


def _pieces(element: HtmlElement, *, with_hidden: bool) -> Iterator[str]:
    walk = iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, each in walk:
        if event == "start":
            is_unseen = each.tag in UNSEEN_TAGS or not (with_hidden or not is_hidden(each))
            if each is not element and is_unseen:
                walk.skip_subtree()
            else:
                yield " " if each.tag in _BREAKS else ""
                yield each.text or ""
        elif each is not element:
            yield " " if each.tag in _BREAKS else ""
            yield each.tail or ""
