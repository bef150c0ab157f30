"""Finds elements by XPath expressions that look only at an element's own tag and attributes.

Trafilatura's expressions compare the id and class of every element with long regular expressions,
and lxml calls Python for each comparison. But most elements of a site have one of a few hundred
combinations of tag and attributes. So it is enough to try each combination once.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from lxml.etree import Element, SubElement, XPath
from lxml.html import HtmlElement

# The maximum number of results in the cache of one OwnPaths object, which then takes about 1 MB.
CACHED = 4096
# If the attributes of an element have more characters than this, the result for the element is not
# kept, because such a long key would make the cache larger.
MAX_CHARACTERS = 400

_ATTRIBUTE = re.compile(r"@([\w-]+)")
_TAG = re.compile(r"self::(\w+)")
_OTHER_TAG = "b"

Attributes = tuple[tuple[str, str], ...]


class OwnPaths:
    """Several XPath expressions, each of which looks only at an element's own tag and attributes.

    It is called like an XPath expression.
    """

    def __init__(self, paths: Sequence[XPath]) -> None:
        self._paths = paths
        self._named = {name for path in paths for name in _ATTRIBUTE.findall(path.path)}
        tags = [_TAG.findall(path.path) for path in paths]
        self._tags = frozenset(tag for each in tags for tag in each)
        # An expression without tags finds elements with any tag.
        self._wanted = sorted(self._tags) if all(tags) else ["*"]
        self._is_found = lru_cache(maxsize=CACHED)(self._try)

    def __call__(self, tree: HtmlElement) -> Iterator[HtmlElement]:
        """The elements in `tree` that any of the expressions finds, in the order of the page.

        The root of `tree` is not among them. The tree must not be changed while they are read.
        """
        named, tags = self._named, self._tags
        for element in tree.iterdescendants(*self._wanted):
            attributes = tuple([each for each in element.items() if each[0] in named])
            if attributes:
                tag = element.tag if element.tag in tags else _OTHER_TAG
                is_long = sum(len(value) for _, value in attributes) > MAX_CHARACTERS
                if self._try(tag, attributes) if is_long else self._is_found(tag, attributes):
                    yield element

    def _try(self, tag: str, attributes: Attributes) -> bool:
        """Whether any of the expressions finds an element with this tag and these attributes.

        The attributes are in the order of the page, on which the result may depend.
        """
        tree = Element("html")
        SubElement(tree, tag, dict(attributes))
        return any(path(tree) for path in self._paths)


def is_own(path: XPath) -> bool:
    """Whether the expression looks only at an element's own tag and attributes.

    This is so if it has one step, from which it does not go on to other elements.
    """
    return path.path.count("//") == 1 and "@" in path.path
