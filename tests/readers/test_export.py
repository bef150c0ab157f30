"""`scrapy export`: what it writes is what the views show, whoever asks."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from sqlalchemy import Engine, text

from newsbot.actions.export.exporting import export
from newsbot.actions.export.state import read_state
from newsbot.storage.readers.article_rows import ALL, ORIGINALS
from tests.conftest import RunScrapy
from tests.readers.exports import FORMS, TYPES, exported, order, read_back, store_plain, told
from tests.storage.making import NOON, article, article_on, rows, store, story
from tests.storage.pooler import pgbouncer
from tests.storage.test_forgetting import leave


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_duckdb_reads_the_rows_of_the_view(
    form: str, filled: Engine, database_url: str, tmp_path: Path
):
    out = tmp_path / f"articles.{form}"
    export(database_url, order(form, out, view=ALL), follow=False)
    columns = [name for name, _ in rows(filled, TYPES.format(ALL))]
    every = f"SELECT {', '.join(columns)} FROM news.all_articles ORDER BY id"  # noqa: S608 - of the catalogue
    expected = rows(filled, every)
    found = read_back(filled, form, out, columns, ALL)
    for line, right in zip(found, expected, strict=True):
        for name, value, true in zip(columns, line, right, strict=True):
            assert value == (pytest.approx(true, rel=1e-6) if isinstance(true, float) else true), (
                name
            )
    assert len(expected) == 4


@pytest.mark.usefixtures("filled")
def test_a_csv_has_no_cell_that_a_spreadsheet_takes_for_a_formula(
    database_url: str, tmp_path: Path
):
    out = tmp_path / "articles.csv"
    export(database_url, order("csv", out), follow=False)
    lines = f"FROM read_csv('{out}', all_varchar=true)"
    with duckdb.connect() as reader:
        cells = [cell for row in reader.execute(lines).fetchall() for cell in row if cell]
    assert "'=HYPERLINK(1)" in cells
    assert "''+quoted" in cells
    assert "'Quoted' -1" in cells
    assert [cell for cell in cells if cell[0] in "=+@-\t\r\n" and not cell[1:].isdigit()] == []


@pytest.mark.usefixtures("filled")
def test_the_first_export_has_no_copies_unless_asked_for(database_url: str, tmp_path: Path):
    export(database_url, order(out=tmp_path / "own"), follow=False)
    export(database_url, order(out=tmp_path / "all", view=ALL), follow=False)
    assert told(tmp_path / "own") == [("upsert", 1), ("upsert", 2), ("upsert", 3)]
    assert [row["copy_of"] for row in exported(tmp_path / "all")] == [None, None, None, 3]


@pytest.mark.parametrize("form", FORMS)
def test_the_same_command_adds_what_changed_and_once(
    form: str, engine: Engine, database_url: str, tmp_path: Path
):
    out = tmp_path / "out"
    store_plain(engine, "one", "two")
    for _ in range(2):
        export(database_url, order(form, out), follow=False)
    for title in ("Changed", "Changed again"):
        store(engine, article("two", story("two"), title=title, fetched_at=NOON + timedelta(1)))
    store_plain(engine, "three")
    for _ in range(2):
        export(database_url, order(form, out), follow=False)
    found = read_back(engine, form, out, ["id", "title"])
    title = "Ferry sails again"
    assert sorted(found) == [(1, title), (2, "Changed again"), (2, title), (3, title)]


def test_an_empty_parquet_export_has_the_columns_and_goes_on(
    engine: Engine, database_url: str, tmp_path: Path
):
    out = tmp_path / "out"
    for _ in range(2):
        export(database_url, order("parquet", out), follow=False)
    assert read_back(engine, "parquet", out, ["id", "title", "fetched_at", "authors"]) == []
    store_plain(engine, "one")
    export(database_url, order("parquet", out), follow=False)
    assert read_back(engine, "parquet", out, ["id"]) == [(1,)]
    assert len(list(out.glob("*.parquet"))) == 2


def test_what_is_gone_is_told_once_and_what_was_never_told_is_not(
    engine: Engine, database_url: str, tmp_path: Path
):
    out = tmp_path / "out"
    store_plain(engine, "one")
    store(engine, article_on("ledger.example", story("two")))
    export(database_url, order(out=out), follow=False)
    store_plain(engine, "three")  # comes and goes between two exports
    leave(engine, "gazette.example")
    export(database_url, order(out=out), follow=False)
    assert told(out) == [("upsert", 1), ("upsert", 2), ("delete", 1)]
    assert exported(out)[-1] == {"op": "delete", "id": 1}


def test_an_original_that_turns_out_to_be_a_copy_leaves_the_view_and_is_told_so(
    engine: Engine, database_url: str, tmp_path: Path
):
    own, every = tmp_path / "own", tmp_path / "all"
    store(engine, article_on("gazette.example", story("one"), published_at=NOON))
    for out, view in ((own, ORIGINALS), (every, ALL)):
        export(database_url, order(out=out, view=view), follow=False)
    earlier = NOON - timedelta(hours=3)
    store(engine, article_on("ledger.example", story("one"), published_at=earlier))
    assert rows(engine, "SELECT id, copy_of FROM news.all_articles ORDER BY id") == [
        (1, 2),
        (2, None),
    ]
    for out, view in ((own, ORIGINALS), (every, ALL)):
        export(database_url, order(out=out, view=view), follow=False)
    assert sorted(told(own)[1:]) == [("delete", 1), ("upsert", 2)]
    assert sorted((row["id"], row["copy_of"]) for row in exported(every)[1:]) == [(1, 2), (2, None)]


def test_since_takes_a_change_id_or_a_moment(engine: Engine, database_url: str, tmp_path: Path):
    store_plain(engine, "one", "two")
    [(first, middle)] = rows(engine, "SELECT min(change_id), newsbot.now() FROM news.changes")
    store_plain(engine, "three")
    moments = {"id": first, "moment": middle, "long ago": NOON - timedelta(days=999), "zero": 0}
    found = {}
    for name, since in moments.items():
        export(database_url, order(out=tmp_path / name, since=since), follow=False)
        found[name] = [number for _, number in told(tmp_path / name)]
    assert found == {"id": [2, 3], "moment": [3], "long ago": [1, 2, 3], "zero": [1, 2, 3]}


@pytest.fixture
def reader_url(filled: Engine, database_url: str) -> Iterator[str]:
    """The database, as a role that may read the schema `news` and nothing else."""
    with filled.begin() as connection:
        connection.execute(text("CREATE ROLE export_reader LOGIN"))
        connection.execute(text("ALTER ROLE export_reader SET statement_timeout = '5s'"))
        connection.execute(text("ALTER ROLE export_reader SET default_transaction_read_only = on"))
        connection.execute(text("GRANT USAGE ON SCHEMA news TO export_reader"))
        connection.execute(text("GRANT SELECT ON ALL TABLES IN SCHEMA news TO export_reader"))
    yield database_url.replace("newsbot@", "export_reader@", 1)
    with filled.begin() as connection:
        connection.execute(text("DROP OWNED BY export_reader"))
        connection.execute(text("DROP ROLE export_reader"))


@pytest.mark.parametrize("form", FORMS)
def test_a_reader_of_the_views_alone_can_export(form: str, reader_url: str, tmp_path: Path):
    export(reader_url, order(form, tmp_path / "out"), follow=False)
    assert read_state(tmp_path / "out").round.since == 4


@pytest.mark.usefixtures("few_a_batch")
@pytest.mark.parametrize("form", FORMS)
def test_an_export_goes_through_a_pool(
    form: str, filled: Engine, database_url: str, tmp_path: Path
):
    out = tmp_path / "out"
    with pgbouncer(database_url, tmp_path / "pool") as pooled:
        export(pooled, order(form, out, since=1), follow=False)
    assert [number for (number,) in read_back(filled, form, out, ["id"])] == [2, 3]


@pytest.mark.usefixtures("filled")
def test_stdout_gets_the_rows_and_stderr_says_how_to_go_on(run_scrapy: RunScrapy):
    ended = run_scrapy("export", "--since", "1")
    assert ended.returncode == 0, ended.stderr
    assert [json.loads(line)["id"] for line in ended.stdout.splitlines()] == [2, 3]
    assert ended.stderr == "2 rows written; `--since 4` writes what changes from now on\n"


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--format", "parquet"), 2, "--format parquet needs --out FOLDER"),
        (("--since", "soon"), 2, "'soon' is neither a number of days nor a date"),
        (
            ("--out", "/nowhere/out"),
            1,
            "cannot write /nowhere/out.state: No such file or directory",
        ),
        (("--since", "99"), 1, "there is no change 99"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(
    run_scrapy: RunScrapy, arguments: tuple[str, ...], code: int, said: str
):
    ended = run_scrapy("export", *arguments)
    assert (ended.returncode, said in ended.stderr) == (code, True), ended.stderr
    assert "Traceback" not in ended.stderr
