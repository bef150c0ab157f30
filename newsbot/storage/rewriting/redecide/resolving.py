"""Decides anew for `scrapy dedup` which stored articles are copies, as if they were stored now.

The stored versions (texts) are read in batches. The results of each batch are written to
`newsbot.redecisions`, so that an interrupted command can continue where it stopped. Later, the
module `differences` beside this one compares the results with the stored groups of copies.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, Row, text

from newsbot.article_numbers import article_number
from newsbot.dedup.parameters import PARAMETERS
from newsbot.dedup.precedence import OPENING_LENGTH, Provenance
from newsbot.dedup.text import Text
from newsbot.errors import ConfigurationError
from newsbot.items import Copy, New
from newsbot.storage.connection.database_clock import RIGHT_NOW
from newsbot.storage.connection.retry import with_retries
from newsbot.storage.connection.storing_lock import take_storing_lock
from newsbot.storage.copies.candidates import find_matches
from newsbot.storage.copies.groups import Groups, evidence
from newsbot.storage.copies.matches import Query
from newsbot.storage.copies.originals import Grouping
from newsbot.storage.copies.sketches import VersionSketch, write_missing_sketches
from newsbot.storage.models import article_tables
from newsbot.storage.rewriting.redecide.differences import resolved_since

# The maximum number of versions that are read and compared in one transaction. A running crawl has
# to wait until this transaction ends. It takes about as long as a transaction of a crawl.
BATCH = 100

# Reads texts (versions) for `scrapy dedup`, in batches, in the order in which they were stored. The
# command decides anew, for each article that was first fetched at `since` or later, whether it is a
# copy. For this, it compares the first text of the article with older texts. `is_resolved` is true
# for these first texts. All other texts are read only to store their sketches: the few hashes of a
# text by which its copies are found. A copy may be fetched up to PARAMETERS.window later than its
# original. So the texts that were fetched in this time before `since` are read too.
_TEXTS = text("""
    SELECT
        version.id,
        version.article_id,
        version.fetched_at,
        version.body,
        version.recurring_lines,
        version.content_sha256,
        version.canonical_url,
        version.based_on,
        version.credits,
        version.authors,
        version.published_at,
        version.published_precision,
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
""")

# Selects the id of the first version that `scrapy dedup` reads. This query takes long. So it runs
# once, before the transactions in which the batches are read: crawls wait for those.
_FIRST = text("""
    SELECT coalesce(min(id), 1) FROM newsbot.versions
    WHERE fetched_at >= :since - CAST(:window AS interval)
""")

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

# Stores the number by which the publisher identifies an article in its URL. Articles that older
# releases of newsbot have stored do not have it yet.
_NUMBER = text("UPDATE newsbot.articles SET article_number = :number WHERE id = :article_id")
# Corrects the hash and the word count of a stored text (version), if the release of newsbot that
# stored it has computed other values than this one.
_REPLACE_OF_WORDS = text("""
    UPDATE newsbot.versions SET content_sha256 = :content_sha256, word_count = :word_count
    WHERE id = :id AND (content_sha256 <> :content_sha256 OR word_count <> :word_count)
""")

# Stores in the table `redecisions` that the article :former, which was an original until now, is a
# copy of :original. `scrapy dedup` compares only articles that were first fetched at :since or
# later, so an older article has no row in the table yet. Then a row is inserted.
_FORMER = text("""
    INSERT INTO newsbot.redecisions (
        article_id, original, similarity, containment, method, since, dedup_version, decided_at
    )
    VALUES (
        :former, :original, :similarity, :containment, :method, :since, :dedup_version,
        newsbot.now() + (clock_timestamp() - now())
    )
    ON CONFLICT (article_id) DO UPDATE SET
        original = excluded.original,
        similarity = excluded.similarity,
        containment = excluded.containment,
        method = excluded.method
