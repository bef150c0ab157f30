"""Reads the home page of a site: the site's name, language and country, and links to its sources.

The links lead to pages that may be feeds or section pages.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree, html

from newsbot.charsets.decoding import as_utf_8
from newsbot.discovery.feeds.feed_urls import may_be_feed
from newsbot.discovery.feeds.named import feeds_in_head
from newsbot.discovery.web_urls import absolute_url
from newsbot.errors import SourceError
from newsbot.plain_text import one_line
from newsbot.sites.proposals.url_words import (
    is_feed_of_site,
    is_of_site,
    lists_no_stories,
    may_be_section,
)
from newsbot.urls import registrable_domain

MAX_NAME = 80
# The maximum number of links on a home page that are looked at. Large home pages have about 1 000.
MAX_LINKS = 2_000
LEAST_LETTERS = 2
# Finds the links in a page's navigation. The expression is one path with conditions, and not a
# union of paths with "|": libxml2 takes seconds to unite two sets of 10 000 links.
NAVIGATION = (
    "//a[@href][ancestor::nav or ancestor::header or ancestor::*[not(self::body or self::html)"
    " and (@role='navigation' or contains(@class, 'nav') or contains(@class, 'menu')"
    " or contains(@id, 'nav') or contains(@id, 'menu'))]]"
)
NAMES = (
    "//meta[@property='og:site_name']/@content",
    "//meta[@name='application-name']/@content",
    "//meta[@name='apple-mobile-web-app-title']/@content",
)
# Matches what separates the parts of a page's title: e.g. " | " in "The Harbour Gazette | News from
# Vellan", or " - " in "Home - The Harbour Gazette".
TITLE_PARTS = re.compile(r"\s+[|·•»:\u2013\u2014-]+\s+|\s*\|\s*|:\s+")
FEED_PAGE = re.compile(r"\brss\b|\bfeeds?\b", re.IGNORECASE)
LOCALE = re.compile(r"([a-zA-Z]{2})(?:[-_]([a-zA-Z]{2}))?\b")
# Top-level domains of two letters that sites of all countries use. So they tell nothing about the
# country of a site.
GENERIC = frozenset({
    "ac", "ag", "ai", "am", "bz", "cc", "co", "eu", "fm", "gg", "io", "la",
    "ly", "me", "nu", "sh", "so", "st", "to", "tv", "vc", "ws",
})  # fmt: skip
COUNTRY_OF_DOMAIN = {"uk": "GB"}


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """What the home page of a site says about the site, and which pages it links."""

    url: str
    name: str
    language: str | None
    """The language that the home page states, as an ISO 639-1 code, e.g. "de"; None if it states
    none."""
    country: str | None
    """The country of the site, as an ISO 3166-1 code, e.g. "AT"; None if it is not known."""
    feeds: tuple[str, ...]
    """The URLs that may be feeds of the site's articles. URLs in <link> elements come first."""
    feed_pages: tuple[str, ...]
    """URLs of pages that may list the site's feeds, e.g. "https://gazette.example/rss-feeds"."""
    sections: tuple[str, ...]
    """The URLs of links that may be section pages. They are taken from the page's navigation, if it
    has any."""


