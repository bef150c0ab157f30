"""The sources that are found on invented sites of five kinds, served on loopback."""

import asyncio
from collections.abc import Sequence
from http.client import HTTPConnection

import pytest

from newsbot.discovery.kinds import KINDS, read_listing
from newsbot.discovery.listing import Listing
from newsbot.errors import SourceError
from newsbot.items import Link
from newsbot.sites.proposals.home import linked_feeds, read_home
from newsbot.sites.proposals.search import MAX_SEARCHED, Answer, FoundSource, Search
from tests.sites.proposals.first_sites import SITES as FIRST
from tests.sites.proposals.invented import InventedSite
from tests.sites.proposals.second_sites import SITES as SECOND
from tests.spiders.local_site import LocalSite

OK, MOVED = 200, 301
MOST_REQUESTS = 30


class Fetcher:
    """Fetches the pages of an invented site from a server on loopback."""

    def __init__(self, site: InventedSite, served: LocalSite) -> None:
        self.port, self.requests = served.port, 0
        for url, (status, kind, body) in site.pages.items():
            moved = {"Location": body.decode()} if status == MOVED else {}
            path = "/" + url.partition("://")[2]
            served.add(path, body, status, Content_Type=kind, **moved)

    def get(self, url: str) -> tuple[str, int, str, bytes]:
        self.requests += 1
        connection = HTTPConnection("127.0.0.1", self.port)
        connection.request("GET", "/" + url.partition("://")[2])
        with connection.getresponse() as response:
            body = response.read()
        connection.close()
        if response.status == MOVED:
            return self.get(response.headers["Location"])
        return url, response.status, response.headers["Content-Type"], body

    async def probe(self, kind: str, url: str) -> Answer | None:
        final, status, content_type, body = self.get(url)
        if status != OK:
            return None
        try:
            listing = read_listing(KINDS[kind], body, final, content_type)
        except SourceError:
            return None
        return Answer(url=final, body=body, listing=listing)

    async def feed_pages(self, url: str) -> Sequence[str]:
        final, status, content_type, body = self.get(url)
        return linked_feeds(body, final, content_type) if status == OK else ()


def found_on(site: InventedSite, served: LocalSite) -> tuple[list[FoundSource], int]:
    """The sources found on a site, and the number of requests."""
    fetcher = Fetcher(site, served)
    url, _, content_type, body = fetcher.get(site.url("/"))
    robots = fetcher.get(site.url("/robots.txt"))
    home = read_home(body, url, content_type)
    text = robots[3].decode() if robots[1] == OK else ""
    search = Search(home=home, robots=text, probe=fetcher.probe, feed_pages=fetcher.feed_pages)
    return asyncio.run(search.run()), fetcher.requests


@pytest.mark.parametrize("make", FIRST + SECOND, ids=lambda make: make.__name__)
def test_the_right_sources_are_found(make, site: LocalSite) -> None:
    invented = make()
    found, requests = found_on(invented, site)
    assert {source.url for source in found} == invented.expected
    assert requests <= MOST_REQUESTS - 3  # three articles are fetched too


def test_the_sitemaps_of_a_robots_txt_with_a_byte_order_mark_are_tried() -> None:
    asked: list[str] = []

    async def probe(_: str, url: str) -> None:
        asked.append(url)

    async def no_feeds(_: str) -> Sequence[str]:
        return ()

    home = read_home(b"<html><body>The Gazette</body></html>", "https://gazette.example/")
    robots = "\ufeffSitemap: /map-of-news.xml # of today\nUser-agent: *\nDisallow:\n"
    search = Search(home=home, robots=robots, probe=probe, feed_pages=no_feeds)
    assert asyncio.run(search.run()) == []
    assert asked[0] == "https://gazette.example/map-of-news.xml"


def test_at_most_four_section_pages_are_proposed() -> None:
    async def probe(kind: str, url: str) -> Answer | None:
        links = tuple(Link(url=f"{url}/story-{number}") for number in range(3))
        return (
            Answer(url=url, body=b"", listing=Listing(links=links)) if kind == "section" else None
        )

    async def no_feeds(_: str) -> Sequence[str]:
        return ()

    menu = "".join(f"<a href='/{name}'>{name}</a>" for name in ("world", "sport", "arts", "town"))
    home = read_home(f"<html><nav>{menu}</nav></html>".encode(), "https://gazette.example/")
    search = Search(home=home, robots="", probe=probe, feed_pages=no_feeds)
    assert len(asyncio.run(search.run())) == 4


def test_a_large_feed_is_judged_by_its_beginning() -> None:
    url = "https://gazette.example/feed/"
    links = tuple(Link(url=f"https://gazette.example/{number}") for number in range(3))
    body = b"<item></item>" * (MAX_SEARCHED // 13 + 1) + b"<item>#comment-1</item>" * MAX_SEARCHED

    async def probe(kind: str, asked: str) -> Answer | None:
        is_feed = (kind, asked) == ("feed", url)
        return Answer(url=url, body=body, listing=Listing(links=links)) if is_feed else None

    async def no_feeds(_: str) -> Sequence[str]:
        return ()

    home = read_home(b"<html><body>The Gazette</body></html>", "https://gazette.example/")
    search = Search(home=home, robots="", probe=probe, feed_pages=no_feeds)
    assert [each.url for each in asyncio.run(search.run())] == [url]
