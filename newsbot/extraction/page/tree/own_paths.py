"""Finds elements by XPath expressions that look only at an element's own tag and attributes.

Trafilatura's expressions compare the id and class of every element with long regular expressions,
and lxml calls Python for each comparison. But most elements of a site have one of a few hundred
combinations of tag and attributes. So it is enough to try each combination once.
"""

import re
from collections.abc import Collection, Sequence

from lxml.etree import Element, SubElement, XPath
from lxml.html import HtmlElement

# If more combinations of tag and attributes than this have been tried, their results are forgotten
# before the next page. This many results take about 1 MB.
KEPT = 2048
# Results for attributes with more characters than this are not kept, to save memory.
MAX_CHARACTERS = 400

_ATTRIBUTE = re.compile(r"@([\w-]+)")
_TAG = re.compile(r"self::(\w+)")
_OTHER_TAG = "b"

Own = tuple[str, tuple[tuple[str, str], ...]]
"""A tag and attributes, in the order of the page."""


class OwnPaths:
    """Several XPath expressions, each of which looks only at an element's own tag and attributes.

    No expression may count elements, as `[1]` does: combinations of tag and attributes are tried
    side by side in one tree. The object is called like an XPath expression.
    """

    def __init__(self, paths: Sequence[XPath]) -> None:
        self._paths = paths
        self._named = {name for path in paths for name in _ATTRIBUTE.findall(path.path)}
        tags = [_TAG.findall(path.path) for path in paths]
        self._tags = frozenset(tag for each in tags for tag in each)
        # An expression without tags finds elements with any tag.
        self._wanted = sorted(self._tags) if all(tags) else ["*"]
        self._is_found: dict[Own, bool] = {}

    def __call__(self, tree: HtmlElement) -> list[HtmlElement]:
        """The elements in `tree` that any of the expressions finds, in the order of the page.

        The root of `tree` is not among them.
        """
        named, tags = self._named, self._tags
        elements: list[tuple[HtmlElement, Own]] = []
        for element in tree.iterdescendants(*self._wanted):
            items = element.items()
            if items and (attributes := [each for each in items if each[0] in named]):
                tag = element.tag
                own = (tag if tag in tags else _OTHER_TAG, tuple(attributes))
                elements.append((element, own))
        if len(self._is_found) > KEPT:
            self._is_found.clear()
        tried = self._try({own for _, own in elements}.difference(self._is_found))
        self._is_found.update(each for each in tried.items() if _is_short(each[0]))
        return [element for element, own in elements if tried.get(own) or self._is_found.get(own)]

    @property
    def kept_results(self) -> int:
        """The number of combinations of tag and attributes whose results are kept."""
        return len(self._is_found)

    def _try(self, combinations: Collection[Own]) -> dict[Own, bool]:
        """For each combination of tag and attributes, whether any of the expressions finds it.

        The attributes are in the order of the page, on which the result may depend.
        """
        tree = Element("html")
        elements = [SubElement(tree, tag, dict(attributes)) for tag, attributes in combinations]
        results = [path(tree) for path in self._paths]
        # An expression that selects elements returns a list of them.
        found = {each for result in results if isinstance(result, list) for each in result}
        return {own: element in found for own, element in zip(combinations, elements, strict=True)}


def _is_short(own: Own) -> bool:
    return sum(len(value) for _, value in own[1]) <= MAX_CHARACTERS
