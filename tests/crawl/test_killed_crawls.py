"""kill -9 at any moment costs a second request for some URLs, and nothing else."""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine

from newsbot.errors import ExitCode
from newsbot.storage.engine import connect
from tests.crawl.outlets import Crawls, Outlets, crawls_of, outlets, rows_of, stored_urls

KILLS, ARTICLES, AT_ONCE = 20, 3, 4
# robots.txt and the feed; then each article is asked for, and stored.
STEPS = 2 + 2 * ARTICLES
QUICK = ("-s", "DOWNLOAD_DELAY=0.1")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Outlets]:
    """An outlet for each crawl that is killed."""
    with outlets(KILLS, ARTICLES, tmp_path) as served:
        yield served


@pytest.fixture
def undisturbed(served: Outlets, module_database_url: str, tmp_path: Path) -> str:
    """What a crawl leaves that nothing happens to."""
    with crawls_of(served, module_database_url, tmp_path) as crawls:
        assert crawls.start("undisturbed", *QUICK).wait() == ExitCode.OK
    served.forget()
    engine = connect(module_database_url)
    left = rows_of(engine)
    engine.dispose()
    return left


def kill(crawls: Crawls, engine: Engine, number: int, step: int) -> None:
    """Kills a crawl of one outlet at a step of its work, as servers and rows show them."""
    outlet = crawls.outlets.hosts.ips[number]

    def steps() -> int:
        urls = [*crawls.outlets.hosts.asked, *stored_urls(engine)]
        return sum(f"//{outlet}:" in url for url in urls)

    crawl = crawls.start(f"bot-{number}", "-a", f"site=outlet-{number}", *QUICK)
    crawl.wait_until(lambda: steps() >= step)
    crawl.process.kill()
    crawl.wait()


def test_what_twenty_killed_crawls_left_is_made_good_by_one(
    served, undisturbed, database_url, engine, tmp_path
):
    chance = random.Random(1)  # noqa: S311 - it has to be the same each time
    moments = [chance.randint(1, STEPS) for _ in range(KILLS)]
    with (
        crawls_of(served, database_url, tmp_path) as crawls,
        ThreadPoolExecutor(AT_ONCE) as pool,
    ):
        for killed in [pool.submit(kill, crawls, engine, *each) for each in enumerate(moments)]:
            killed.result()
        kept = stored_urls(engine)
        assert 0 < len(kept) < served.articles
        assert crawls.start("last", *QUICK).wait() == ExitCode.OK
    assert rows_of(engine) == undisturbed
    assert max(served.times_asked().values()) == 2
    assert kept.isdisjoint(served.asked("last"))
