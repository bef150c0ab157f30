"""Reads the batches of stored versions that `scrapy dedup` compares."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, text

from newsbot.dedup.parameters import PARAMETERS
from newsbot.dedup.text import Text
from newsbot.storage.copies.groups import STATED

# Reads texts (versions) for `scrapy dedup`, in batches, in the order in which they were stored. The
# command decides anew, for each article that was first fetched at `since` or later, whether it is a
# copy. For this, it compares the first text of the article with older texts. `is_resolved` is true
# for these first texts. All other texts are read only to store their sketches: the few hashes of a
# text by which its copies are found. A copy may be fetched up to PARAMETERS.window later than its
# original. So the texts that were fetched in this time before `since` are read too.
_TEXTS = text(f"""
    SELECT
        version.id,
        version.article_id,
        version.fetched_at,
        version.body,
        version.recurring_lines,
        version.content_sha256,
        version.word_count,
        {STATED},
        article.url,
        article.article_number IS NOT NULL AS has_number,
        site.key AS site,
        version.number = 1 AND article.first_seen_at >= :since AS is_resolved
    FROM newsbot.versions AS version
    JOIN newsbot.articles AS article ON article.id = version.article_id
    JOIN newsbot.sites AS site ON site.id = article.site_id
    WHERE version.id > :after AND version.fetched_at >= :since - CAST(:window AS interval)
        AND NOT version.held
    ORDER BY version.id
    LIMIT :batch
""")  # noqa: S608 - a constant

# Selects the id of the last text that an interrupted `scrapy dedup` has compared, so that the
# command can go on after it. The command goes through the articles in the order of their ids. For
# each of them, it compares the first text (version 1), and writes a row to `redecisions`. So the
# last article that it has compared is the one with the highest id in `redecisions`. The text that
# it has compared last is the first text of this article.
_LAST_RESOLVED = text("""
    SELECT coalesce(max(version.id), 0)
    FROM newsbot.versions AS version
    WHERE version.number = 1
      AND version.article_id = (SELECT max(article_id) FROM newsbot.redecisions)
""")


StoredText = tuple[Row[Any], Text]
"""The row of a stored version, as `_TEXTS` selects it, and the text of this version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Stored versions that `scrapy dedup` compares together."""

    since: datetime
    """Only articles first fetched at this moment or later are compared."""
    after: int
    """The id of the last version before the batch. All versions up to it have been compared."""
    texts: Sequence[StoredText]
    """The versions of the batch, by ascending id. There is at least one."""

    @property
    def last_id(self) -> int:
        """The id of the last version of the batch."""
        last: int = self.texts[-1][0].id
        return last

    @property
    def compared(self) -> list[StoredText]:
        """The versions whose articles are compared with older texts: the first of each article."""
        return [each for each in self.texts if each[0].is_resolved]


def read_batch(engine: Engine, since: datetime, after: int, size: int) -> Batch | None:
    """Reads the next stored versions that `scrapy dedup` has not compared yet.

    Ids are taken under the storing lock, and so rise in the order of the commits. So a version that
    is committed later never comes before those that are read here.

    Args:
        engine: the database.
        since: only articles first fetched at this moment or later are compared.
        after: only versions with higher ids are read. If another `scrapy dedup` has compared
            versions with higher ids in the meantime, those are left out as well.
        size: the maximum number of versions in the batch.

    Returns None if there are no further versions.
    """
    with engine.connect() as connection:
        after = max(after, last_compared(connection))
        asked = {"since": since, "after": after, "window": PARAMETERS.window, "batch": size}
        rows = connection.execute(_TEXTS, asked).all()
    if not rows:
        return None
    texts = [(row, Text(row.body, row.recurring_lines)) for row in rows]
    return Batch(since=since, after=after, texts=texts)


def last_compared(connection: Connection) -> int:
    """The id of the last version that `scrapy dedup` has compared; 0 if it has compared none."""
    last: int = connection.execute(_LAST_RESOLVED).scalar_one()
    return last
