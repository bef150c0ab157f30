"""Reads what a page says of itself in its meta elements, title, headings and links."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from newsbot.extraction.metadata.people.naming.leads import without_lead
from newsbot.extraction.metadata.title_parts import shown_part
from newsbot.extraction.page.shown.lines import shown_text
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
    canonicals: tuple[str, ...]
    """The URLs in <link rel="canonical">, as written. Some pages have several such elements."""
    language: str | None
    """The language tag that the <html> element states, as written."""
    written_by: tuple[str, ...]
    """The authors that the page states for social networks, which show them as "Written by". The
    authors come from one of the meta tags of Twitter, e.g. "twitter:data1"."""

    @property
    def canonical(self) -> str | None:
        """The first URL in <link rel="canonical">, as written."""
        return next(iter(self.canonicals), None)

    def first(self, *names: str) -> str | None:
        """The content of the first meta tag in `names` that the page has; None if it has none."""
        return next((self.meta[name][0] for name in names if name in self.meta), None)


SAYS_NOTHING = PageHead(
    meta={}, title=None, headings=(), subheadings=(), canonicals=(), language=None, written_by=()
)


def read_head(tree: HtmlElement) -> PageHead:
    """What a page states in its meta elements, title, headings and rel=canonical."""
    meta = _meta(tree)
    title = tree.find(".//head/title")
    stated = None if title is None else one_line(title.text_content())
    html = next(tree.iter("html"), None)
    canonicals = tuple(
        link.get("href") or ""
        for link in tree.iter("link")
        if "canonical" in (link.get("rel") or "").lower().split()
    )
    return PageHead(
        meta=meta,
        title=shown_part(tree, stated) if stated else None,
        headings=_texts(tree, "h1"),
        subheadings=_texts(tree, "h2"),
        canonicals=canonicals,
        language=None if html is None else html.get("lang") or html.get("xml:lang"),
        written_by=_written_by(meta),
    )


def _written_by(meta: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The authors in a page's meta tags for social networks.

    "twitter:data1" and "twitter:data2" state details of the article, "twitter:label1" and
    "twitter:label2" are the names of these details, e.g. "Written by". If no name says that a
    detail is the author, and a page states two details, the first is the author, the second the
    reading time.
    """
    for number in ("1", "2"):
        label = " ".join(meta.get(f"twitter:label{number}", ()))
        if label and not without_lead(label):
            return meta.get(f"twitter:data{number}", ())
    has_details = "twitter:label2" in meta and "twitter:data2" in meta
    return meta.get("twitter:data1" if has_details else "twitter:misc:written by", ())


def _texts(tree: HtmlElement, tag: str) -> tuple[str, ...]:
    """The texts that readers see in the page's elements with the tag `tag`, without empty ones."""
    lines = (one_line(shown_text(each)) for each in islice(tree.iter(tag), MOST_HEADINGS))
    return tuple(line for line in lines if line is not None)


def _meta(tree: HtmlElement) -> dict[str, tuple[str, ...]]:
    """The contents of the page's <meta> elements, by their `property` or `name`."""
    contents: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        name = name_of(element)
        content = one_line(element.get("content"))
        if name and content:
            contents.setdefault(name, []).append(content)
    return {name: tuple(texts) for name, texts in contents.items()}


def name_of(element: HtmlElement) -> str:
    """The `property`, `name` or `itemprop` of a <meta> element in lower case; "" without one."""
    name = element.get("property") or element.get("name") or element.get("itemprop") or ""
    return name.strip().lower()
