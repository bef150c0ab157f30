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
"""How often each question is asked; the first answer of each warms up and is not counted."""
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
    median_ms: float
    most_ms: float
    rows: int
    """Of the last answer."""
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
    """Asks a question ROUNDS times, with other values each time."""
    times, found = [], 0
    with psycopg.connect(url, autocommit=True) as connection:
        for number in range(ROUNDS + 1):
            values = question.values[number % len(question.values)]
            started = perf_counter()
            found = len(connection.execute(question.sql, values).fetchall())
            times.append(1000 * (perf_counter() - started))
        whole = {
            table
            for values in (question.values[0], question.values[-1])
            for table in _read_whole(connection, question.sql, values)
        }
    return Answer(
        question=question.name,
        limit_ms=question.limit_ms,
        median_ms=median(times[1:]),
        most_ms=max(times[1:]),
        rows=found,
        read_whole=sorted(whole),
    )


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
