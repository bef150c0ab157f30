"""Parses a section page, and returns the links on it to articles of the same site."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote, urlsplit

import regex
from lxml import etree, html

from newsbot.charsets.decoding import as_utf_8
from newsbot.discovery.listing import Listing
from newsbot.discovery.web_urls import absolute_url
from newsbot.errors import SourceError
from newsbot.items import Link
from newsbot.urls import host_of, registrable_domain

# Path segments that occur in URLs of lists, people, services and media. A URL with such a segment
# is not taken for the URL of an article.
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

# Matches a headline in a URL, e.g. "council-votes-to-close-bridge". It must have at least four
# words, because names of sections and people have fewer. The quantifiers "++" are possessive, so
# that a search takes linear time. The library `regex` is used because its \w matches the vowel
# signs at the end of Hindi words, and the \w of `re` does not.
SLUG = regex.compile(r"[^\W\d_](?:[-_]++[^\W_]++){3}")
# Matches a date in a URL: "/2024/05/01/", "/2024/may/08/", "/2024-05-01/", "/20240501-".
DATE = re.compile(
    r"(?<!\d)(?:19|20)\d\d([-/._]?)(?:0[1-9]|1[0-2]|[a-z]{3})\1(?:0[1-9]|[12]\d|3[01])(?!\d)",
    re.IGNORECASE,
)
# Matches an article's id in a URL: "world-europe-68123456", "a-68123456.html". An id must have five
# digits or more, because a number of four digits may be a year.
LONG_ID = re.compile(r"(?<!\d)\d{5,}(?!\d)")
# Matches two path segments: a word for "article", and an id with at least one digit, as in
# "/articles/c98xye2d0g4o".
NAMED_ARTICLE = re.compile(r"/(?:articles?|stor(?:y|ies))/[^/]*\d[^/]*", re.IGNORECASE)


def parse_section(body: bytes, url: str, content_type: str | None = None) -> Listing:
    """The links of the HTML page at `url` that look like articles of the same site.

    The function `looks_like_article` recognises articles by the shape of their URLs. A link leads
    to the same site if it has the same registrable domain. If `url` has no registrable domain
    (127.0.0.1), host and port must be the same. `content_type` is the Content-Type header of the
    response.

    Raises:
        SourceError: the bytes are no HTML page.
    """
    utf_8 = as_utf_8(body, content_type)
    parser = html.HTMLParser(encoding="utf-8", no_network=True)
    try:
        page = html.document_fromstring(utf_8, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise SourceError(f"not a page: {error}") from error
    site = _site_of(url)
    links = dict.fromkeys(
        each for each in _links(page, url) if _site_of(each) == site and looks_like_article(each)
    )
    return Listing(links=tuple(Link(url=each) for each in links))


def looks_like_article(url: str) -> bool:
    """Whether a URL looks like that of an article: it has a headline, a date or an id in it.

    URLs of media files, and URLs with a path segment in NOT_ARTICLES, never look like articles.
    """
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


def _links(page: html.HtmlElement, url: str) -> Iterator[str]:
    """The URLs of all links on the page at `url`, in document order."""
    base = absolute_url(url, next(iter(page.xpath("//base/@href")), "")) or url
    for target in page.xpath("//a/@href"):
        link = absolute_url(base, target)
        if link is not None:
            yield link


def _site_of(url: str) -> str:
    """The registrable domain of a URL; host and port if the host has no registrable domain."""
    domain = registrable_domain(url)
    has_suffix = re.search(r"\.[a-z]", domain)
    return domain if has_suffix else host_of(url)
