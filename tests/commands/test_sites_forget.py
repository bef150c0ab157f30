"""`scrapy sites forget`: shows what is stored of a site, deletes it when told to, and undoes it."""

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from newsbot.errors import ExitCode
from newsbot.storage.connection.storing_lock import STORING_LOCK
from newsbot.storage.sites.rows import RegisteredSite, Sites
from tests.conftest import RunScrapy
from tests.crawl.running import running
from tests.storage.making import article_on, rows, store, story

GAZETTE = "gazette.example"
BY_SITE = "SELECT site, count(*) FROM news.all_articles GROUP BY site ORDER BY site"
FORGOTTEN = "SELECT site FROM news.sites WHERE forgotten_at IS NOT NULL"


@pytest.fixture
def stored(engine: Engine) -> Engine:
    """Two articles of the Gazette; the Post has copies of both, and one of the Gazette's pages."""
    for site in (GAZETTE, "post.example"):
        store(engine, *(article_on(site, story(name), name) for name in ("ferry", "bridge")))
    listed = f"https://www.{GAZETTE}/listed"
    store(engine, article_on("post.example", story("listed"), url=listed))
    return engine


def test_it_shows_what_is_stored_and_deletes_it_when_told_to(
    run_scrapy: RunScrapy, stored: Engine
) -> None:
    shown = run_scrapy("sites", "forget", GAZETTE)
    *_, own, listed, led = shown.stdout.splitlines()
    assert own.split() == [GAZETTE, "all", "2", "2", "0", "0"]
    assert listed.split() == ["post.example", f"www.{GAZETTE}", "1", "1", "0", "0"]
    assert led == "2 copies on other sites would get a new original."
    assert shown.stderr.startswith("Nothing was deleted: --write ")
    assert rows(stored, BY_SITE) == [(GAZETTE, 2), ("post.example", 3)]
    written = run_scrapy("sites", "forget", GAZETTE, "--write")
    assert (written.stdout, written.returncode) == (shown.stdout, ExitCode.OK)
    assert written.stderr == f"{GAZETTE} is forgotten; 6 rows deleted.\n"
    assert rows(stored, BY_SITE) == [("post.example", 2)]
    assert rows(stored, FORGOTTEN) == [(GAZETTE,)]


def test_undone_it_may_be_stored_again(run_scrapy: RunScrapy, stored: Engine) -> None:
    run_scrapy("sites", "forget", GAZETTE, "--write")
    undone = run_scrapy("sites", "forget", GAZETTE, "post.example", "--undo")
    said = f"{GAZETTE} may be stored again; the next crawl begins anew.\n"
    assert undone.stderr == f"{said}post.example is not forgotten.\n"
    assert rows(stored, FORGOTTEN) == []


def test_a_registered_site_under_a_longer_host_stays(run_scrapy: RunScrapy, engine: Engine) -> None:
    sport = RegisteredSite(key="sport", name="Sport", domains=(f"sport.{GAZETTE}",))
    Sites(engine).name_sites([sport])
    store(engine, article_on("sport", story("goal"), url=f"https://sport.{GAZETTE}/goal"))
    store(engine, article_on(GAZETTE, story("ferry")))
    shown = json.loads(run_scrapy("sites", "forget", GAZETTE, "--json").stdout)
    assert shown == [
        {
            "site": GAZETTE,
            "held": [
                {"site": GAZETTE, "host": None, "articles": 1}
                | {"urls": 1, "rejections": 0, "sources": 0}
            ],
            "copies_led": 0,
            "archived": 0,
        }
    ]
    run_scrapy("sites", "forget", GAZETTE, "--write")
    assert rows(engine, BY_SITE) == [("sport", 1)]


def test_a_site_that_nobody_knows_is_an_error(run_scrapy: RunScrapy, engine: Engine) -> None:
    ended = run_scrapy("sites", "forget", "gazete.example", "--write")
    assert (ended.returncode, ended.stdout) == (ExitCode.CONFIGURATION, "")
    assert "no site 'gazete.example'" in ended.stderr
    assert rows(engine, FORGOTTEN) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "name a site"),
        ((GAZETTE, "--undo", "--write"), "--undo takes neither --write nor --json"),
        ((GAZETTE, "--country", "de"), "scrapy sites forget has no option --country"),
    ],
)
def test_wrong_usage_is_code_2(
    run_scrapy: RunScrapy, arguments: tuple[str, ...], said: str
) -> None:
    ended = run_scrapy("sites", "forget", *arguments)
    assert ended.returncode == ExitCode.USAGE
    assert said in ended.stderr


def test_killed_in_the_middle_the_same_command_deletes_the_rest(
    run_scrapy: RunScrapy, engine: Engine, database_url: str, tmp_path: Path
) -> None:
    texts = {str(number): story(str(number), 40) for number in range(400)}
    for first in range(0, 400, 100):
        names = list(texts)[first : first + 100]
        store(engine, *(article_on(GAZETTE, texts[name], name) for name in names))
    store(engine, article_on("post.example", texts["399"]))
    arguments = ("sites", "forget", GAZETTE, "--write")
    counted = "SELECT count(*) FROM newsbot.articles"

    def is_held_up() -> bool:
        """Stores as a crawl does; what the command has deleted until then can be seen."""
        storing.execute(select(func.pg_advisory_xact_lock(STORING_LOCK)))
        if rows(engine, counted) != [(401,)]:
            return True
        storing.rollback()
        return False

    with (
        engine.connect() as storing,
        running(*arguments, log=tmp_path / "log", NEWSBOT_DATABASE_URL=database_url) as command,
    ):
        command.wait_until(is_held_up)
        command.process.kill()
        command.wait()
    assert 1 < rows(engine, counted)[0][0] < 401
    assert run_scrapy(*arguments).returncode == ExitCode.OK
    assert rows(engine, BY_SITE) == [("post.example", 1)]
    told = "SELECT op, count(*), count(DISTINCT article_id) FROM newsbot.changes GROUP BY op"
    assert sorted(rows(engine, told)) == [
        ("delete", 400, 400),
        ("insert", 401, 401),
        ("merge", 1, 1),
    ]
