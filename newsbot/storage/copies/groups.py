"""Groups of articles that are copies of one text, and which article of a group is the original.

If the original is stored after some of its copies, it takes the place of the copy that counted as
the original until then.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Connection, text

from newsbot.dedup.precedence import OPENING_LENGTH, Provenance, precedes
from newsbot.items import Copy, FingerprintedArticle, Match, New
from newsbot.storage.copies.originals import AS_STORED, LEADER, Grouping

# The columns of a version in which it states its origin: fields of a Provenance.
STATED = """
    version.canonical_url, version.based_on, version.credits, version.authors,
    version.published_at, version.published_precision
"""
# Reads what the original of each article states about its origin, such as its authors and credits.
# The values are those of the original's first version (`number` = 1). So a later change of the
# original does not change the groups.
_ORIGINALS = text(f"""
    SELECT
        article.id AS article_id,
        original.id,
        original.url,
        site.key AS site,
        {STATED},
        left(version.body, :opening) AS opening
    FROM newsbot.articles AS article
    {LEADER}
    JOIN newsbot.articles AS original ON original.id = leader.id
    JOIN newsbot.sites AS site ON site.id = original.site_id
    JOIN newsbot.versions AS version ON version.article_id = original.id AND version.number = 1
    WHERE article.id = ANY (CAST(:article_ids AS bigint[]))
""")  # noqa: S608 - of constants


# Those columns of a version that say where its text comes from.
_OF_VERSION = (
    "canonical_url", "based_on", "credits", "authors", "published_at", "published_precision",
)  # fmt: skip


class Groups:
    """Holds in memory which articles are copies of which original.

    The groups of copies are read from the database when they are needed. If a page of the present
    batch joins or changes a group, only this object is changed. The caller writes the change to the
    database.
    """

    def __init__(self, connection: Connection, grouping: Grouping = AS_STORED) -> None:
        self.connection = connection
        self._grouping = grouping
        self._original: dict[int, int] = {}
        self._provenance: dict[int, Provenance] = {}
        self._amended: dict[int, dict[str, Any]] = {}

    def read(self, article_ids: Iterable[int]) -> None:
        """Reads from the database which articles are the originals of the given stored articles.

        The method `place` needs these originals. To save queries, this method is called once with
        all stored articles of which the pages of a batch may be copies.
        """
        unread = list(set(article_ids) - self._original.keys())
        if not unread:
            return
        parameters = {"article_ids": unread, "opening": OPENING_LENGTH} | asdict(self._grouping)
        for row in self.connection.execute(_ORIGINALS, parameters).mappings():
            columns = dict(row)
            self._original[columns.pop("article_id")] = original = columns.pop("id")
            # An earlier page of this batch may have made `original` a copy of another article. Then
            # `_original` maps it to that article already, and `setdefault` leaves it so.
            self._original.setdefault(original, original)
            self._provenance[original] = Provenance(**columns | self._amended.get(original, {}))

    def has(self, article_id: int) -> bool:
        """Whether the article was stored when `read` was called with it, or was placed since."""
        return article_id in self._original

    def leader(self, article_id: int) -> int:
        """The original of the group to which an article belongs, as far as it is known here."""
        while (original := self._original.get(article_id, article_id)) != article_id:
            article_id = original
        return article_id

    def amend(self, article_id: int, columns: Mapping[str, Any]) -> None:
        """Notes that the first version of a stored article will have other columns."""
        self._amended[article_id] = {name: columns[name] for name in _OF_VERSION}
        known = self._provenance.get(article_id)
        if known is not None:
            self._provenance[article_id] = replace(known, **self._amended[article_id])

    def with_stored_matches(
        self, items: Iterable[FingerprintedArticle]
    ) -> list[FingerprintedArticle]:
        """Returns `items`, but without matches with articles that have been deleted meanwhile.

        The items were matched before this transaction began, so a matched article may be deleted by
        now. An item that loses its match must be compared with all stored texts again, to find
        other matches. So its field `horizon`, the highest id of a version that it was compared
        with, is set to 0.
        """
        given = list(items)
        self.read(each.match.article_id for each in given if each.match is not None)
        return [
            each
            if each.match is None or self.has(each.match.article_id)
            else replace(each, match=None, horizon=0)
            for each in given
        ]

    def place(self, article_id: int, provenance: Provenance, match: Match | None) -> New | Copy:
        """Adds a new article to the group of copies of the stored article that it matches.

        Args:
            article_id: the id of the new article.
            provenance: what the new article states about its origin.
            match: the match with a stored article; None if the new article has none.

        Returns Copy if the group keeps its original. Returns New if the new article becomes the
        original of the group, or if it has no match.
        """
        self._original[article_id] = article_id
        self._provenance[article_id] = provenance
        if match is None:
            return New(article_id=article_id)
        self.read([match.article_id])
        original = self.leader(match.article_id)
        if precedes(provenance, self._provenance[original]):
            self._original[original] = article_id
            return New(article_id=article_id, takes_over=replace(match, article_id=original))
        self._original[article_id] = original
        return Copy(article_id=article_id, original=original, match=match)


# Makes the article :original the original of a group of copies, in place of the article :former.
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
    """Makes an article the original of a group of copies, and returns their ids in ascending order.

    The former original becomes a copy too, with the similarity and the method of `former`. The
    other copies keep the similarity and the method by which they were found.

    Args:
        connection: a transaction that holds the storing lock. Every transaction that stores
            articles takes this lock, so that there is only one at a time.
        original: the id of the new original.
        former: the match of the new original with the article that was the original until now.
    """
    parameters = {"original": original, "former": former.article_id} | evidence(former)
    return sorted(connection.execute(_TAKE_OVER, parameters).scalars())


def evidence(match: Match) -> dict[str, Any]:
    """The values of the columns in `newsbot.articles` that say how a copy was found."""
    return {
        "similarity": match.similarity,
        "containment": match.containment,
        "method": match.method,
    }
