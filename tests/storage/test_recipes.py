"""The recipes of docs/database.md for following changes, run as they stand there."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine, text

from tests.conftest import CHECKOUT
from tests.patience import wait_until
from tests.storage.making import NOON, article, article_on, rows, store, story
from tests.storage.test_forgetting_articles import forget

DOCUMENT = (CHECKOUT / "docs/database.md").read_text(encoding="utf-8")
FOLLOWING = DOCUMENT.partition("## Following what happens\n")[2].partition("\n## ")[0]
DIFFERENCES = DOCUMENT.partition("## news.version_changes\n")[2].partition("\n## ")[0]
ARTICLES = "SELECT id, url, title, copy_of FROM news.all_articles ORDER BY id"


def blocks(section: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", section, re.DOTALL)


def write(engine: Engine, first: int) -> None:
    """Stores articles and copies, changes one, and forgets one."""
    for number in range(first, first + 6):
        store(engine, article(f"{number}", story(str(number // 2))))
    changed = {"title": "Changed", "fetched_at": NOON + timedelta(days=2)}
    store(engine, article(f"{first + 2}", story(f"{first} anew"), **changed))
    forget(engine, f"https://gazette.example/{first}")


@contextmanager
def following(folder: Path, database_url: str) -> Iterator[subprocess.Popen[bytes]]:
    """The Python loop of the document as a process, which is killed at the end."""
    [loop] = blocks(FOLLOWING, "python")
    environment = os.environ | {"MY_FILE": str(folder / "mine"), "NEWS_URL": database_url}
    with subprocess.Popen([sys.executable, "-c", loop], env=environment) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGKILL)


def mirrored(folder: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "mine")) as mine:
        try:
            return mine.execute("SELECT * FROM articles ORDER BY id").fetchall()
        except sqlite3.OperationalError:  # there is no table yet
            return []


def test_the_loop_mirrors_the_articles_also_after_it_was_killed(
    engine: Engine, database_url: str, tmp_path: Path
) -> None:
    write(engine, 0)
    for number in (1, 2, 3):
        with following(tmp_path, database_url):
            wait_until(lambda: mirrored(tmp_path) == rows(engine, ARTICLES) != [])
            write(engine, 10 * number)
            wait_until(lambda: mirrored(tmp_path) == rows(engine, ARTICLES))
        write(engine, 100 * number)
    assert mirrored(tmp_path) != rows(engine, ARTICLES)


def test_the_loop_goes_on_after_the_database_cut_its_connection(
    engine: Engine, database_url: str, tmp_path: Path
) -> None:
    cut = """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()
    """
    with following(tmp_path, database_url) as process:
        write(engine, 0)
        wait_until(lambda: mirrored(tmp_path) == rows(engine, ARTICLES) != [])
        engine.dispose()
        rows(engine, cut)
        engine.dispose()
        write(engine, 10)
        wait_until(lambda: mirrored(tmp_path) == rows(engine, ARTICLES))
        assert process.poll() is None


def test_the_statement_mirrors_the_articles(engine: Engine) -> None:
    _, tables, step = blocks(FOLLOWING, "sql")
    with engine.begin() as connection:
        for statement in tables.split(";"):
            if statement.strip():
                connection.execute(text(statement))
    for number in range(3):
        write(engine, 10 * number)
        for _ in range(2):
            with engine.begin() as connection:
                connection.execute(text(step))
            assert rows(engine, "SELECT * FROM mine.articles ORDER BY id") == rows(engine, ARTICLES)


def test_the_example_of_version_changes_gives_the_rows_that_the_document_shows(
    engine: Engine,
) -> None:
    lines = (
        "The ferry to Harbour Island sails again after the storm.",
        "Twelve people were rescued from the ferry on Monday night.",
    )
    texts = ["\n".join(lines), "\n".join(lines).replace("Twelve", "Fourteen")]
    titles = ("Ferry sails again today", "Ferry sails again after the storm")
    for days, (title, body) in enumerate([(0, 0), (0, 1), (1, 1)]):
        at = NOON + timedelta(days=2 * days)
        store(engine, article_on("a.example", texts[body], title=titles[title], fetched_at=at))
    _, query = blocks(DIFFERENCES, "sql")
    [shown] = blocks(DIFFERENCES, "text")
    cells = [[cell.strip() for cell in line.split("|")] for line in shown.strip().split("\n")]
    found = [[str(value) for value in row] for row in rows(engine, query.rstrip().rstrip(";"))]
    assert cells[1:] == found
