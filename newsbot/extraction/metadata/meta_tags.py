"""What a page says of itself in its meta elements, links, headings and marked-up times."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from newsbot.extraction.page.text import one_line

# Of the h1 elements, and of the h2 elements; on the longest of 1 172 pages there are 112.
MOST_HEADINGS = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class PageHead:
    """A page's own description; missing parts are empty or None."""

    meta: Mapping[str, tuple[str, ...]]
    """Contents by lower-case property or name, in page order, e.g. "og:title"."""
    title: str | None
    headings: tuple[str, ...]
    """The texts of its h1 elements."""
    subheadings: tuple[str, ...]
    """The texts of its h2 elements."""
    canonical: str | None
    """The address in link rel=canonical, as written."""
    language: str | None
    """The language tag of the html element, as written."""
    written_by: tuple[str, ...]
    """What is labelled "Written by" for the page's preview in a post."""

    def first(self, *names: str) -> str | None:
        """The first content of the first of these properties that the page has."""
        return next((self.meta[name][0] for name in names if name in self.meta), None)


SAYS_NOTHING = PageHead(
    meta={}, title=None, headings=(), subheadings=(), canonical=None, language=None, written_by=()
)


def read_head(tree: HtmlElement) -> PageHead:
    """What the page says of itself."""
    meta = _meta(tree)
    title = tree.find(".//head/title")
    html = next(tree.iter("html"), None)
    return PageHead(
        meta=meta,
        title=None if title is None else one_line(title.text_content()),
        headings=_texts(tree, "h1"),
        subheadings=_texts(tree, "h2"),
        canonical=_canonical(tree),
        language=None if html is None else html.get("lang") or html.get("xml:lang"),
        written_by=_written_by(meta),
    )


def _texts(tree: HtmlElement, tag: str) -> tuple[str, ...]:
    lines = (one_line(each.text_content()) for each in islice(tree.iter(tag), MOST_HEADINGS))
    return tuple(line for line in lines if line is not None)


def _meta(tree: HtmlElement) -> dict[str, tuple[str, ...]]:
    contents: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = one_line(element.get("content"))
        if name and content:
            contents.setdefault(name.strip().lower(), []).append(content)
    return {name: tuple(texts) for name, texts in contents.items()}


def _written_by(meta: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The preview's first detail, where its label is of an author, in whatever language.

    The systems that write these give an author first and the reading time second.
    """
    if "twitter:label2" in meta and "twitter:data2" in meta:
        return meta.get("twitter:data1", ())
    return meta.get("twitter:misc:written by", ())


def _canonical(tree: HtmlElement) -> str | None:
    for link in tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split():
            href: str | None = link.get("href")
            return href
    return None
