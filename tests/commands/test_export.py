"""`scrapy export`: what it writes is what the views show, and no interruption loses a row."""

import json
import os
import signal
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from sqlalchemy import Engine, text

from newsbot.actions.export.exporting import Export, Order, export, reading_of
from newsbot.actions.export.outputs import Output, output_of
from newsbot.actions.export.state import State, read_state, state_file, write_state
from newsbot.errors import ConfigurationError, SchemaError
from newsbot.storage.readers import article_rows, rounds
from newsbot.storage.readers.article_rows import ALL, ORIGINALS, columns_of
from tests.conftest import RunScrapy
from tests.crawl.running import running
from tests.storage.making import NOON, article, article_on, rows, store, story
from tests.storage.pooler import pgbouncer
from tests.storage.test_forgetting import leave

FORMS = ("jsonl", "csv", "parquet")
FORMULA = "^''(''*[=+@\\-\\t\\r\\n＝＋－＠])"  # noqa: RUF001 - the signs are meant
READ = {
    "jsonl": "read_json('{}', format='newline_delimited', columns={{{}}})",
    "csv": "read_csv('{}', columns={{{}}}, header=true, delim=',', nullstr='', "
    "quote='\"', escape='\"', allow_quoted_nulls=false, auto_detect=false)",
    "parquet": "read_parquet('{}/*.parquet')",
}
OF_DUCKDB = {
    "text[]": "VARCHAR[]", "timestamp with time zone": "TIMESTAMPTZ", "text": "VARCHAR",
    "real": "FLOAT", "double precision": "DOUBLE",
}  # fmt: skip
TYPES = """
    SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
    WHERE attrelid = '{}'::regclass AND attnum > 0 ORDER BY attnum
"""


@pytest.fixture
def filled(engine: Engine) -> Engine:
    """Articles with all that is hard to write, and a copy."""
    odd = 'a "b", c\n=1+1\r\ttab \x01\x1f\u2028 \U0001f600 עברית \\N {x} NULL ' + "'"
    fields = {
        "title": "=HYPERLINK(1)", "subtitle": "", "summary": odd,
        "authors": ("Anna, \"A\" O'Hara", "=1+1", "-", "NULL", ""), "tags": ("{}", "\\"),
        "credits": ("＝AP",), "section": "'+quoted", "language": "en",
        "published_at": datetime(1969, 12, 31, 23, 59, 59, 123456, tzinfo=UTC),
        "published_offset_minutes": -330, "is_paywalled": True, "body_certainty": 0.1,
    }  # fmt: skip
    store(
        engine,
        article("odd", story("odd") + "\n" + odd, **fields),
        article("big", story("big", 60_000)),
        article("plain", story("plain"), title="'Quoted' -1", section="@here"),
    )
    store(
        engine, article_on("ledger.example", story("plain"), fetched_at=NOON + timedelta(hours=1))
    )
    return engine


@pytest.fixture
def few_a_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(article_rows, "BATCH", 2)


def order(form: str = "jsonl", out: Path | None = None, **options) -> Order:
    defaults = {"form": form, "view": ORIGINALS, "since": None, "since_text": None, "out": out}
    return Order(**defaults | options)


def exported(out: Path) -> list[dict]:
    return [json.loads(line) for line in out.read_text().splitlines()]


def told(out: Path) -> list[tuple[str, int]]:
    return [(row["op"], row["id"]) for row in exported(out)]


def store_plain(engine: Engine, *names: str) -> None:
    store(engine, *[article(name, story(name)) for name in names])


def read_back(
    engine: Engine, form: str, out: Path, columns: list[str], view: str = ORIGINALS
) -> list[tuple]:
    """The columns of an export as DuckDB reads them."""
    kinds = {name: OF_DUCKDB.get(kind, kind) for name, kind in rows(engine, TYPES.format(view))}
    if form == "csv":
        kinds = {n: "VARCHAR" if k == "VARCHAR[]" else k for n, k in kinds.items()}
    named = ", ".join(f"{name}: '{kind}'" for name, kind in {"op": "VARCHAR", **kinds}.items())
    shown = [
        f"regexp_replace({name}, '{FORMULA}', '\\1')"
        if kinds[name] == "VARCHAR" and form == "csv"
        else name
        for name in columns
    ]
    lists = [
        name
        for name, kind in rows(engine, TYPES.format(view))
        if kind == "text[]" and form == "csv"
    ]
    shown = [
        f"{name}::JSON::VARCHAR[]" if name in lists else each
        for name, each in zip(columns, shown, strict=True)
    ]
    with duckdb.connect() as reader:
        sql = f"SELECT {', '.join(shown)} FROM {READ[form].format(out, named)} ORDER BY id"
        return reader.execute(sql).fetchall()


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_duckdb_reads_the_rows_of_the_view(
    form: str, filled: Engine, database_url: str, tmp_path: Path
):
    out = tmp_path / f"articles.{form}"
    export(database_url, order(form, out, view=ALL), follow=False)
    columns = [name for name, _ in rows(filled, TYPES.format(ALL))]
    expected = rows(filled, f"SELECT {', '.join(columns)} FROM news.all_articles ORDER BY id")
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
    lines = f"SELECT * FROM read_csv('{out}', all_varchar=true)"
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


class Cut(Output):
    """An output that is interrupted before it takes another batch."""

    def __init__(self, output: Output, batches: int) -> None:
        self._output = output
        self._left = batches

    def write(self, rows) -> None:
        if not self._left:
            raise KeyboardInterrupt
        self._left -= 1
        self._output.write(rows)

    def save(self, *, is_last: bool) -> int | None:
        return self._output.save(is_last=is_last)

    def close(self) -> None:
        self._output.close()


