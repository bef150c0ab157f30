"""What an outlet's bad hour, or day, costs: no article, and few requests."""

import re
from collections import Counter
from datetime import timedelta

import psycopg
from sqlalchemy import Engine

from newsbot.items import Link
from newsbot.reasons import SITE
from newsbot.storage.articles.storing import ArticleStore
from newsbot.storage.connection.database_clock import read_clock
from tests.conftest import RunScrapy
from tests.crawl.moody_outlet import moody_outlet
from tests.middlewares.one_run import Run, names
from tests.storage.making import article, fingerprinted, rejection, rows, story

# What these cost is for their hosts to say: the pages themselves were not answered.
NO_ANSWER = {"timeout", "closed", "robots_503"}
STORED = "SELECT url FROM news.all_articles WHERE NOT is_partial"
HOUR = timedelta(hours=1)


# What becomes of the links that a run was offered.
ENDS = re.compile(r"'newsbot/links_(?:due|done|failed|waiting|repeated)': (\d+)")
OFFERED = re.compile(r"'newsbot/links_offered': (\d+)")


def count(counters: re.Pattern[str], log: str) -> int:
    return sum(map(int, counters.findall(log)))


def move_clock(database_url: str, offset: str) -> None:
    """Connections made from now on see the database's clock so far ahead."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        name = connection.info.dbname
        connection.execute(f"ALTER DATABASE {name} SET newsbot.clock_offset = '{offset}'")


def test_an_outlet_that_misbehaves_for_one_run_loses_no_article(
    run_scrapy: RunScrapy, database_url: str, engine: Engine
) -> None:
    asked: dict[str, list[str]] = {}
    with moody_outlet() as outlet:
        for offset in ("0", "5 minutes", "2 hours", "2 days"):
            move_clock(database_url, offset)
            run = run_scrapy(
                *("crawl", "feed", "-a", f"url={outlet.feed}", "-s", "DOWNLOAD_TIMEOUT=5"),
                *("-s", "STATS_DUMP=True", "-s", "LOG_LEVEL=DEBUG"),
                timeout_s=300,
            )
            assert count(ENDS, run.stderr) == count(OFFERED, run.stderr)
            asked[offset], outlet.asked = outlet.asked, []
            outlet.is_bad = False
        expected = set(outlet.articles.values())
    assert {url for (url,) in rows(engine, STORED)} == expected
    assert set(asked["5 minutes"]) <= NO_ANSWER
    runs = Counter(name for names in asked.values() for name in set(names))
    assert max(runs.values()) <= 2


def test_an_outage_of_a_day_costs_no_article_and_few_requests(
    engine: Engine, database_url: str
) -> None:
    """A run an hour, a new link an hour, 503 for each URL during 24 of them."""
    tries: Counter[str] = Counter()
    links = [Link(url=f"https://gazette.example/{hour}") for hour in range(24)]
    for hour in range(60):
        move_clock(database_url, f"{hour} hours")
        engine.dispose()
        at = read_clock(engine)
        run = Run(engine)
        asked = names([*run.start(), *run.offer(*links[: hour + 1])])
        tries.update(asked if hour < 24 else ())
        ArticleStore(engine).store(
            [rejection(name, "http_503", at=at) for name in asked]
            if hour < 24
            else fingerprinted(engine, *(article(name, story(name)) for name in asked))
        )
    assert rows(engine, "SELECT count(*) FROM news.all_articles") == [(24,)]
    assert max(tries.values()) == 1 + len([step for step in SITE if step <= 6 * HOUR])
