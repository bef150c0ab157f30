"""Reads the dates that the markup of a page marks as those of its article (microdata, RDFa)."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Literal

from lxml.html import HtmlElement

from newsbot.extraction.page.vocabulary import set_of_words

# At most this many elements marked as dates are read; the dates of the article itself stand first.
MOST_MARKED = 20
# Elements whose dates are ignored, because they are the dates of other articles.
_APART = frozenset(("aside", "footer", "nav"))
_NAMES = {
    "published": set_of_words(
        "datePublished schema:datePublished dc:date dc:created dc:issued dcterms:issued"
    ),
    "changed": set_of_words("dateModified schema:dateModified dc:modified dcterms:modified"),
}
# A date in an element with `itemtype` counts only if the type's name ends with one of these. A date
# in an element of another type, e.g. Comment, is not that of the article.
_TEXTS = ("article", "posting", "webpage", "report", "review", "creativework", "recipe", "blog")


def marked_dates(
    tree: HtmlElement,
    kind: Literal["published", "changed"],
    is_of_other: Callable[[HtmlElement], bool],
) -> Iterator[tuple[str, str | None]]:
    """Yields the dates in elements that microdata mark as dates of publication or of a change.

    Each date is yielded as a pair: the word "microdata", which tells where the date was found, and
    the date as it is written on the page.

    Args:
        tree: the parsed page.
        kind: which dates are wanted.
        is_of_other: returns whether an element belongs to another article.
    """
    marked = tree.xpath("//*[@itemprop or @property or @pubdate][not(self::meta)]")
    of_kind = (each for each in marked if _is_of_kind(each, kind))
    for element in islice(of_kind, MOST_MARKED):
        if _is_of_article(element) and not is_of_other(element):
            stated = element.get("datetime") or element.get("content")
            yield "microdata", stated or element.text_content()


def _is_of_kind(element: HtmlElement, kind: str) -> bool:
    names = f"{element.get('itemprop', '')} {element.get('property', '')}".split()
    is_old_mark = kind == "published" and element.get("pubdate") is not None
    return is_old_mark or not _NAMES[kind].isdisjoint(names)


def _is_of_article(element: HtmlElement) -> bool:
    if any(ancestor.tag in _APART for ancestor in element.iterancestors()):
        return False
    scopes = (each for each in element.iterancestors() if each.get("itemscope") is not None)
    kind = next((each.get("itemtype") or "" for each in scopes), "")
    return not kind or kind.lower().rstrip("/").endswith(_TEXTS)