def cut_short(engine: Engine, form: str, out: Path, since: int | None, batches: int) -> None:
    start = rounds.everything(engine) if since is None else rounds.changed_after(engine, since)
    columns = tuple(columns_of(engine, ORIGINALS))
    state = read_state(out) or State(
        form=form, view=ORIGINALS, since_text=None, columns=columns, round=start, size=0
    )
    write_state(out, state)
    with closing(output_of(out, state)) as output:
        interrupted = Export(engine, out, state, Cut(output, batches), reading_of(form))
        with pytest.raises(KeyboardInterrupt):
            interrupted.run_round()


@pytest.mark.usefixtures("few_a_batch")
@pytest.mark.parametrize("since", [None, 2])
@pytest.mark.parametrize("batches", [0, 1, 2])
@pytest.mark.parametrize("form", FORMS)
def test_an_interrupted_export_goes_on_without_loss_or_repetition(
    form: str, batches: int, since: int | None, engine: Engine, database_url: str, tmp_path: Path
):
    out = tmp_path / "out"
    store_plain(engine, *"abcdefg")
    cut_short(engine, form, out, since, batches)
    leftover = out / "part-000099.new" if form == "parquet" else out
    with leftover.open("ab") as stream:
        stream.write(b"half a line")
    export(database_url, order(form, out), follow=False)
    found = read_back(engine, form, out, ["id", "title"])
    assert [number for number, _ in found] == list(range(3 if since else 1, 8))


@pytest.mark.usefixtures("few_a_batch")
def test_what_changes_during_an_interruption_is_told_as_it_is_then(
    engine: Engine, database_url: str, tmp_path: Path
):
    out = tmp_path / "out"
    store_plain(engine, *"abcde")
    cut_short(engine, "jsonl", out, None, 1)
    for name in "ae":
        store(engine, article(name, story(name), title="New", fetched_at=NOON + timedelta(1)))
    export(database_url, order(out=out), follow=False)
    last = {row["id"]: row["title"] for row in exported(out)}
    view = dict(rows(engine, "SELECT id, title FROM news.articles"))
    assert last == view
    assert last[1] == last[5] == "New"


def test_a_file_that_was_moved_away_begins_anew_with_what_changed(
    engine: Engine, database_url: str, tmp_path: Path
):
    out = tmp_path / "out.csv"
    store_plain(engine, "one")
    export(database_url, order("csv", out), follow=False)
    out.rename(tmp_path / "loaded")
    store_plain(engine, "two")
    export(database_url, order("csv", out), follow=False)
    head, *lines = out.read_text().splitlines()
    assert head.startswith('"op","id","url"')
    assert [line.split(",")[:2] for line in lines] == [['"upsert"', "2"]]


def test_a_file_that_is_not_the_exports_is_left_alone(database_url: str, tmp_path: Path):
    out = tmp_path / "out"
    out.write_text("somebody's")
    with pytest.raises(ConfigurationError, match="another file"):
        export(database_url, order(out=out), follow=False)
    assert out.read_text() == "somebody's"
    out.unlink()
    export(database_url, order(out=out), follow=False)
    with pytest.raises(ConfigurationError, match="begun with --format jsonl: say the same"):
        export(database_url, order("csv", out), follow=False)
    state_file(out).write_text("{")
    with pytest.raises(ConfigurationError, match="damaged"):
        export(database_url, order(out=out), follow=False)


def test_two_exports_do_not_write_one_file(database_url: str, tmp_path: Path):
    out = tmp_path / "out"
    export(database_url, order(out=out), follow=False)
    state = read_state(out)
    with closing(output_of(out, state)), pytest.raises(ConfigurationError, match="another export"):
        export(database_url, order(out=out), follow=False)


def test_changes_that_are_not_kept_any_more_are_refused(
    engine: Engine, database_url: str, tmp_path: Path
):
    store_plain(engine, *"abcd")
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM newsbot.changes WHERE change_id <= 2"))
    with pytest.raises(ConfigurationError, match="after 1 are not kept any more, the oldest is 3"):
        export(database_url, order(out=tmp_path / "out", since=1), follow=False)
    with pytest.raises(ConfigurationError, match="no change 99, the newest is 4"):
        export(database_url, order(out=tmp_path / "out", since=99), follow=False)
    export(database_url, order(out=tmp_path / "rest", since=2), follow=False)
    export(database_url, order(out=tmp_path / "everything"), follow=False)
    assert [number for _, number in told(tmp_path / "rest")] == [3, 4]
    assert len(told(tmp_path / "everything")) == 4


def test_a_database_without_the_views_is_told(empty_database_url: str, tmp_path: Path):
    with pytest.raises(SchemaError, match="scrapy db upgrade"):
        export(empty_database_url, order(out=tmp_path / "out"), follow=False)


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


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_following_goes_on_until_a_signal_and_the_state_is_written(
    number: signal.Signals, engine: Engine, database_url: str, tmp_path: Path
):
    out = tmp_path / "out"
    store_plain(engine, "one")
    command = ("export", "--follow", "--out", str(out))
    with running(*command, log=tmp_path / "log", NEWSBOT_DATABASE_URL=database_url) as following:
        following.wait_until(lambda: state_file(out).exists() and len(told(out)) == 1)
        store_plain(engine, "two")
        following.wait_until(lambda: len(told(out)) == 2)
        os.kill(following.process.pid, number)
        assert following.wait() == 5, following.stderr()
    assert following.stderr() == "Stopped: the same command goes on from here.\n"
    store_plain(engine, "three")
    export(database_url, order(out=out), follow=False)
    assert [number for _, number in told(out)] == [1, 2, 3]
