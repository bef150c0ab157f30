"""Exports for tests, and how DuckDB reads them."""

import json
from pathlib import Path

import duckdb
from sqlalchemy import Engine

from newsbot.actions.export.exporting import Order
from newsbot.storage.readers.article_rows import ORIGINALS
from tests.storage.making import article, rows, store, story

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
        sql = f"SELECT {', '.join(shown)} FROM {READ[form].format(out, named)} ORDER BY id"  # noqa: S608 - of constants
        return reader.execute(sql).fetchall()
