"""A re-extraction that is killed and stopped ends with the rows of one that nothing happens to.

`NEWSBOT_REREAD` is the number of archived pages, 400 by default. From 1000 on they are the pages of
two corpora under changed URLs; below, and without corpora, invented ones. A rule strips the last
paragraph, or the whole article of some pages, when they are crawled; it is gone afterwards.

Each signal hits a command that has stored pages and has others left: a trigger holds the command up
in the transaction that would store the next ones.
"""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, text

from newsbot.postgres.embedded import EmbeddedServer
from newsbot.postgres.location import shown
from newsbot.storage.engine import connect
from tests.conftest import copy_database, corpora_folder
from tests.crawl.corpus_site import CorpusSite, Page, read_pages, serve
from tests.crawl.making import news_page
from tests.crawl.running import RunningCommand, running
from tests.storage.making import rows
from tests.storage.sessions import holding

PAGES = int(os.environ.get("NEWSBOT_REREAD", "400"))
SHARES = {signal.SIGKILL: 0.1, signal.SIGINT: 0.3, signal.SIGTERM: 0.5}
"""The share of the pages that is stored at least when the signal comes. Transactions of up to
`MOST_AT_ONCE` pages may end after that, so few pages might all be stored before the third."""
ENOUGH_FOR_CORPORA = 1000
# A page must not time out because the machine is busy: these tests compare what is stored.
PATIENT = ("-s", "NEWSBOT_PAGE_TIMEOUT_S=60", "-s", "NEWSBOT_WORKERS=2")
FAULT = "strip: //p[last()]\nstrip: //article[@id='lost']\n"
DONE = """
    SELECT count(*) FROM newsbot.archived_pages
    WHERE read_at > (SELECT max(started_at) FROM newsbot.reextractions)
"""
GATE = 17
"""The key of an advisory lock. While a test has it, transactions wait that would store a page after
earlier ones have stored enough."""
HOLD_UP = """
    CREATE OR REPLACE FUNCTION newsbot.hold_up() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF (SELECT count(*) FROM newsbot.archived_pages
            WHERE read_at > (SELECT max(started_at) FROM newsbot.reextractions)
            AND read_at < newsbot.now()) >= {enough}
        THEN PERFORM pg_advisory_xact_lock_shared({gate}); END IF;
        RETURN NEW;
    END $$;
    CREATE OR REPLACE TRIGGER hold_up BEFORE UPDATE ON newsbot.archived_pages
    FOR EACH ROW EXECUTE FUNCTION newsbot.hold_up()
"""
IS_HELD_UP = f"""
    SELECT FROM pg_locks AS l JOIN pg_database AS d ON d.oid = l.database
    WHERE d.datname = current_database() AND l.locktype = 'advisory'
        AND l.objid = {GATE} AND NOT l.granted
"""
TEXTS = """
    SELECT a.url, v.title, v.body, v.cause, v.is_current, v.valid_from
    FROM news.article_versions AS v JOIN news.all_articles AS a ON a.id = v.article_id
    ORDER BY a.url, v.version
"""
CHANGES = """
    SELECT a.url, c.op, count(*) FROM newsbot.changes AS c
    JOIN news.all_articles AS a ON a.id = c.article_id
    WHERE c.op <> 'merge' GROUP BY a.url, c.op ORDER BY a.url, c.op
"""
REJECTED = "SELECT url, reason FROM newsbot.rejections ORDER BY url"


