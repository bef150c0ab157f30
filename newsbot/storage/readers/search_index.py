"""Fills the index that the function `news.search` of the database reads.

An article is indexed after the transaction that stored it. In that transaction, triggers of the
database only add the article to a queue. So if a crawl is killed before it has indexed an article,
the next crawl indexes it. Several processes may fill the index at the same time.
"""

from collections.abc import Iterator

from sqlalchemy import Engine, text

from newsbot.errors import ConfigurationError, DatabaseError
from newsbot.storage.connection.failures import FAILED, Failure, kind_of, reason
from newsbot.storage.connection.session import LONG, TIME_LIMITS

# The maximum number of articles that are indexed in one transaction, which takes about 0.15 s. If
# another transaction deletes one of these articles, it has to wait until they are indexed.
BATCH = 50

_COUNT = text("SELECT count(*) FROM newsbot.search_pending")
_INDEX = text("SELECT newsbot.index_for_search(:most)")
_PREPARE = text("SELECT newsbot.prepare_search()")
_FAULTS = text("SELECT * FROM newsbot.search_faults()")


def index_batch(engine: Engine, most: int = BATCH) -> int:
    """Indexes queued articles, and returns how many rows were taken from the queue.

    The articles that were queued last come first. The result is 0 if the queue is empty, or if
    other processes are indexing all that is left.

    Args:
        engine: the database.
        most: the maximum number of articles.

    Raises:
        DatabaseError: the database failed, maybe only for a moment. The articles stay queued.
    """
    try:
        # In a large index, one batch may have to put the words of many others in their places too.
        with engine.execution_options(**{TIME_LIMITS: LONG}).begin() as connection:
            return int(connection.execute(_INDEX, {"most": most}).scalar_one())
    except FAILED as error:
        raise DatabaseError(f"cannot index articles for news.search: {reason(error)}") from error


def index_all(engine: Engine) -> Iterator[int]:
    """Indexes all queued articles in batches, and yields the number of rows done after each batch.

    Raises:
        DatabaseError: the database failed; a second call continues where the first one stopped.
    """
    while done := index_batch(engine):
        yield done


def pending_count(engine: Engine) -> int:
    """The number of rows in the queue of articles that are to be indexed."""
    with engine.connect() as connection:
        return int(connection.execute(_COUNT).scalar_one())


def prepare_search(engine: Engine) -> None:
    """Creates missing PostgreSQL extensions and text search configurations, if possible.

    An extension is missing if the server did not have it when the schema was migrated, or if the
    database role was not allowed to create it. If the new extensions change how words are indexed,
    all articles are queued to be indexed again. Any role may call it while nothing is missing.

    Raises:
        ConfigurationError: something is missing, and the role may not create it.
        DatabaseError: the database failed, and nothing has changed.
    """
    try:
        with engine.begin() as connection:
            connection.execute(_PREPARE)
    except FAILED as error:
        kind = ConfigurationError if kind_of(error) is Failure.LASTING else DatabaseError
        raise kind(
            f"cannot prepare news.search: {reason(error)}. Run `scrapy db upgrade` as the owner of "
            "the schema (in NEWSBOT_DIRECT_URL)"
        ) from error


def search_faults(engine: Engine) -> list[str]:
    """What keeps `news.search` and `news.similar_titles` from finding all that they could.

    Each sentence names one thing that is missing in the database, e.g. an extension. The list is
    empty if nothing is missing.
    """
    with engine.connect() as connection:
        return list(connection.execute(_FAULTS).scalars())
