"""Which of a spider's links a run asks for, and where the others are counted."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import Response
from sqlalchemy import Engine, text

from newsbot.downloading.claims import Claims
from newsbot.items import Link, Rejection
from newsbot.middlewares.frontier import GROUP_SIZE, FrontierMiddleware
from newsbot.spiders.by_kind import SPIDERS
from newsbot.spiders.pages import PagesSpider
from newsbot.storage.articles.storing import ArticleStore
from newsbot.storage.frontier.leftovers import LeftLinks
from newsbot.storage.frontier.offers import Offers
from tests.storage.making import NOON, article, fingerprinted, rejection, rows

FEED = "https://gazette.example/feed"
URL = "https://gazette.example/"
TOO_LONG = URL + "a" * 2048
PAST, FUTURE = "2020-01-01", "2100-01-01"
# What becomes of a link that a source offers.
ENDS = ("done", "failed", "waiting", "repeated", "left")


class Counts(Counter[str]):
    """What a stats collector counts."""

    def inc_value(self, key: str, count: int = 1) -> None:
        self[key] += count


@dataclass
class Crawl:
    """What the middleware sees of one crawl."""

    spider: Any
    stats: Counts = field(default_factory=Counts)

    def __getitem__(self, what: str) -> int:
        return self.stats[f"newsbot/{what}"]


@dataclass
class Run:
    """One run with a middleware of its own."""

    engine: Engine
    most: int = 1000
    spider: Any = field(default_factory=lambda: SPIDERS["feed"](url=FEED))

    def __post_init__(self) -> None:
        self.crawl = Crawl(self.spider)
        offers, left = Offers(self.engine), LeftLinks(self.engine)
        self.middleware = FrontierMiddleware(self.crawl, offers, left, self.most, Claims())  # type: ignore[arg-type]

    def start(self) -> list[Any]:
        """What it asks for by itself, sources left out."""
        started = asyncio.run(collect(self.middleware.process_start(self.spider.start())))
        return [each for each in started if "source" not in getattr(each, "meta", {})]

    def offer(self, *links: Link) -> list[Any]:
        """What it asks for of the links of a feed."""
        source = self.spider.sources[0]
        response = Response(FEED, request=self.spider.source_request(source))
        requests = stream(
            [self.spider.article_request(link, "gazette.example", FEED) for link in links]
        )
        return asyncio.run(collect(self.middleware.process_spider_output(response, requests)))


async def stream(values: Sequence[Any]) -> AsyncIterator[Any]:
    for value in values:
        yield value


async def collect(values: AsyncIterator[Any]) -> list[Any]:
    return [value async for value in values]


def links(*names: str) -> list[Link]:
    return [Link(url=URL + name) for name in names]


def names(requests: Sequence[Request]) -> list[str]:
    return [request.url.rsplit("/", 1)[-1] for request in requests]


def fail(engine: Engine, name: str, next_at: str) -> None:
    """The URL was asked for, and is to be asked for again."""
    ArticleStore(engine).store([rejection(name, "http_503", stage="download")])
    statement = text("UPDATE newsbot.frontier SET next_at = :next_at WHERE tries > 0")
    with engine.begin() as connection:
        connection.execute(statement, {"next_at": next_at})


def test_every_offered_link_is_asked_for_or_counted_once(engine: Engine) -> None:
    Run(engine).offer(*links("done", "failed", "waiting"))
    ArticleStore(engine).store(fingerprinted(engine, article("done")))
    ArticleStore(engine).store([rejection("failed", "http_410", stage="download")])
    fail(engine, "waiting", FUTURE)
    run = Run(engine, most=2)
    offered = [*links("done", "failed", "waiting", "a", "a", "b", "c"), Link(url=TOO_LONG)]
    asked = run.offer(*offered)
    assert names([each for each in asked if isinstance(each, Request)]) == ["a", "b"]
    counts = {end: run.crawl[f"links_{end}"] for end in ENDS}
    assert counts == {"done": 1, "failed": 1, "waiting": 1, "repeated": 1, "left": 1}
    assert run.crawl["links_offered"] == len(asked) + sum(counts.values()) == len(offered)


def test_a_url_that_is_too_long_has_a_rejection(engine: Engine) -> None:
    for asked in (
        Run(engine).offer(Link(url=TOO_LONG)),
        Run(engine, spider=PagesSpider(urls=TOO_LONG)).start(),
    ):
        (refused,) = asked
        assert isinstance(refused, Rejection)
        ArticleStore(engine).store([refused])
    assert rows(engine, "SELECT reason, length(url), times FROM newsbot.rejections") == [
        ("url_too_long", 2048, 2)
    ]


def test_one_key_is_asked_for_once_a_run_however_it_is_listed(engine: Engine) -> None:
    run = Run(engine)
    forms = ["https://www.gazette.example/a", "http://gazette.example/a", URL + "a#top"]
    assert len(run.offer(*(Link(url=url) for url in forms))) == 1
    assert run.offer(*links("a")) == []
    assert run.crawl["links_repeated"] == 3


def test_links_are_handed_on_in_small_groups(engine: Engine) -> None:
    """Before the last of a large sitemap's is even read."""
    run = Run(engine)
    read = 0

    async def many() -> AsyncIterator[Request]:
        nonlocal read
        for link in links(*map(str, range(10 * GROUP_SIZE))):
            read += 1
            yield run.spider.article_request(link, "gazette.example", FEED)

    async def read_at_the_first() -> int:
        response = Response(FEED, request=run.spider.source_request(run.spider.sources[0]))
        async for _ in run.middleware.process_spider_output(response, many()):
            return read
        raise AssertionError

    assert asyncio.run(read_at_the_first()) == GROUP_SIZE


