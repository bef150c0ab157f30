"""What is searched for, where the database has a search."""

from collections.abc import Mapping, Sequence

import psycopg
from sqlalchemy import Engine

from tests.benchmarks.sql.texts import words_of

LANGUAGE = "en"
RANKS = (0, 30, 300, 3000, 30_000)
"""The places of words in the order of their frequencies: from those in nearly all articles on."""

_HAS_SEARCH = """
    SELECT EXISTS (
        SELECT FROM pg_proc WHERE proname = 'search' AND pronamespace = 'news'::regnamespace
    )
"""


def has_search(url: str) -> bool:
    """Whether the schema has the function news.search."""
    with psycopg.connect(url) as connection:
        return connection.execute(_HAS_SEARCH).fetchone() == (True,)


def fill_search(engine: Engine) -> None:
    """Adds to the search index the articles that it lacks, where the schema has a search."""


def search_words(url: str) -> Sequence[Mapping[str, object]]:
    """Words to search for, of all frequencies, and two at once; none where there is no search."""
    if not has_search(url):
        return ()
    words = words_of(LANGUAGE)
    asked = [words[rank] for rank in RANKS]
    asked += [f"{words[30]} {words[300]}", f"{words[300]} {words[3000]}"]
    return [{"query": each, "language": LANGUAGE} for each in asked]
