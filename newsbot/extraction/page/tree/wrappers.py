"""The removal of wrappers: plain elements that contain other elements but no text of their own.

Several wrappers around each other hide the page's structure from the model. Seven of the 1 172
pages of the corpora have more wrappers around each other than the model can read.
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
    """Removes wrappers if MIN_WRAPPERS or more are nested; the content of the innermost one stays.

    A wrapper is a div, section or center that has no class or other name, is not hidden, and has no
    text of its own.
    """
    seen: set[HtmlElement] = set()
    # A wrapper holds other elements, but no text of its own. Wrappers are removed only if at least
    # three are nested, each as the only child of the next outer one. To save time, this looks only
    # at elements that may be the outermost of three: each has an only child, and this child has an
    # only child, too.
    nested = [
        each
        for each in tree.iter(*_TAGS)
        if len(each) == 1 and each[0].tag in _TAGS and len(each[0]) == 1
    ]
    for element in nested:
        if element not in seen:
            wrappers = _wrappers(element)
            seen.update(wrappers)
            if len(wrappers) >= MIN_WRAPPERS:
                for each in list(wrappers[-1]):
                    element.addprevious(each)
                element.drop_tree()


def _wrappers(outermost: HtmlElement) -> list[HtmlElement]:
    """The wrappers from `outermost` inwards: each is the only child of the one before.

    A wrapper is an element such as a <div> that has no text of its own, but only other elements.
    The list ends at the first wrapper that has several children, or whose child is no wrapper.
    """
    wrappers = []
    element = outermost
    while _is_wrapper(element):
        wrappers.append(element)
        if len(element) != 1:
            break
        element = element[0]
    return wrappers


def _is_wrapper(element: HtmlElement) -> bool:
    """Whether the element is a plain div, section or center without text of its own.

    All its children must be elements that begin on a new line, such as paragraphs.
    """
    return (
        element.tag in _TAGS
        and _is_blank(element.text)
        and is_plain(element)
        and all(each.tag in _LAID_OUT and _is_blank(each.tail) for each in element)
    )


def _is_blank(text: str | None) -> bool:
    return not text or text.isspace()
