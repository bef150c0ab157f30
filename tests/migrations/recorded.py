"""Statements that a release of newsbot sent to the database, as lines of JSON, and their replay."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
from psycopg.dbapi20 import Binary
from psycopg.pq import TransactionStatus
from psycopg.types.json import Json, Jsonb

RELEASES = Path(__file__).parent / "releases"


@dataclass(frozen=True, kw_only=True)
class Line:
    """A statement that was sent, or the end of a transaction."""

    session: str = ""
    """Tells the sessions of the database apart."""
    at: str = ""
    """The time by the clock of newsbot."""
    number: int = 0
    """The number of the statement. In a file, only its first line has `sql` too."""
    sql: str = ""
    executions: list[Any] = field(default_factory=list)
    """The parameters of each execution."""
    end: str = ""
    """How the transaction ends: "commit" or "rollback"."""

    def written(self) -> str:
        kept = {name: value for name, value in asdict(self).items() if value}
        return json.dumps(kept, ensure_ascii=False, default=_as_json)


def lines_of(file: Path) -> Iterator[Line]:
    texts: dict[int, str] = {}
    with file.open(encoding="utf-8") as lines:
        for each in lines:
            line = Line(**json.loads(each, object_hook=_from_json))
            if line.number:
                line = replace(line, sql=texts.setdefault(line.number, line.sql))
            yield line


def replay(url: str, lines: Iterable[Line]) -> None:
    """Executes statements again, in as many sessions, and at the same times by newsbot.now().

    Raises:
        psycopg.Error: a statement fails. None of them did when they were recorded.
    """
    sessions: dict[str, psycopg.Connection] = {}
    with ExitStack() as stack:
        for line in lines:
            if line.session not in sessions:
                sessions[line.session] = stack.enter_context(session(url))
            _repeat(sessions[line.session], line)


def session(url: str) -> psycopg.Connection:
    """A session with the settings of newsbot's, which gives up soon if another one blocks it."""
    connection = psycopg.connect(url, prepare_threshold=None)
    connection.execute("SET timezone = 'UTC'; SET search_path = public; SET lock_timeout = '5s'")
    connection.commit()
    return connection


def explain(connection: psycopg.Connection, line: Line) -> None:
    """Lets the database check and plan a statement, without an execution."""
    connection.execute(f"EXPLAIN {line.sql}".encode(), line.executions[0])


def _repeat(connection: psycopg.Connection, line: Line) -> None:
    if line.end:
        getattr(connection, line.end)()
        return
    if connection.info.transaction_status == TransactionStatus.IDLE:
        offset = "set_config('newsbot.clock_offset', (%s::timestamptz - now())::text, true)"
        connection.execute(f"SELECT {offset}".encode(), (line.at,))
    for parameters in line.executions:
        connection.execute(line.sql.encode(), parameters)


def _as_json(value: object) -> dict[str, Any]:
    if isinstance(value, Binary):
        value = bytes(value.obj)
    for name, (type_, written) in _WRITERS.items():
        if type(value) is type_:
            return {name: written(value)}
    raise TypeError(type(value))


_WRITERS: dict[str, tuple[type, Callable[[Any], object]]] = {
    "$datetime": (datetime, datetime.isoformat),
    "$date": (date, date.isoformat),
    "$seconds": (timedelta, timedelta.total_seconds),
    "$decimal": (Decimal, str),
    "$bytes": (bytes, lambda value: b64encode(value).decode()),
    "$jsonb": (Jsonb, lambda value: value.obj),
    "$json": (Json, lambda value: value.obj),
}
_READERS = {
    "$datetime": datetime.fromisoformat,
    "$date": date.fromisoformat,
    "$seconds": lambda seconds: timedelta(seconds=seconds),
    "$decimal": Decimal,
    "$bytes": b64decode,
    "$jsonb": Jsonb,
    "$json": Json,
}


def _from_json(found: dict[str, Any]) -> Any:
    if len(found) == 1:
        ((name, value),) = found.items()
        if name in _READERS:
            return _READERS[name](value)
    return found