""")
_FORMER_COPIES = text(
    "UPDATE newsbot.redecisions SET original = :original WHERE original = :former"
)

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
        last = connection.execute(_LAST_RESOLVED).scalar_one()
        window = {"since": since, "window": PARAMETERS.window}
        first = connection.execute(_FIRST, window).scalar_one()
        asked = {"since": since, "after": max(last, first - 1)}
        return Walk(articles=connection.execute(_COUNT, asked).scalar_one(), **asked)


def resolve_again(engine: Engine, walk: Walk) -> Iterator[int]:
    """Does the work that `walk` describes: decides in batches which articles are copies.

    Yields for each batch how many articles it compared.
    """
    after = walk.after
    while texts := with_retries(partial(_resolve_batch, engine, walk.since, after)):
        after = texts[-1].id
        yield sum(each.is_resolved for each in texts)


def _resolve_batch(engine: Engine, since: datetime, after: int) -> Sequence[Row[Any]]:
    """Reads the next batch of stored versions, and decides which of their articles are copies.

    Returns the rows that were read.

    Args:
        engine: the database.
        since: only articles first fetched at this moment or later are compared.
        after: the id of the last version of the previous batch. If another `scrapy dedup` has
            already compared later versions in the meantime, the batch begins after these.
    """
    with engine.begin() as connection:
        take_storing_lock(connection)
        after = max(after, connection.execute(_LAST_RESOLVED).scalar_one())
        asked = {"since": since, "after": after, "window": PARAMETERS.window, "batch": BATCH}
        rows = connection.execute(_TEXTS, asked).all()
        if rows:
            pairs = [(row, Text(row.body, row.recurring_lines)) for row in rows]
            _index(connection, pairs)
            _resolve_texts(connection, [pair for pair in pairs if pair[0].is_resolved], since)
    return rows


def _index(connection: Connection, pairs: Sequence[tuple[Row[Any], Text]]) -> None:
    """Updates the stored values by which `scrapy dedup` and crawls find copies of a text.

    These values are a hash of the text, its sketch (a few hashes of its parts), and the article
    number in the URL. The stored number of words is updated too. Each of `pairs` is the row of a
    stored version and the text of this version.
    """
    of_words = [
        {
            "id": row.id,
            "content_sha256": its.fingerprint.content_sha256,
            "word_count": its.fingerprint.word_count,
        }
        for row, its in pairs
    ]
    connection.execute(_REPLACE_OF_WORDS, of_words)
    numbers = [
        {"article_id": each.article_id, "number": number}
        for each, _ in pairs
        if not each.has_number and (number := article_number(each.url)) is not None
    ]
    if numbers:
        connection.execute(_NUMBER, numbers)
    write_missing_sketches(
        connection,
        [
            VersionSketch(
                version_id=row.id, fetched_at=row.fetched_at, sketch=its.fingerprint.sketch
            )
            for row, its in pairs
        ],
    )


def _resolve_texts(
    connection: Connection, pairs: Sequence[tuple[Row[Any], Text]], since: datetime
) -> None:
    """For each text, finds the original of which it is a copy; writes it to `newsbot.redecisions`.

    Each of `pairs` is the row of a stored version and the text of this version. The text is
    compared with the versions that were stored before. A text that is no copy is written as an
    original. `since` is stored with the results: `scrapy dedup` compares all articles first fetched
    at this moment or later.
    """
    if not pairs:
        return
    grouping = Grouping(again=True, unresolved=pairs[0][0].article_id)
    queries = [
        Query(fingerprint=its.fingerprint, text=its, fetched_at=row.fetched_at, before=row.id)
        for row, its in pairs
    ]
    matches = find_matches(connection, queries, grouping)
    groups = Groups(connection, grouping)
    groups.read(match.article_id for match in matches if match is not None)
    walk = {"since": since, "dedup_version": PARAMETERS.version}
    for (row, _), match in zip(pairs, matches, strict=True):
        _write(connection, groups.place(row.article_id, _provenance(row), match), walk)


def _write(connection: Connection, outcome: New | Copy, walk: dict[str, Any]) -> None:
    resolved = article_tables.redecisions.insert().values(decided_at=RIGHT_NOW)
    if isinstance(outcome, Copy):
        original = {"original": outcome.original} | evidence(outcome.match)
    else:
        original = {"original": outcome.article_id}
    connection.execute(resolved.values({"article_id": outcome.article_id} | original | walk))
    if isinstance(outcome, New) and outcome.takes_over is not None:
        former = outcome.takes_over
        moved = {"original": outcome.article_id, "former": former.article_id}
        connection.execute(_FORMER_COPIES, moved)
        connection.execute(_FORMER, moved | evidence(former) | walk)


def _provenance(row: Row[Any]) -> Provenance:
    return Provenance(
        url=row.url,
        site=row.site,
        canonical_url=row.canonical_url,
        based_on=row.based_on,
        credits=tuple(row.credits),
        authors=tuple(row.authors),
        published_at=row.published_at,
        published_precision=row.published_precision,
        opening=row.body[:OPENING_LENGTH],
    )
