"""Asks the questions of a filled database; says how long answers take, and what was read whole."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any

import psycopg
from psycopg.rows import dict_row

from tests.benchmarks.sql.questions import BIG, Question, Samples

ROUNDS = 15
"""How often each question is asked, with other values each time, and then once more with these."""
SAMPLES = 20

_ARTICLES = """
    SELECT id, url, url AS canonical_url, site_key AS site, first_seen_at AS at
    FROM newsbot.articles WHERE id = ANY(
        SELECT 1 + floor(n / %(count)s::float * (SELECT max(id) FROM newsbot.articles))::bigint
        FROM generate_series(0, %(count)s - 1) AS n
    )
    ORDER BY md5(id::text)
"""
_DAYS = """
    SELECT last::date - n AS today, last::date - n + 1 AS tomorrow
    FROM (SELECT max(first_seen_at) AS last FROM newsbot.articles) AS newest
    CROSS JOIN generate_series(1, %(count)s) AS n
"""
_CHANGES = """
    SELECT floor(n / %(count)s::float * newest)::bigint AS last
    FROM generate_series(0, %(count)s - 1) AS n
    CROSS JOIN (SELECT max(change_id) AS newest FROM newsbot.changes) AS changes
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How long the answers to a question took, and what its plans read whole."""

    question: str
    limit_ms: float
    first_ms: float
    """The median of the first answers, of which some blocks are read from disk."""
    median_ms: float
    """The median of the second answers. It has to keep the limit."""
    most_ms: float
    """The longest of the second answers."""
    rows: int
    """The most rows of an answer."""
    read_whole: Sequence[str]
    """The big tables that a plan reads as a whole."""

    @property
    def is_good(self) -> bool:
        """Whether the limit is kept, and no big table is read as a whole."""
        return self.median_ms <= self.limit_ms and not self.read_whole


def draw_samples(url: str, words: Sequence[Mapping[str, object]]) -> Samples:
    """Values that occur in the database, to ask with."""
    parameters = {"count": SAMPLES}
    with psycopg.connect(url, row_factory=dict_row) as connection:
        return Samples(
            articles=connection.execute(_ARTICLES, parameters).fetchall(),
            days=connection.execute(_DAYS, parameters).fetchall(),
            changes=connection.execute(_CHANGES, parameters).fetchall(),
            words=words,
        )


def ask(url: str, question: Question) -> Answer:
    """Asks a question ROUNDS times with other values, and as often again with the same ones."""
    values = [question.values[number % len(question.values)] for number in range(ROUNDS)]
    with psycopg.connect(url, autocommit=True) as connection:
        first = [_timed(connection, question.sql, each)[0] for each in values]
        second = [_timed(connection, question.sql, each) for each in values]
        whole = {
            table
            for each in (values[0], values[-1])
            for table in _read_whole(connection, question.sql, each)
        }
    return Answer(
        question=question.name,
        limit_ms=question.limit_ms,
        first_ms=median(first),
        median_ms=median(ms for ms, _ in second),
        most_ms=max(ms for ms, _ in second),
        rows=max(rows for _, rows in second),
        read_whole=sorted(whole),
    )


def _timed(
    connection: psycopg.Connection[Any], sql: str, values: Mapping[str, object]
) -> tuple[float, int]:
    started = perf_counter()
    rows = len(connection.execute(sql, values).fetchall())
    return 1000 * (perf_counter() - started), rows


def _read_whole(
    connection: psycopg.Connection[Any], sql: str, values: Mapping[str, object]
) -> Iterator[str]:
    row = connection.execute(f"EXPLAIN (FORMAT json) {sql}", values).fetchone()
    assert row is not None
    yield from _sequential(row[0][0]["Plan"])


def _sequential(node: Mapping[str, Any]) -> Iterator[str]:
    if node["Node Type"].endswith("Seq Scan") and node.get("Relation Name") in BIG:
        yield str(node["Relation Name"])
    for child in node.get("Plans", ()):
        yield from _sequential(child)