def invented_pages(folder: Path) -> list[Page]:
    pages = []
    for number in range(PAGES):
        file = folder / f"{number}.html"
        is_lost = number % 5 == 0
        html = news_page(f"Ship{number}")
        file.write_text(html.replace("<article>", "<article id='lost'>") if is_lost else html)
        pages.append(Page(corpus="ships", truth={"id": str(number)}, file=file))
    return pages


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CorpusSite]:
    if PAGES < ENOUGH_FOR_CORPORA or not (corpora := corpora_folder()).is_dir():
        pages = invented_pages(tmp_path_factory.mktemp("pages"))
    else:
        found = read_pages(corpora, "aeb", "andy424")
        times = range(-(-PAGES // len(found)))
        pages = [replace(page, corpus=f"{page.corpus}-{n}") for n in times for page in found][
            :PAGES
        ]
    with serve(pages) as site:
        yield site


@dataclass
class Kept:
    """Databases with the same crawl, whose pages are in one archive."""

    site: CorpusSite
    folder: Path

    def start(self, url: str, *args: str, rules: str = "") -> RunningCommand:
        folder = self.folder / ("faulty" if rules else "mended")
        folder.mkdir(exist_ok=True)
        (folder / "127.0.0.1.txt").write_text(rules)
        return running(
            *args, *PATIENT,
            log=self.folder / "log", NEWSBOT_DATABASE_URL=url, NEWSBOT_SITE_RULES=str(folder),
            NEWSBOT_ARCHIVE=str(self.folder / "archive"), NEWSBOT_HOME=str(self.folder),
        )  # fmt: skip

    def run(self, url: str, *args: str, rules: str = "") -> None:
        with self.start(url, *args, rules=rules) as command:
            assert command.wait() == 0, command.stderr()

    def end(self, url: str, engine: Engine, number: signal.Signals) -> int:
        """The exit code of a re-extraction that a signal hits amid its work."""
        before = rows(engine, DONE)[0][0]
        with (
            held_up(engine, max(round(PAGES * SHARES[number]), before + 1)) as release,
            self.start(url, "reextract") as command,
        ):
            command.wait_until(lambda: bool(rows(engine, IS_HELD_UP)))
            assert command.process.poll() is None, command.stderr()
            assert before < rows(engine, DONE)[0][0] < PAGES
            command.process.send_signal(number)
            if number is signal.SIGKILL:  # else the kill might come after the transaction's end
                command.wait()
            release()
            return command.wait()


@contextmanager
def held_up(engine: Engine, enough: int) -> Iterator[Callable[[], None]]:
    """Holds up a transaction that would store a page after `enough` are stored, until a call."""
    with engine.begin() as connection:
        connection.execute(text(HOLD_UP.format(enough=enough, gate=GATE)))
    with holding(engine, f"SELECT pg_advisory_xact_lock({GATE})") as release:
        yield release
    with engine.begin() as connection:
        connection.execute(text("DROP FUNCTION newsbot.hold_up() CASCADE"))


def left(engine: Engine) -> tuple[list, list, list]:
    return rows(engine, TEXTS), rows(engine, CHANGES), rows(engine, REJECTED)


def test_a_reextraction_that_is_killed_twice_ends_as_an_undisturbed_one(
    site: CorpusSite,
    database_url: str,
    engine: Engine,
    postgres: EmbeddedServer,
    administrator: psycopg.Connection,
    tmp_path: Path,
) -> None:
    kept = Kept(site, tmp_path)
    feed = site.add_sitemap("/sitemap.xml", site.pages)
    kept.run(database_url, "crawl", "sitemap", "-a", f"url={feed}", rules=FAULT)
    before = left(engine)
    engine.dispose()
    copy_database(administrator, database_url.rpartition("/")[2].partition("?")[0], "undisturbed")
    other_url = shown(postgres.url("undisturbed"))
    other = connect(other_url)
    kept.run(other_url, "reextract")
    ends = {
        number: kept.end(database_url, engine, number)
        for number in (signal.SIGKILL, signal.SIGINT, signal.SIGTERM)
    }
    assert ends == {signal.SIGKILL: -9, signal.SIGINT: 5, signal.SIGTERM: 5}
    told = (tmp_path / "log").read_text()
    assert "the same command goes on from here" in told
    assert "Traceback" not in told
    assert rows(engine, DONE)[0][0] < PAGES
    kept.run(database_url, "reextract")
    assert rows(engine, "SELECT count(*), count(finished_at) FROM newsbot.reextractions") == [
        (1, 1)
    ]
    assert left(engine) == left(other) != before
    changes = rows(engine, CHANGES)
    kept.run(database_url, "reextract")
    assert rows(engine, CHANGES) == changes
    other.dispose()
    administrator.execute("DROP DATABASE undisturbed WITH (FORCE)")
