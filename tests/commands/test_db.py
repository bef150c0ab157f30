import json
from argparse import Namespace

import pytest
from scrapy.exceptions import UsageError

from newsbot.actions.db import as_table, described, print_url, run_sql
from newsbot.commands.db import ACTIONS_WITH, refuse_stray_options
from newsbot.errors import ConfigurationError, ExitCode
from newsbot.postgres.embedded import EmbeddedServer
from newsbot.storage.connection.statements import run_statements
from newsbot.storage.engine import connect
from newsbot.storage.models import revisions
from newsbot.storage.models.revisions import head
from newsbot.storage.schema import migrate
from newsbot.storage.schema.losses import columns_of, losses
from newsbot.storage.schema.migrate import Move
from tests.storage.aged import fill
from tests.storage.making import article, store


def test_upgrade_and_downgrade_say_what_they_did(run_scrapy, empty_database_url):
    there = {"NEWSBOT_DATABASE_URL": empty_database_url}
    assert run_scrapy("db", "upgrade", **there).stdout == f"schema upgraded from none to {head()}\n"
    down = run_scrapy("db", "downgrade", "base", "--yes", **there)
    assert down.stdout == f"schema downgraded from {head()} to none\n"


def test_a_downgrade_says_what_it_would_lose_and_changes_nothing(run_scrapy, engine):
    store(engine, article("a"))
    asked = run_scrapy("db", "downgrade", "0004")
    assert asked.returncode == ExitCode.CONFIGURATION
    assert asked.stderr == "newsbot: nothing is changed: `scrapy db downgrade 0004 --yes` does it\n"
    lost = dict(line.split() for line in asked.stdout.splitlines()[4:])
    assert lost["versions.seen_until"] == "1"
    assert "articles" not in lost
    assert revisions.current(engine) == head()


def test_a_downgrade_to_base_loses_whole_tables(run_scrapy, engine):
    store(engine, article("a"))
    asked = run_scrapy("db", "downgrade", "base")
    lost = dict(line.split() for line in asked.stdout.splitlines()[4:])
    assert (lost["articles"], lost["versions"]) == ("1", "1")


@pytest.mark.parametrize(
    ("revision", "answer"), [("0099", "cannot migrate to 0099"), ("0015", "which is below 0015")]
)
def test_a_downgrade_to_no_older_revision_is_refused(
    run_scrapy, empty_database_url, revision, answer
):
    there = {"NEWSBOT_DATABASE_URL": empty_database_url}
    migrate.upgrade(connect(empty_database_url), "0002")
    refused = run_scrapy("db", "downgrade", revision, **there)
    assert (refused.returncode, refused.stdout) == (ExitCode.CONFIGURATION, "")
    assert answer in refused.stderr


def test_of_a_column_the_rows_that_have_more_than_its_default_are_lost(engine):
    store(engine, article("a"))
    kept = columns_of(engine)
    kept["versions"] = {"id": "NULL"}
    lost = {loss.name: loss.rows for loss in losses(engine, kept)}
    assert lost["versions.title"] == 1
    assert "versions.credits" not in lost


def test_upgrade_renews_keys_and_a_crawl_beside_it_is_told_to_wait(run_scrapy, engine):
    urls = [f"https://gazette.example/{n % 2}?utm_id={n}" for n in range(4)]
    fill(engine, "articles", [(url, bytes([n])) for n, url in enumerate(urls)])
    crawl = run_scrapy("crawl", "pages", "-a", "urls=https://gazette.example/a")
    assert (crawl.returncode, crawl.stderr.splitlines()[-1]) == (
        ExitCode.CONFIGURATION,
        "newsbot: the keys of stored URLs are of an older newsbot: run `scrapy db upgrade`",
    )
    upgrade = run_scrapy("db", "upgrade")
    assert upgrade.stdout.splitlines() == [
        f"schema is current ({head()})",
        "URL keys renewed: of 4 rows 2 changed, 2 went into others",
        "search index brought up to date",
    ]
    assert run_scrapy("db", "upgrade").stdout.splitlines() == [f"schema is current ({head()})"]


