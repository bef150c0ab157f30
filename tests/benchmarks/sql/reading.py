"""Fills a database with articles, and measures what readers wait for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import psycopg
from tqdm import tqdm

from newsbot.postgres.embedded import EmbeddedServer
from newsbot.postgres.location import shown
from tests.benchmarks.dedup.database import database
from tests.benchmarks.sql.asking import Answer, ask, draw_samples
from tests.benchmarks.sql.questions import questions
from tests.benchmarks.sql.rows import WRITERS, fill
from tests.benchmarks.sql.searching import fill_search, queue_all, search_words

_IS_EMPTY = "SELECT NOT EXISTS (SELECT FROM newsbot.articles)"
# Tables with their TOAST, and each index by itself.
_SIZES = """
    SELECT coalesce(i.indexrelid, t.oid)::regclass::text AS name,
        CASE WHEN i.indexrelid IS NULL THEN pg_table_size(t.oid)
            ELSE pg_relation_size(i.indexrelid) END AS size
    FROM pg_class AS t
    CROSS JOIN LATERAL (
        SELECT NULL::oid AS indexrelid
        UNION ALL SELECT indexrelid FROM pg_index WHERE indrelid = t.oid
    ) AS i
    WHERE t.relnamespace = 'newsbot'::regnamespace AND t.relkind = 'r'
        AND pg_total_relation_size(t.oid) > 5000000
    ORDER BY pg_total_relation_size(t.oid) DESC, t.oid, i.indexrelid IS NOT NULL, 2 DESC
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The answers of a database with so many articles, and the room that it takes."""

    rows: int
    filled_s: float
    answers: Sequence[Answer]
    sizes: Mapping[str, int]
    """Bytes of each bigger table (with its TOAST), and of each of its indexes."""

    @property
    def is_good(self) -> bool:
        """Whether all limits are kept."""
        return all(each.is_good for each in self.answers)


def measure_reading(home: Path, rows: int) -> Reading:
    """Fills a database in `home`, unless it is filled already, and asks."""
    with EmbeddedServer(home) as server, database(server, f"of_{rows}_articles") as engine:
        url = shown(engine.url, with_password=True)
        started = perf_counter()
        if _is_empty(url):
            fill(url, rows)
            queue_all(engine)
        fill_search(engine, WRITERS)
        filled_s = perf_counter() - started
        samples = draw_samples(url, search_words(url))
        asked = tqdm(questions(samples), desc="asking", unit="question", disable=None)
        answers = [ask(url, question) for question in asked]
        return Reading(rows=rows, filled_s=filled_s, answers=answers, sizes=_sizes(url))


def _is_empty(url: str) -> bool:
    with psycopg.connect(url) as connection:
        return connection.execute(_IS_EMPTY).fetchone() == (True,)


def _sizes(url: str) -> dict[str, int]:
    with psycopg.connect(url) as connection:
        sizes = {str(name): int(size) for name, size in connection.execute(_SIZES)}
        whole = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    return sizes | {"the whole database": int(whole[0] if whole else 0)}
