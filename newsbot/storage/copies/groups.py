"""Groups of printings of one text: which is the original, also when it comes after its copies."""

from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Connection, text

from newsbot.dedup.precedence import OPENING_LENGTH, Printing, precedes
from newsbot.items import Copy, Match, New
from newsbot.storage.copies.originals import AS_STORED, LEADER, Grouping

# What an article's first stored text said of its origin, or says by now: groups do not depend on
# the texts that came between two batches.
_ORIGINALS = text(f"""
    SELECT
        article.id AS article_id,
        original.id,
        original.url,
        site.key AS site,
        version.canonical_url,
        version.based_on,
        version.credits,
        version.authors,
        version.published_at,
        version.published_precision,
        left(version.body, :opening) AS opening
    FROM newsbot.articles AS article
    {LEADER}
    JOIN newsbot.articles AS original ON original.id = leader.id
    JOIN newsbot.sites AS site ON site.id = original.site_id
    JOIN newsbot.versions AS version ON version.article_id = original.id AND version.number = 1
    WHERE article.id = ANY (CAST(:article_ids AS bigint[]))
""")  # noqa: S608 - a constant


class Groups:
    """The originals of the articles that a batch's texts match, as the batch changes them."""

    def __init__(self, connection: Connection, grouping: Grouping = AS_STORED) -> None:
        self._connection = connection
        self._grouping = grouping
        self._original: dict[int, int] = {}
        self._printing: dict[int, Printing] = {}

    def read(self, article_ids: Iterable[int]) -> None:
        """Reads the originals of stored articles, for all that are to be asked for at once."""
        unread = list(set(article_ids) - self._original.keys())
        if not unread:
            return
        parameters = {"article_ids": unread, "opening": OPENING_LENGTH} | asdict(self._grouping)
        for row in self._connection.execute(_ORIGINALS, parameters).mappings():
            columns = dict(row)
            self._original[columns.pop("article_id")] = original = columns.pop("id")
            # The batch may have made it a copy meanwhile.
            self._original.setdefault(original, original)
            self._printing[original] = Printing(**columns)

    def place(self, article_id: int, printing: Printing, match: Match | None) -> New | Copy:
        """Takes a new article into the group of what it matches; the true original leads it."""
        self._original[article_id] = article_id
        self._printing[article_id] = printing
        if match is None:
            return New(article_id=article_id)
        original = self._original_of(match.article_id)
        if precedes(printing, self._printing[original]):
            self._original[original] = article_id
            return New(article_id=article_id, takes_over=replace(match, article_id=original))
        self._original[article_id] = original
        return Copy(article_id=article_id, original=original, match=match)

    def _original_of(self, article_id: int) -> int:
        """The original of the group as the batch has made it so far."""
        self.read([article_id])
        while (original := self._original[article_id]) != article_id:
            article_id = original
        return article_id


# Under the storing lock, each in its turn: an original may be taken over several times in a batch.
_TAKE_OVER = text("""
    UPDATE newsbot.articles SET
        copy_of = :original,
        similarity = CASE WHEN id = :former THEN :similarity ELSE similarity END,
        containment = CASE WHEN id = :former THEN :containment ELSE containment END,
        method = CASE WHEN id = :former THEN :method ELSE method END,
        decided_at = CASE WHEN id = :former
            THEN newsbot.now() + (clock_timestamp() - now()) ELSE decided_at END
    WHERE id = :former OR copy_of = :former
    RETURNING id
""")


def take_over(connection: Connection, original: int, former: Match) -> list[int]:
    """Makes a stored article the original of another one's group; the articles that it now leads.

    A former copy keeps what it was found by.
    """
    parameters = {"original": original, "former": former.article_id} | evidence(former)
    return list(connection.execute(_TAKE_OVER, parameters).scalars())


def evidence(match: Match) -> dict[str, Any]:
    """The columns that say what an article was found by."""
    return {
        "similarity": match.similarity,
        "containment": match.containment,
        "method": match.method,
    }
