"""Elements around elements that say nothing: several of them hide how blocks belong together.

What one or two stand for the model has learned; of the corpora's 1 172 pages seven have more.
"""

from lxml.html import HtmlElement

from newsbot.extraction.page.containers import is_plain

MIN_WRAPPERS = 3

_TAGS = ("div", "section", "center")
_LAID_OUT = frozenset((
    *_TAGS, "article", "blockquote", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "p",
    "pre", "table", "ul",
))  # fmt: skip


def unwrap(tree: HtmlElement) -> None:
    """Puts what stands in several plain elements, each around the next, in their room.

    An element is plain that has no name, hides nothing and holds elements alone.
    """
    seen: set[HtmlElement] = set()
    for element in [each for each in tree.iter(*_TAGS) if _may_wrap(each)]:
        if element not in seen:
            wrappers = _wrappers(element)
            seen.update(wrappers)
            if len(wrappers) >= MIN_WRAPPERS:
                for each in list(wrappers[-1]):
                    element.addprevious(each)
                element.drop_tree()


def _may_wrap(element: HtmlElement) -> bool:
    """Whether it holds one element alone, and that one again: most elements are asked no more."""
    return len(element) == 1 and element[0].tag in _TAGS and len(element[0]) == 1


def _wrappers(outermost: HtmlElement) -> list[HtmlElement]:
    """The plain elements that stand in nothing else within `outermost`; the last may hold more."""
    wrappers = []
    element = outermost
    while _is_wrapper(element):
        wrappers.append(element)
        if len(element) != 1:
            break
        element = element[0]
    return wrappers


def _is_wrapper(element: HtmlElement) -> bool:
    """Whether it is plain, and holds nothing but elements that begin a line of their own."""
    return (
        element.tag in _TAGS
        and _is_blank(element.text)
        and is_plain(element)
        and all(each.tag in _LAID_OUT and _is_blank(each.tail) for each in element)
    )


def _is_blank(text: str | None) -> bool:
    return not text or text.isspace()
