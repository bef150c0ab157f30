"""Decides anew for `scrapy dedup` which stored articles are copies, as if they were stored now.

The stored versions (texts) are read in batches. The results of each batch are written to
`newsbot.redecisions`, so that an interrupted command can continue where it stopped. Later, the
module `differences` beside this one compares the results with the stored groups of copies.

Crawls store articles meanwhile. A batch is read and compared without the storing lock, and takes it
only to write: a text is compared with texts that were stored before it, and those are all there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import Engine, text

from newsbot.dedup.parameters import PARAMETERS
from newsbot.errors import ConfigurationError
from newsbot.storage.connection.retry import with_retries
from newsbot.storage.rewriting.redecide.batches import Batch, last_compared, read_batch
from newsbot.storage.rewriting.redecide.deciding import compare, decide
from newsbot.storage.rewriting.redecide.differences import resolved_since
from newsbot.storage.rewriting.redecide.indexing import index

# The maximum number of versions that are read and compared together. Running crawls wait while the
# results of a batch are written.
BATCH = 100

# Selects the id of the first version that `scrapy dedup` reads. This query takes long. So it runs
# once, before the transactions in which the batches are read: crawls wait for those.
_FIRST = text("""
    SELECT coalesce(min(id), 1) FROM newsbot.versions
    WHERE fetched_at >= :since - CAST(:window AS interval)
""")

_COUNT = text("""
    SELECT count(*)
    FROM newsbot.articles AS article
    JOIN newsbot.versions AS version ON version.article_id = article.id AND version.number = 1
    WHERE article.first_seen_at >= :since AND version.id > :after
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """What `scrapy dedup` still has to do: read stored versions, and compare their articles.

    A version is a text of an article. The versions are read in the order of storing.
    """

    since: datetime
    """Only articles first fetched at this moment or later are compared, to decide again whether
    they are copies."""
    after: int
    """The id of a version. `scrapy dedup` reads only versions with higher ids: those with lower ids
    are too old, or were read before the command was interrupted."""
    articles: int
    """How many articles `scrapy dedup` still has to compare."""


def plan_walk(engine: Engine, since: datetime) -> Walk:
    """Plans what `scrapy dedup` reads: all articles first fetched at `since` or later.

    An earlier `scrapy dedup` may have left results that are not written to `newsbot.articles` yet,
    e.g. because it was interrupted. Then the plan continues that command: it has the `since` of
    that command, and leaves out what was already read.

    Raises:
        ConfigurationError: `since` is before the `since` of the command to be continued. That
            command has not read these older articles.
    """
    resolved = resolved_since(engine)
    if resolved is not None and since < resolved:
        raise ConfigurationError(
            f"only what came since {resolved:%Y-%m-%d %H:%M} is compared: "
            "to go back further, forget that with `scrapy dedup --discard`"
        )
    since = resolved or since
    with engine.connect() as connection:
        last = last_compared(connection)
        window = {"since": since, "window": PARAMETERS.window}
        first = connection.execute(_FIRST, window).scalar_one()
        asked = {"since": since, "after": max(last, first - 1)}
        return Walk(articles=connection.execute(_COUNT, asked).scalar_one(), **asked)


def resolve_again(engine: Engine, walk: Walk) -> Iterator[int]:
    """Does the work that `walk` describes: decides in batches which articles are copies.

    Yields for each batch how many articles it compared.
    """
    after = walk.after
    while (batch := _resolve_batch(engine, walk.since, after)) is not None:
        after = batch.last_id
        yield len(batch.compared)


def _resolve_batch(engine: Engine, since: datetime, after: int) -> Batch | None:
    """Reads the next batch of stored versions, and decides which of their articles are copies.

    Returns the batch; None if there are no further versions.

    Args:
        engine: the database.
        since: only articles first fetched at this moment or later are compared.
        after: the id of the last version of the previous batch. If another `scrapy dedup` has
            already compared later versions in the meantime, the batch begins after these.
    """
    while True:
        batch = with_retries(partial(read_batch, engine, since, after, BATCH))
        if batch is None:
            return None
        with_retries(partial(index, engine, batch.texts))
        compared = with_retries(partial(compare, engine, batch))
        if with_retries(partial(decide, engine, batch, compared)):
            return batch