def read_home(body: bytes, url: str, content_type: str | None = None) -> HomePage:
    """Reads the home page at `url`. `body` and `content_type` come from the response for the page.

    Raises:
        SourceError: `body` is no HTML page.
    """
    utf_8 = as_utf_8(body, content_type)
    parser = html.HTMLParser(encoding="utf-8", no_network=True)
    try:
        page = html.document_fromstring(utf_8, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise SourceError(f"not a page: {error}") from error
    anchors = list(_anchors(page, "//a[@href]", url))
    language, region = _locale(page)
    feeds = dict.fromkeys([*_named_feeds(page, url), *_linked_feeds(anchors, url)])
    pages = (link for link, text in anchors if is_of_site(link, url) and FEED_PAGE.search(text))
    return HomePage(
        url=url,
        name=_name(page, url),
        language=language,
        country=_country(url) or region,
        feeds=tuple(feeds),
        feed_pages=tuple(dict.fromkeys(each for each in pages if each != url)),
        sections=tuple(dict.fromkeys(_sections(page, anchors, url))),
    )


def linked_feeds(body: bytes, url: str, content_type: str | None = None) -> tuple[str, ...]:
    """The URLs of the feeds that a page links, e.g. the page "RSS feeds" of a site.

    `body` and `content_type` come from the response for the page at `url`.

    Raises:
        SourceError: `body` is no HTML page.
    """
    return read_home(body, url, content_type).feeds


def _anchors(page: html.HtmlElement, xpath: str, url: str) -> Iterator[tuple[str, str]]:
    """Yields the URL and the text of each link that `xpath` finds on a page, in document order.

    At most MAX_LINKS links are looked at. The text includes the attributes `title` and `href`.
    """
    for anchor in page.xpath(xpath)[:MAX_LINKS]:
        link = absolute_url(url, anchor.get("href"))
        if link is not None:
            text = f"{anchor.text_content()} {anchor.get('title', '')} {anchor.get('href')}"
            yield link, text


def _named_feeds(page: html.HtmlElement, url: str) -> Iterator[str]:
    for feed in feeds_in_head(page, url):
        if is_feed_of_site(feed.url, url) and not lists_no_stories(f"{feed.url} {feed.title}"):
            yield feed.url


def _linked_feeds(anchors: list[tuple[str, str]], url: str) -> Iterator[str]:
    for link, text in anchors:
        if (
            is_feed_of_site(link, url)
            and may_be_feed(link)
            and not lists_no_stories(text + " " + link)
        ):
            yield link


def _sections(page: html.HtmlElement, anchors: list[tuple[str, str]], url: str) -> Iterator[str]:
    found = [link for link, _ in _anchors(page, NAVIGATION, url)] or [link for link, _ in anchors]
    for link in found:
        if is_of_site(link, url) and may_be_section(link):
            yield link


def _name(page: html.HtmlElement, url: str) -> str:
    for xpath in NAMES:
        for value in page.xpath(xpath):
            name = one_line(value, MAX_NAME).strip()
            if name:
                return name
    title = one_line(" ".join(page.xpath("//head/title[1]//text()")), 200).strip()
    domain = registrable_domain(url).removeprefix("www.")
    letters = re.sub(r"\W", "", domain.partition(".")[0])
    parts = [part.strip() for part in TITLE_PARTS.split(title) if part and part.strip()]
    same = [part for part in parts if _shares(part, letters)]
    return (same or parts or [domain])[0][:MAX_NAME]


def _shares(part: str, letters: str) -> bool:
    """Whether a part of a page's title may be the name of the site.

    This is so if `part` resembles the domain of the site, whose letters are `letters`. For
    "harbourgazette", "Harbour News" may be the name, because "harbour" is in the domain.
    """
    plain = re.sub(r"\W", "", part).lower()
    words = re.findall(r"\w{4,}", part.lower())
    if len(plain) < LEAST_LETTERS:
        return False
    return plain in letters or letters in plain or any(word in letters for word in words)


def _locale(page: html.HtmlElement) -> tuple[str | None, str | None]:
    """The language and the country that a page states, e.g. ("de", "AT") or ("de", None)."""
    stated = [
        *page.xpath("/html/@lang | /html/@*[name()='xml:lang']"),
        *page.xpath("//meta[@property='og:locale']/@content"),
        *page.xpath("//meta[translate(@http-equiv, 'CL', 'cl')='content-language']/@content"),
    ]
    found = [match for value in stated if (match := LOCALE.match(value.strip()))]
    languages = [match[1].lower() for match in found]
    regions = [match[2].upper() for match in found if match[2]]
    return next(iter(languages), None), next(iter(regions), None)


def _country(url: str) -> str | None:
    """The country of a URL's top-level domain, e.g. "AT" for ".at"; None for ".com"."""
    suffix = (urlsplit(url).hostname or "").rpartition(".")[2]
    if len(suffix) != len("uk") or not suffix.isalpha() or suffix in GENERIC:
        return None
    return COUNTRY_OF_DOMAIN.get(suffix, suffix.upper())
