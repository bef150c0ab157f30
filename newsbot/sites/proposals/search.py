"""Finds the feeds and news sitemaps of a site; if there are none, the section pages of the site."""

import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urljoin

from newsbot.discovery.listing import Listing
from newsbot.discovery.newest import newest_first
from newsbot.discovery.sitemaps.lines import ROBOTS, sitemaps_of
from newsbot.items import Link
from newsbot.sites.proposals.home import HomePage
from newsbot.sites.proposals.url_words import (
    KNOWN_FEEDS,
    KNOWN_SITEMAPS,
    NEWS_SITEMAP,
    OLD_SITEMAP,
    is_of_site,
)

MOST_SITEMAPS, MOST_FEEDS, MOST_SECTIONS = 2, 4, 4
"""The maximum numbers of news sitemaps, feeds and section pages in a proposal for one site."""
SITEMAP_TRIES, FEED_TRIES, SECTION_TRIES = 6, 7, 7
"""The maximum numbers of URLs that are tried in the search for sitemaps, feeds and section
pages."""
LEAST_STORIES, LEAST_NEW = 3, 2
"""A section page is proposed as a source only if it has at least LEAST_STORIES links to articles.
At least LEAST_NEW of these must be on no section page that was chosen before."""
# A feed or sitemap is not proposed if it seems to be abandoned: if its newest article is older, by
# more than this time, than the newest article of another feed or sitemap of the site.
STALE = timedelta(days=60)
# At most so many bytes of a feed, from its beginning, are searched for signs of comments and
# podcasts. The search takes a few milliseconds, in which the event loop is blocked.
MAX_SEARCHED = 2**20
ENTRY = re.compile(rb"<(?:item|entry)[\s>]")
AUDIO = re.compile(rb"""type=["']audio/|<itunes:duration""")
# Matches the URL of a reader's comment in a feed of comments. It does not match "#comments" and
# "#respond", which also occur in feeds of articles.
COMMENT = re.compile(rb"#comment-?\d|[?&;]showComment=")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was found at a URL that may be that of a feed, sitemap or section page."""

    url: str
    """The URL at which the page or file was found, after redirects."""
    body: bytes
    listing: Listing


Probe = Callable[[str, str], Awaitable[Answer | None]]
"""A function that fetches a URL as a source of a given kind. Its arguments are the kind (e.g.
"feed") and the URL. The result is what the source lists; None if the URL cannot be fetched, or is
no source of this kind."""
FeedPages = Callable[[str], Awaitable[Sequence[str]]]
"""A function that takes the URL of a page, and returns the URLs of the feeds that the page links.
It returns none if the page could not be fetched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSource:
    """A source that was found: its kind, its URL, and the articles that it lists."""

    kind: str
    url: str
    links: tuple[Link, ...]


