"""Fills the search index, where the schema has one, and says what is searched for."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import psycopg
from sqlalchemy import Engine, text
from tqdm import tqdm

from newsbot.storage.readers.search_index import index_all, pending_count
from tests.benchmarks.sql.texts import words_of

LANGUAGE = "en"
FREQUENT = 100
"""The place of a word in the order of frequencies. It is in a quarter of the articles of its
language: in about 60 000 of a million articles in all."""
RANKS = (300, 1000, 3000, 30_000)
"""The places of other words: from some 20 000 of a million articles down to some 200."""

_QUEUE = """
    INSERT INTO newsbot.search_pending (article_id)
    SELECT id FROM newsbot.articles WHERE copy_of IS NULL ORDER BY id
"""
_HAS_SEARCH = """
    SELECT EXISTS (
        SELECT FROM pg_proc WHERE proname = 'search' AND pronamespace = 'news'::regnamespace
    )
"""


def has_search(url: str) -> bool:
    """Whether the schema has the function news.search."""
    with psycopg.connect(url) as connection:
        return connection.execute(_HAS_SEARCH).fetchone() == (True,)


def queue_all(engine: Engine) -> None:
    """Queues all articles for the search index, as the triggers do that were not run."""
    with engine.begin() as connection:
        connection.execute(text(_QUEUE))


def fill_search(engine: Engine, processes: int = 1) -> None:
    """Indexes all articles that are queued, by so many connections at once."""
    with (
        ThreadPoolExecutor(processes) as pool,
        tqdm(desc="indexing", total=pending_count(engine), unit="article", disable=None) as shown,
    ):
        for done in [pool.submit(_index, engine, shown) for _ in range(processes)]:
            done.result()


def _index(engine: Engine, progress: "tqdm[None]") -> None:
    for count in index_all(engine):
        progress.update(count)


def search_words(url: str) -> Sequence[Mapping[str, object]]:
    """A frequent word to search for, then less frequent ones, and two words at once.

    The result is empty if the database has no search.
    """
    if not has_search(url):
        return ()
    words = words_of(LANGUAGE)
    asked = [words[rank] for rank in (FREQUENT, *RANKS)]
    asked += [f"{words[FREQUENT]} {words[rank]}" for rank in RANKS]
    return [{"query": each, "language": LANGUAGE} for each in asked]
