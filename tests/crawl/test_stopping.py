"""SIGTERM ends a command with 5, whatever it is doing, and leaves the rest to the next."""

import signal
import socket
from pathlib import Path

from psycopg import Connection
from sqlalchemy import Engine

from newsbot.storage.schema.turn import LOCK
from tests.crawl.making import feed_of, news_page
from tests.crawl.running import running
from tests.crawl.silent_site import silent_site
from tests.spiders.local_site import LocalSite
from tests.storage.making import rows
from tests.storage.sessions import holding_storing_lock, is_waited_for

# Without a signal the pages would be waited for, two at a time and host, ten minutes each.
# The pause is Scrapy's only sure way to keep to two: what comes at once without one goes at once.
SLOW = (
    *("-s", "DOWNLOAD_TIMEOUT=600", "-s", "DOWNLOAD_DELAY=0.1"),
    *("-s", "CONCURRENT_REQUESTS_PER_DOMAIN=2"),
)
RUNS = "SELECT exit_code, finish_reason, finished_at IS NOT NULL FROM newsbot.runs"


def test_sigterm_drops_what_is_queued_and_what_stays_silent(
    database_url: str, engine: Engine, tmp_path: Path
) -> None:
    with silent_site("127.0.0.2") as one, silent_site("127.0.0.3") as other:
        pages = [f"{site.base}/news/{n}" for site in (one, other) for n in range(20)]
        feed = one.list(pages)
        with running(
            *("crawl", "feed", "-a", f"url={feed}", *SLOW),
            log=tmp_path / "log",
            NEWSBOT_DATABASE_URL=database_url,
        ) as crawl:
            crawl.wait_until(lambda: len(one.asked) == len(other.asked) == 2)
            crawl.process.send_signal(signal.SIGTERM)
            assert crawl.wait() == 5, crawl.stderr()
        assert len(one.asked) == len(other.asked) == 2
    assert "Traceback" not in crawl.stderr()
    assert rows(engine, RUNS) == [(5, "shutdown", True)]
    assert rows(engine, "SELECT count(*) FROM newsbot.rejections") == [(0,)]
    pending = "SELECT count(*) FROM newsbot.frontier WHERE state = 'pending' AND tries = 0"
    assert rows(engine, pending) == [(40,)]


def test_an_article_whose_second_page_is_dropped_is_left_to_the_next_crawl(
    site: LocalSite, database_url: str, engine: Engine, tmp_path: Path
) -> None:
    second = site.add("/story?page=2", news_page("Berta"), Held="yes")
    first = news_page("Anna").replace("<head>", f'<head><link rel="next" href="{second}">')
    feed = site.add(
        "/feed.xml", feed_of(site.add("/story", first)), Content_Type="application/rss+xml"
    )
    command = ("crawl", "feed", "-a", f"url={feed}")
    place = {"log": tmp_path / "log", "NEWSBOT_DATABASE_URL": database_url}
    with running(*command, *SLOW, **place) as crawl:
        crawl.wait_until(lambda: "/story?page=2" in site.requested)
        crawl.process.send_signal(signal.SIGTERM)
        assert crawl.wait() == 5, crawl.stderr()
    assert "Traceback" not in crawl.stderr()
    assert rows(engine, "SELECT state FROM newsbot.frontier") == [("pending",)]
    site.held.set()
    with running(*command, **place) as crawl:
        assert crawl.wait() == 0, crawl.stderr()
    ((body,),) = rows(engine, "SELECT body FROM news.articles")
    assert "Anna" in body
    assert "Berta" in body


def test_sigterm_ends_a_crawl_that_cannot_store(
    site: LocalSite, database_url: str, engine: Engine, tmp_path: Path
) -> None:
    pages = [site.add(f"/{name}", news_page(name)) for name in ("Anna", "Berta")]
    feed = site.add("/feed.xml", feed_of(*pages), Content_Type="application/rss+xml")
    with (
        holding_storing_lock(engine),
        running(
            *("crawl", "feed", "-a", f"url={feed}"),
            log=tmp_path / "log",
            NEWSBOT_DATABASE_URL=database_url,
        ) as crawl,
    ):
        crawl.wait_until(lambda: is_waited_for(engine, "advisory"))
        crawl.process.send_signal(signal.SIGTERM)
        assert crawl.wait() == 5, crawl.stderr()
    assert "Traceback" not in crawl.stderr()
    assert rows(engine, RUNS) == [(5, "shutdown", True)]
    assert rows(engine, "SELECT state FROM newsbot.frontier") == [("pending",)] * 2


def test_sigterm_ends_a_migration_that_waits_for_its_turn(
    empty_database_url: str, tmp_path: Path
) -> None:
    with Connection.connect(empty_database_url) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        place = {"log": tmp_path / "log", "NEWSBOT_DATABASE_URL": empty_database_url}
        with running("db", "upgrade", **place) as command:
            command.wait_until(lambda: "waiting until it is done" in command.stderr())
            command.process.send_signal(signal.SIGTERM)
            assert command.wait() == 5, command.stderr()
    assert command.stderr().count("\n") == 1


def test_sigterm_ends_the_wait_for_a_database_that_says_nothing(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql://127.0.0.1:{silent.getsockname()[1]}/news?connect_timeout=600"
        place = {"log": tmp_path / "log", "NEWSBOT_DATABASE_URL": url}
        with running("crawl", "pages", "-a", "urls=http://127.0.0.1:9/", **place) as crawl:
            silent.settimeout(120)
            with silent.accept()[0]:
                crawl.process.send_signal(signal.SIGTERM)
                assert crawl.wait() == 5, crawl.stderr()
    assert crawl.stderr() == ""


def test_sigterm_ends_the_wait_for_a_page_that_is_to_be_shown(tmp_path: Path) -> None:
    with silent_site("127.0.0.2") as site:
        page = f"{site.base}/news/1"
        with running("article", page, *SLOW, log=tmp_path / "log") as shown:
            shown.wait_until(lambda: bool(site.asked))
            shown.process.send_signal(signal.SIGTERM)
            assert shown.wait() == 5, shown.stderr()
        assert "Traceback" not in shown.stderr()