def test_what_an_earlier_run_left_is_asked_for_after_what_is_new(engine: Engine) -> None:
    Run(engine, most=1).offer(*links("a", "b"))
    fail(engine, "a", PAST)
    run = Run(engine)
    left, retry = run.start()
    (new,) = run.offer(*links("c", "a", "b"))
    assert names([new, left, retry]) == ["c", "b", "a"]
    assert new.priority > left.priority > retry.priority
    assert (run.crawl["links_resumed"], run.crawl["links_repeated"]) == (2, 2)


def test_of_what_was_left_the_newest_come_first_and_half_of_a_run_is_for_news(
    engine: Engine,
) -> None:
    old = [Link(url=f"{URL}{n}", published_at=NOON + timedelta(hours=n)) for n in range(10)]
    Run(engine, most=0).offer(*old)
    run = Run(engine, most=4)
    assert names(run.start()) == ["9", "8"]
    assert run.crawl["links_not_resumed"] == 8
    assert names(run.offer(*links("new", "newer", "newest"))) == ["new", "newer"]
    assert run.crawl["links_left"] == 1


@pytest.mark.parametrize("source", [FEED, URL + "other-feed"])
def test_what_a_person_named_is_not_lost_with_the_run(engine: Engine, source: str) -> None:
    urls = ",".join(URL + name for name in ("a", "b"))
    assert names(Run(engine, spider=PagesSpider(urls=urls)).start()) == ["a", "b"]
    ArticleStore(engine).store(fingerprinted(engine, article("a")))
    (resumed,) = Run(engine, spider=SPIDERS["feed"](url=source)).start()
    assert (resumed.url, resumed.meta["site"]) == (URL + "b", "gazette.example")
    assert "source_url" not in resumed.meta


def test_a_named_page_is_asked_for_beyond_its_ladder(engine: Engine) -> None:
    Run(engine).offer(*links("a"))
    ArticleStore(engine).store([rejection("a", "http_410", stage="download")])
    assert Run(engine).offer(*links("a")) == []
    assert names(Run(engine, spider=PagesSpider(urls=URL + "a")).start()) == ["a"]
