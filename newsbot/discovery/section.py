"""A section page's bytes → the links on it that look like articles of the same site."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote, urlsplit

import regex
from lxml import etree, html

from newsbot.charsets.decoding import as_utf_8
from newsbot.discovery.addresses import absolute
from newsbot.errors import SourceError
from newsbot.items import Link
from newsbot.urls import host_of, registrable_domain

# Parts of a path that lists, people, services and media have, and articles have not.
NOT_ARTICLES = frozenset({
    "account", "author", "authors", "categories", "category", "contact", "feed", "feeds",
    "galleries", "gallery", "login", "newsletter", "newsletters", "page", "podcast", "podcasts",
    "privacy", "profile", "profiles", "register", "rss", "search", "signup", "subscribe", "tag",
    "tags", "terms", "topic", "topics", "user", "users", "video", "videos",
})  # fmt: skip
MEDIA = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|pdf|mp[34]|m4[av]|webm|ogg|wav|zip|gz|xml|rss|json|css|js)$",
    re.IGNORECASE,
)

# "council-votes-to-close-bridge": headlines have four words or more, sections and names fewer.
# Words and hyphens exclude each other, so that no length of either is tried twice. \w of `regex`
# holds the vowel signs that Hindi words end in.
SLUG = regex.compile(r"[^\W\d_](?:[-_]++[^\W_]++){3}")
# "/2024/05/01/", "/2024/may/08/", "/2024-05-01/", "/20240501-"
DATE = re.compile(
    r"(?<!\d)(?:19|20)\d\d([-/._]?)(?:0[1-9]|1[0-2]|[a-z]{3})\1(?:0[1-9]|[12]\d|3[01])(?!\d)",
    re.IGNORECASE,
)
# "world-europe-68123456", "a-68123456.html"; a year is no id
LONG_ID = re.compile(r"(?<!\d)\d{5,}(?!\d)")
# "/articles/c98xye2d0g4o"
NAMED_ARTICLE = re.compile(r"/(?:articles?|stor(?:y|ies))/[^/]*\d[^/]*", re.IGNORECASE)


def parse_section(body: bytes, url: str, content_type: str | None = None) -> tuple[Link, ...]:
    """The article links of the HTML page at `url`, in document order, each once.

    What counts is the shape of the address (looks_like_article) and the site: the same
    registrable domain, or, for an address without one (127.0.0.1), the same host and port.
    `content_type` is the header that the page came with.

    Raises:
        SourceError: there is no page in the bytes.
    """
    neighbourhood = _neighbourhood(url)
    addresses = dict.fromkeys(
        address
        for address in _addresses(_page(as_utf_8(body, content_type)), url)
        if _neighbourhood(address) == neighbourhood and looks_like_article(address)
    )
    return tuple(Link(url=address) for address in addresses)


def looks_like_article(url: str) -> bool:
    """Whether an address has an article's shape: a headline, a date or a long number in it."""
    parts = urlsplit(url)
    path = unquote(parts.path)
    segments = {segment.lower() for segment in path.split("/")}
    if segments & NOT_ARTICLES or MEDIA.search(path):
        return False
    values = (value for _, value in parse_qsl(parts.query))
    return (
        any(SLUG.search(segment) for segment in path.split("/"))
        or any(pattern.search(path) for pattern in (DATE, LONG_ID, NAMED_ARTICLE))
        or any(LONG_ID.fullmatch(value) for value in values)
    )


def _page(utf_8: bytes) -> html.HtmlElement:
    parser = html.HTMLParser(encoding="utf-8", no_network=True)
    try:
        page = html.document_fromstring(utf_8, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise SourceError(f"not a page: {error}") from error
    return page


def _addresses(page: html.HtmlElement, url: str) -> Iterator[str]:
    base = absolute(url, next(iter(page.xpath("//base/@href")), "")) or url
    for target in page.xpath("//a/@href"):
        address = absolute(base, target)
        if address is not None:
            yield address


def _neighbourhood(url: str) -> str:
    domain, host = registrable_domain(url), host_of(url)
    has_no_suffix = not re.search(r"\.[a-z]", domain)
    return host if has_no_suffix else domain