def test_a_schema_that_is_current_is_not_upgraded():
    assert described(Move(before="0001", after="0001"), "upgraded") == "schema is current (0001)"


def test_psql_prints_a_table(run_scrapy):
    printed = run_scrapy("db", "psql", "-c", "SELECT 1 AS one, NULL AS nothing").stdout
    assert printed.splitlines()[-2:] == ["+-------+-----------+", "(1 row)"]


def test_rows_are_spelled_as_postgresql_does(engine):
    (result,) = run_statements(engine, "SELECT '0012' AS a, true AS b, ARRAY['x', 'y'] AS c")
    assert result.texts == [("0012", "t", "{x,y}")]
    assert "| 0012 | t   | {x,y} |" in as_table(result)


def test_each_of_several_statements_has_its_result(engine):
    results = run_statements(
        engine, "CREATE TABLE t (i int); INSERT INTO t VALUES (1), (2); SELECT 3 % 2 AS odd"
    )
    assert [result.tag for result in results] == ["CREATE TABLE", "INSERT 0 2", "SELECT 1"]
    assert as_table(results[1]) == "INSERT 0 2"


def test_json_has_iso_times_and_numbers(database_url, capsys):
    sql = "SELECT timestamptz '2025-01-02 03:04+01' AS at, 1.5 AS number, NULL AS nothing"
    run_sql(database_url, sql, as_json=True)
    assert json.loads(capsys.readouterr().out) == [
        {"at": "2025-01-02T02:04:00+00:00", "number": 1.5, "nothing": None}
    ]


def test_wrong_sql_ends_in_one_line(engine):
    with pytest.raises(ConfigurationError, match=r'^syntax error at or near "SELEC"$'):
        run_statements(engine, "SELEC 1")


def test_start_keeps_the_embedded_server_up_until_stop(run_scrapy, tmp_path):
    home = tmp_path / "home"
    embedded = {"NEWSBOT_DATABASE_URL": "", "NEWSBOT_HOME": str(home)}
    assert "until `scrapy db stop`" in run_scrapy("db", "start", **embedded).stdout
    assert EmbeddedServer(home).is_running()
    assert run_scrapy("db", "stop", **embedded).stdout == "the embedded PostgreSQL is stopped\n"
    assert not EmbeddedServer(home).is_running()


def test_url_says_where_it_is_without_the_password(capsys):
    print_url("postgres://anna:hunter2@db.example/news", with_password=False)
    assert capsys.readouterr().out == "postgresql://anna:***@db.example/news\n"


def test_url_says_when_nothing_runs_there(monkeypatch, tmp_path, capsys):
    monkeypatch.delenv("NEWSBOT_DATABASE_URL", raising=False)
    monkeypatch.setenv("NEWSBOT_HOME", str(tmp_path))
    print_url("", with_password=False)
    assert capsys.readouterr().err == "not running: `scrapy db start` starts it\n"


def test_an_unreachable_database_ends_in_one_line_and_code_3(run_scrapy):
    ended = run_scrapy("db", "current", NEWSBOT_DATABASE_URL="postgresql://127.0.0.1:1/news")
    assert ended.returncode == ExitCode.DATABASE
    assert ended.stderr.startswith("newsbot: cannot reach the database")
    assert ended.stderr.count("\n") == 1


def test_an_unknown_option_is_code_2(run_scrapy):
    ended = run_scrapy("db", "current", "--foo")
    assert ended.returncode == ExitCode.USAGE
    assert "unrecognized arguments: --foo" in ended.stderr


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        (["current"], {"sql": "SELECT 1"}),
        (["psql"], {"json": True}),
        (["psql"], {"show_password": True}),
        (["upgrade"], {"yes": True}),
        (["restore", "news.dump"], {"force": True}),
        (["dump", "news.dump"], {"yes": True}),
        (["dump", "news.dump"], {"write": True}),
    ],
)
def test_an_option_that_its_action_does_not_know_is_wrong_usage(arguments, options):
    given = dict.fromkeys(ACTIONS_WITH) | options
    with pytest.raises(UsageError, match="goes with"):
        refuse_stray_options(arguments, Namespace(**given))