@dataclass(slots=True)
class Search:
    """The search for the feeds, news sitemaps and section pages of one site."""

    home: HomePage
    robots: str
    """The text of the site's robots.txt; "" if the site has none."""
    probe: Probe
    feed_pages: FeedPages
    _tried: set[str] = field(default_factory=set)

    async def run(self) -> list[FoundSource]:
        """Searches the site, and returns the sources to propose; empty if nothing was found.

        The sources are news sitemaps and feeds. Section pages are searched only if there are
        neither.
        """
        sitemaps = await self._sitemaps()
        feeds = await self._feeds()
        found = _kept_up([*sitemaps, *feeds])
        return found or await self._sections()

    async def _ask(self, kind: str, url: str) -> Answer | None:
        """Fetches a URL as a source of a kind, and returns what it lists.

        Returns None if it is no source of this kind, or if the URL was fetched before in this
        search.
        """
        if url in self._tried:
            return None
        self._tried.add(url)
        return await self.probe(kind, url)

    async def _sitemaps(self) -> list[FoundSource]:
        named = [urljoin(self.home.url, each) for each in sitemaps_of(self.robots, ROBOTS) or ()]
        known = [urljoin(self.home.url, path) for path in KNOWN_SITEMAPS]
        own = [each for each in named if is_of_site(each, self.home.url)]
        by_name = sorted(own, key=lambda url: not NEWS_SITEMAP.search(url))
        found: list[FoundSource] = []
        for url in [*by_name, *known][:SITEMAP_TRIES]:
            if len(found) == MOST_SITEMAPS or (found and url in known):
                break
            answer = await self._ask("sitemap", url)
            if answer is not None:
                found += await self._news_in(answer)
        return found

    async def _news_in(self, answer: Answer) -> list[FoundSource]:
        """Returns a list with one source for the news in `answer`, or an empty list.

        `answer` is a fetched sitemap or sitemap index. The source is the fetched sitemap if it
        lists news, or a sitemap with news that the index lists. But an index may list only news
        sitemaps of single months. Then the source is the index itself, because next month it will
        list another sitemap.
        """
        if self._is_news(answer.listing):
            return [_source("sitemap", answer)]
        children = answer.listing.children
        news = [each for each in children if NEWS_SITEMAP.search(_file_name(each.url))]
        lasting = [each for each in news if not OLD_SITEMAP.search(_file_name(each.url))]
        for each in [each for each in lasting if is_of_site(each.url, self.home.url)][:2]:
            child = await self._ask("sitemap", each.url)
            if child is not None and self._is_news(child.listing):
                return [_source("sitemap", child)]
        # `lasting` has the news sitemaps whose names have neither a year nor a word such as
        # "archive". If the index lists only news sitemaps, and none of them is in `lasting`, there
        # may be one for each month. Then the index itself becomes the source: next month's articles
        # will be in a new sitemap.
        if news and len(news) == len(children) and not lasting:
            child = await self._ask("sitemap", newest_first(children).children[0].url)
            if child is not None and self._is_news(child.listing):
                return [FoundSource(kind="sitemap", url=answer.url, links=child.listing.links)]
        return []

    def _is_news(self, listing: Listing) -> bool:
        """Whether a sitemap lists news: most of its links have a title or a date of publication."""
        own = [link for link in listing.links if is_of_site(link.url, self.home.url)]
        dated = [link for link in own if link.published_at is not None or link.title]
        return len(dated) * 2 > len(listing.links)

    async def _feeds(self) -> list[FoundSource]:
        found = await self._feeds_among(self.home.feeds)
        if not found:
            for page in self.home.feed_pages[:1]:
                found = await self._feeds_among(await self.feed_pages(page))
        if not found:
            known = [urljoin(self.home.url, path) for path in KNOWN_FEEDS]
            found = await self._feeds_among(known, most=1)
        return found

    async def _feeds_among(self, urls: Iterable[str], most: int = MOST_FEEDS) -> list[FoundSource]:
        found: list[FoundSource] = []
        listed: set[str] = set()
        for url in list(urls)[:FEED_TRIES]:
            answer = await self._ask("feed", url)
            if answer is None or not self._lists_stories(answer):
                continue
            links = {link.url for link in answer.listing.links}
            if links <= listed:
                continue
            listed |= links
            found.append(_source("feed", answer))
            if len(found) == most:
                break
        return found

    def _lists_stories(self, answer: Answer) -> bool:
        """Whether a feed lists mostly articles of the site, and no comments or podcast episodes."""
        links = answer.listing.links
        own = [link for link in links if is_of_site(link.url, self.home.url)]
        beginning = answer.body[:MAX_SEARCHED]
        entries = len(ENTRY.findall(beginning))
        others = max(len(AUDIO.findall(beginning)), len(COMMENT.findall(beginning)))
        return bool(links) and len(own) * 2 > len(links) and others * 2 <= entries

    async def _sections(self) -> list[FoundSource]:
        found: list[FoundSource] = []
        listed: set[str] = set()
        for url in [self.home.url, *self.home.sections][: SECTION_TRIES + 1]:
            answer = await self._ask("section", url)
            if answer is None:
                continue
            links = {link.url for link in answer.listing.links} - {self.home.url}
            if len(links) < LEAST_STORIES or len(links - listed) < LEAST_NEW:
                continue
            listed |= links
            found.append(_source("section", answer))
            if len(found) == MOST_SECTIONS:
                break
        return found


def _file_name(url: str) -> str:
    return url.rpartition("/")[2]


def _source(kind: str, answer: Answer) -> FoundSource:
    return FoundSource(kind=kind, url=answer.url, links=answer.listing.links)


def _kept_up(sources: list[FoundSource]) -> list[FoundSource]:
    """The sources in `sources` that still list new articles.

    A source is left out if its newest article is older, by more than STALE, than the newest article
    of another source.
    """
    newest = {source.url: _newest(source) for source in sources}
    latest = max((date for date in newest.values() if date is not None), default=None)
    if latest is None:
        return sources
    return [
        source
        for source in sources
        if (date := newest[source.url]) is None or latest - date <= STALE
    ]


def _newest(source: FoundSource) -> datetime | None:
    dates = [link.published_at or link.changed_at for link in source.links]
    return max((date for date in dates if date is not None), default=None)
