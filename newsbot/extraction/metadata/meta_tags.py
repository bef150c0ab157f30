"""Reads what a page says of itself in its meta elements, title, headings and links."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from newsbot.extraction.page.text import one_line

# At most this many h1 elements of a page are read, and at most this many h2 elements. No page of
# the corpora has more than 112.
MOST_HEADINGS = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class PageHead:
    """What a page states in its head and headings; what it does not state is empty or None."""

    meta: Mapping[str, tuple[str, ...]]
    """Maps the name of <meta> elements, e.g. "og:title", to the contents of all elements of this
    name, in page order.

    The name of an element is its `property`, `name` or `itemprop` in lower case.
    """
    title: str | None
    headings: tuple[str, ...]
    """The texts of the h1 elements."""
    subheadings: tuple[str, ...]
    """The texts of the h2 elements."""
    canonical: str | None
    """The URL in <link rel="canonical">, as written."""
    language: str | None
    """The language tag that the <html> element states, as written."""
    written_by: tuple[str, ...]
    """The authors that the page states for social networks, which show them as "Written by". They
    come from one of the meta tags of Twitter, e.g. "twitter:data1"."""

    def first(self, *names: str) -> str | None:
        """The content of the first meta tag in `names` that the page has; None if it has none."""
        return next((self.meta[name][0] for name in names if name in self.meta), None)


SAYS_NOTHING = PageHead(
    meta={}, title=None, headings=(), subheadings=(), canonical=None, language=None, written_by=()
)


def read_head(tree: HtmlElement) -> PageHead:
    """What a page states in its meta elements, title, headings and rel=canonical."""
    meta = _meta(tree)
    title = tree.find(".//head/title")
    html = next(tree.iter("html"), None)
    canonical = (
        link.get("href")
        for link in tree.iter("link")
        if "canonical" in (link.get("rel") or "").lower().split()
    )
    # For social networks, "twitter:data1" and "twitter:data2" state details of an article.
    # "twitter:label1" and "twitter:label2" are the names of these details. If a page states two
    # details, the first is the author, the second the reading time.
    has_details = "twitter:label2" in meta and "twitter:data2" in meta
    return PageHead(
        meta=meta,
        title=None if title is None else one_line(title.text_content()),
        headings=_texts(tree, "h1"),
        subheadings=_texts(tree, "h2"),
        canonical=next(canonical, None),
        language=None if html is None else html.get("lang") or html.get("xml:lang"),
        written_by=meta.get("twitter:data1" if has_details else "twitter:misc:written by", ()),
    )


def _texts(tree: HtmlElement, tag: str) -> tuple[str, ...]:
    """The texts of the page's elements with the tag `tag`, without empty ones."""
    lines = (one_line(each.text_content()) for each in islice(tree.iter(tag), MOST_HEADINGS))
    return tuple(line for line in lines if line is not None)


def _meta(tree: HtmlElement) -> dict[str, tuple[str, ...]]:
    """The contents of the page's <meta> elements, by their `property` or `name`."""
    contents: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = one_line(element.get("content"))
        if name and content:
            contents.setdefault(name.strip().lower(), []).append(content)
    return {name: tuple(texts) for name, texts in contents.items()}
