"""`scrapy export`: what it writes is what the views show, and no interruption loses a row."""

import json
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from sqlalchemy import Engine, text

from newsbot.actions.export import exporting, outputs
from newsbot.actions.export.exporting import Order, export
from newsbot.actions.export.state import state_file
from newsbot.errors import ConfigurationError
from newsbot.storage.readers import article_rows, waiting
from newsbot.storage.readers.article_rows import ALL, ORIGINALS
from tests.conftest import RunScrapy
from tests.crawl.running import running
from tests.patience import wait_until
from tests.storage.making import NOON, article, article_on, rows, store, story

FORMULA = "^''(''*[=+@\\-\\t\\r\\n＝＋－＠])"  # noqa: RUF001 - the signs are meant
READ = {
    "jsonl": "read_json('{}', format='newline_delimited', columns={{{}}})",
    "csv": "read_csv('{}', columns={{{}}}, nullstr='', allow_quoted_nulls=false, quote='\"')",
    "parquet": "read_parquet('{}/*.parquet')",
}
OF_DUCKDB = {
    "text[]": "VARCHAR[]", "timestamp with time zone": "TIMESTAMPTZ", "text": "VARCHAR",
    "real": "FLOAT", "double precision": "DOUBLE",
}  # fmt: skip
TYPES = """
    SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
    WHERE attrelid = 'news.all_articles'::regclass AND attnum > 0 ORDER BY attnum
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
    store(engine, article_on("ledger.example", story("plain"), fetched_at=NOON + timedelta(hours=1)))
    return engine


def order(form: str = "jsonl", out: Path | None = None, **options) -> Order:
    return Order(**{"form": form, "view": ORIGINALS, "since": None, "since_text": None, "out": out} | options)


def exported(out: Path) -> list[dict]:
    return [json.loads(line) for line in out.read_text().splitlines()]


def read_back(engine: Engine, form: str, out: Path, columns: str) -> list[tuple]:
    """The columns of an export as DuckDB reads them."""
    kinds = {name: OF_DUCKDB.get(kind, kind) for name, kind in rows(engine, TYPES)}
    if form == "csv":
        kinds = {n: "VARCHAR" if k == "VARCHAR[]" else k for n, k in kinds.items()}
    named = ", ".join(f"{name}: '{kind}'" for name, kind in {"op": "VARCHAR", **kinds}.items())
    shown = [
        f"regexp_replace({name}, '{FORMULA}', '\\1')" if kinds[name] == "VARCHAR" and form == "csv" else name
        for name in columns
    ]
    lists = [name for name, kind in rows(engine, TYPES) if kind == "text[]" and form == "csv"]
    shown = [f"{name}::JSON::VARCHAR[]" if name in lists else each for name, each in zip(columns, shown)]
    with duckdb.connect() as reader:
        sql = f"SELECT {', '.join(shown)} FROM {READ[form].format(out, named)} ORDER BY id"
        return reader.execute(sql).fetchall()


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_duckdb_reads_the_rows_of_the_view(form: str, filled: Engine, database_url: str, tmp_path: Path):
    out = tmp_path / f"articles.{form}"
    export(database_url, order(form, out, view=ALL), follow=False)
    columns = [name for name, _ in rows(filled, TYPES)]
    expected = rows(filled, f"SELECT {', '.join(columns)} FROM news.all_articles ORDER BY id")
    found = read_back(filled, form, out, columns)
    for line, right in zip(found, expected, strict=True):
        for name, value, true in zip(columns, line, right):
            assert value == (pytest.approx(true, rel=1e-6) if isinstance(true, float) else true), name
    assert len(expected) == 4
