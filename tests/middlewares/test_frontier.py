"""Which of a spider's links a run asks for, and where the others are counted."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from newsbot.crawling.work import loop
from newsbot.items import Link, Rejection
from newsbot.spiders.by_kind import SPIDERS
from newsbot.spiders.news import NewsSitesSpider
from newsbot.spiders.pages import PagesSpider
from newsbot.storage.articles.storing import ArticleStore
from newsbot.storage.frontier.offers import POSTPONED
from newsbot.storage.health.runs import start_run
from newsbot.storage.leases.holders import Holder
from newsbot.storage.leases.queues import Queues
from newsbot.urls import host_of, url_key
from tests.middlewares.one_run import TTL, Claiming, Idle, Run, names
from tests.storage.making import NOON, article, fingerprinted, rejection, rows

URL = "https://gazette.example/"
WWW = "https://www.gazette.example/"
ELSEWHERE = Holder(machine="another", boot="another", process="1 1")
TOO_LONG = URL + "a" * 2048
WAIT = "SELECT extract(epoch FROM next_at - newsbot.now())::float FROM newsbot.frontier"
PAST, FUTURE = "2020-01-01", "2100-01-01"
# What becomes of a link that a source offers.
ENDS = ("done", "failed", "waiting", "due", "repeated")


def links(*names: str) -> list[Link]:
    return [Link(url=URL + name) for name in names]


def fail(engine: Engine, name: str, next_at: str) -> None:
    """The URL was asked for, and is to be asked for again."""
    ArticleStore(engine).store([rejection(name, "http_503", stage="download")])
    statement = text("UPDATE newsbot.frontier SET next_at = :next_at WHERE tries > 0")
    with engine.begin() as connection:
        connection.execute(statement, {"next_at": next_at})


def test_every_offered_link_counts_once(engine: Engine) -> None:
    Run(engine).offer(*links("done", "failed", "waiting"))
    ArticleStore(engine).store(fingerprinted(engine, article("done")))
    ArticleStore(engine).store([rejection("failed", "http_410", stage="download")])
    fail(engine, "waiting", FUTURE)
    run = Run(engine)
    offered = [*links("done", "failed", "waiting", "a", "b", "c"), Link(url=TOO_LONG)]
    (too_long,) = run.offer(*offered)
    assert isinstance(too_long, Rejection)
    counts = {end: run.crawl[f"links_{end}"] for end in ENDS}
    assert counts == {"done": 1, "failed": 1, "waiting": 1, "due": 3, "repeated": 0}
    assert run.crawl["links_offered"] == 1 + sum(counts.values()) == len(offered)


def test_what_was_listed_is_asked_for_once(engine: Engine) -> None:
    run = Run(engine)
    forms = [URL + "a#top", "https://www.gazette.example/a", "http://gazette.example/a"]
    run.offer(*(Link(url=url) for url in forms))
    assert names(run.start()) == ["a"]
    run.offer(*links("a"))
    assert run.crawl["links_repeated"] == 1


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


def test_what_is_new_comes_before_what_was_asked_for_before(engine: Engine) -> None:
    Run(engine).offer(*links("a"))
    fail(engine, "a", PAST)
    run = Run(engine)
    run.offer(*links("b", "a", "c"))
    *new, again = run.start()
    assert (sorted(names(new)), names([again])) == (["b", "c"], ["a"])
    assert min(each.priority for each in new) > again.priority


def test_the_newest_come_first(engine: Engine) -> None:
    Run(engine).offer(
        *(Link(url=f"{URL}{n}", published_at=NOON + timedelta(hours=n)) for n in range(50))
    )
    assert names(Run(engine).start()) == [str(n) for n in reversed(range(50))]


def test_a_run_that_was_told_of_one_source_leaves_others_alone(engine: Engine) -> None:
    Run(engine).offer(*links("a"))
    assert Run(engine, spider=SPIDERS["feed"](url=URL + "other-feed")).start() == []


def test_what_a_person_named_is_not_lost_with_the_run(engine: Engine, sites_file: str) -> None:
    urls = ",".join(URL + name for name in ("a", "b"))
    assert names(Run(engine, spider=PagesSpider(urls=urls)).start()) == ["a", "b"]
    ArticleStore(engine).store(fingerprinted(engine, article("a")))
    started = Run(engine, spider=NewsSitesSpider(sites_file=sites_file)).start()
    assert [each.url for each in started] == [URL + "b"]


def test_a_named_page_is_asked_for_beyond_its_ladder(engine: Engine) -> None:
    Run(engine).offer(*links("a"))
    ArticleStore(engine).store([rejection("a", "http_410", stage="download")])
    assert Run(engine).start() == []
    assert names(Run(engine, spider=PagesSpider(urls=URL + "a")).start()) == ["a"]


def test_a_run_keeps_to_the_sites_that_it_was_told(engine: Engine, sites_file: str) -> None:
    Run(engine).offer(*links("a"))
    other = NewsSitesSpider(site="herald", sites_file=sites_file)
    assert Run(engine, spider=other).start() == []


def nothing() -> None:
    """Lets a run wait once more."""


@pytest.fixture
def other(engine: Engine) -> Queues:
    """Another run."""
    queues = Queues(engine, start_run(engine, "feed", {}), ELSEWHERE, TTL)
    queues.begin()
    return queues


def test_links_of_a_named_source_wait_while_another_run_has_their_host(
    engine: Engine, other: Queues
) -> None:
    Run(engine).offer(Link(url=WWW + "a"))
    other.take(host_of(WWW))
    run = Run(engine, idle=Idle([nothing] * 5 + [lambda: other.give_back([host_of(WWW)], ())]))
    assert names(run.start()) == ["a"]
    assert run.crawl["leased_elsewhere"] == 0


def test_links_that_another_run_keeps_are_told_of(
    engine: Engine, other: Queues, monkeypatch: pytest.MonkeyPatch
) -> None:
    Run(engine).offer(Link(url=WWW + "a"))
    other.take(host_of(WWW))
    monkeypatch.setattr(loop, "PATIENCE_S", -1)
    run = Run(engine)
    assert run.start() == []
    assert (run.crawl["queues_leased"], run.crawl["leased_elsewhere"]) == (1, 1)


def test_a_run_does_not_end_while_a_free_queue_is_locked(engine: Engine) -> None:
    Run(engine).offer(Link(url=WWW + "a"))
    with engine.connect() as locking:
        lock = text("SELECT FROM newsbot.queues WHERE queue = :queue FOR UPDATE")
        locking.execute(lock, {"queue": host_of(WWW)})
        run = Run(engine, idle=Idle([nothing] * 5 + [locking.rollback]))
        assert names(run.start()) == ["a"]


def test_named_urls_wait_from_the_moment_that_another_run_has_their_host(
    engine: Engine, other: Queues
) -> None:
    run = Run(engine, spider=PagesSpider(urls=f"{URL}a,{WWW}b"))

    def begin_long_ago() -> None:
        work: Any = run.middleware._work  # noqa: SLF001 - to wait would take half an hour
        work._began -= 2 * loop.PATIENCE_S  # noqa: SLF001 - as above

    def free() -> None:
        other.give_back([host_of(WWW)], ())

    other.take(host_of(WWW))
    run.idle.then += [begin_long_ago, nothing, free]
    assert names(run.start()) == ["a", "b"]


@pytest.fixture
def sites_file(tmp_path: Path) -> str:
    """A registry of a site with one feed."""
    file = tmp_path / "sites.toml"
    file.write_text(
        """
        [sites.herald]
        name = "The Herald"
        domains = ["herald.example"]
        sources = [{ kind = "feed", url = "https://herald.example/feed" }]
        """
    )
    return str(file)


def test_a_url_that_redirects_to_a_host_of_another_run_waits(engine: Engine) -> None:
    Run(engine).offer(*links("a"))
    run = Run(engine)
    run.spider.elsewhere.add(url_key(URL + "a"))
    run.start()
    (next_in_s,) = rows(engine, WAIT)[0]
    assert 200 < next_in_s <= POSTPONED.total_seconds()
    assert Run(engine).start() == []


def test_a_watching_run_settles_repeated_pages_when_it_gives_a_queue_back(
    engine: Engine, sites_file: str
) -> None:
    Run(engine).offer(*links("a", "b"))
    spider = NewsSitesSpider(sites_file=sites_file, watch="1")
    run = Run(engine, spider=spider, claims=Claiming())
    ArticleStore(engine).store(fingerprinted(engine, article("a")))
    run.claims.list(url_key(URL + "a"))
    run.claims.follow(url_key(URL + "b"), url_key(URL + "a"))
    with pytest.raises(asyncio.CancelledError):
        run.start()
    assert rows(engine, "SELECT state FROM newsbot.frontier") == [("done",), ("done",)]
