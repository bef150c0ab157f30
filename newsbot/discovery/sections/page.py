"""Parses an HTML page into a list of its elements, each with the position of its parent."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree, html

from newsbot.charsets.decoding import as_utf_8
from newsbot.discovery.web_urls import absolute_url
from newsbot.errors import SourceError
from newsbot.urls import domain_or_host

HEADINGS = frozenset(("h1", "h2", "h3", "h4"))
# The maximum number of elements of a page that are read. A page that links to 300 stories has about
# 10 000 elements.
MAX_ELEMENTS = 200_000
MAX_LINKS = 5_000
_LINKS = frozenset(("a", "area", "link"))
# Matches the signs of a template in a URL, e.g. "/story/{{ id }}". A script would have to fill in
# such a URL before it is usable.
_PLACEHOLDER = re.compile(r"\{\{|\$\{|<%|%7B%7B|\[\[", re.IGNORECASE)


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """The elements of an HTML page in document order, with their parents and their links."""

    url: str
    elements: list[html.HtmlElement]
    parents: list[int]
    """The position of each element's parent in `elements`; -1 for the root."""
    links: dict[int, str]
    """Position of an `a`, `area` or `link` in `elements` → the URL to which it links. Only links to
    the same site are included, and only the first MAX_LINKS of them."""
    is_cut_off: bool
    """Whether the parser gave up before the end of the page, because its markup is too deep."""

    def above(self, position: int) -> Iterator[int]:
        """The positions of an element's ancestors, from its parent up to the root."""
        position = self.parents[position]
        while position >= 0:
            yield position
            position = self.parents[position]


def read_page(body: bytes, url: str, content_type: str | None = None) -> Page:
    """Parses the HTML page at `url`.

    `body` and `content_type` (the Content-Type header) are from the response for the page.

    Raises:
        SourceError: the bytes are no HTML page.
    """
    utf_8 = as_utf_8(body, content_type)
    # Without `huge_tree`, libxml2 stops at the first element that is 256 levels deep.
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True)
    try:
        root = html.document_fromstring(utf_8, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise SourceError(f"not a page: {error}") from error
    elements: list[html.HtmlElement] = []
    for element in root.iter(etree.Element):
        elements.append(element)
        if len(elements) == MAX_ELEMENTS:
            break
    places = {element: place for place, element in enumerate(elements)}
    parents = [places.get(element.getparent(), -1) for element in elements]
    return Page(
        url=url,
        elements=elements,
        parents=parents,
        links=_links_of(elements, _base_of(root, url), domain_or_host(url)),
        is_cut_off=any("depth" in error.message for error in parser.error_log),
    )


def _links_of(elements: list[html.HtmlElement], base: str, site: str) -> dict[int, str]:
    links: dict[int, str] = {}
    # The `href` of a link → the URL to which it leads; None if it does not lead to this site. Most
    # pages link to a story three times, and resolving a URL takes longer than all else in this
    # function.
    known: dict[str, str | None] = {}
    for place, element in enumerate(elements):
        if element.tag in _LINKS and len(links) < MAX_LINKS:
            target = element.get("href") or ""
            if target not in known:
                url = _url_of(target, base)
                known[target] = url if url is not None and domain_or_host(url) == site else None
            found = known[target]
            if found is not None:
                links[place] = found
    return links


def _url_of(target: str, base: str) -> str | None:
    if not target.strip() or target.strip().startswith("#") or _PLACEHOLDER.search(target):
        return None
    return absolute_url(base, target)


def _base_of(root: html.HtmlElement, url: str) -> str:
    """The URL to which relative links of a page refer.

    It is the URL in the first usable `base` element, or else `url`, the URL of the page. A `base`
    with a URL of another site is not usable: it is left over from a test system or a mirror.
    """
    for target in root.xpath("//base/@href"):
        base = absolute_url(url, target)
        if base is not None and domain_or_host(base) == domain_or_host(url):
            return base
    return url
