"""What tests of news.search share: storing an article, indexing it, and searching."""

from typing import Any

from sqlalchemy import Engine, text

from newsbot.items import Outcome
from newsbot.storage.readers.search_index import index_all
from tests.storage.making import article, store

SEARCH = text("""
    SELECT * FROM news.search(
        :query, language => :language, since => :since, until => :until, site => :site,
        "limit" => :limit
    )
""")


def publish(engine: Engine, path: str, body: str, **fields: Any) -> Outcome:
    """Stores an article and indexes it."""
    (outcome,) = store(engine, article(path, body, **fields))
    index(engine)
    return outcome


def index(engine: Engine) -> int:
    return sum(index_all(engine))


def search(engine: Engine, query: str | None, **options: Any) -> list[Any]:
    asked = dict.fromkeys(("language", "since", "until", "site", "limit")) | options
    with engine.connect() as connection:
        return list(connection.execute(SEARCH, asked | {"query": query}))


def found(engine: Engine, query: str | None, **options: Any) -> list[str]:
    """The last parts of the URLs of the articles that are found, the best first."""
    return [row.url.rpartition("/")[2] for row in search(engine, query, **options)]
