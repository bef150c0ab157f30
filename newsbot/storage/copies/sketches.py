"""Stores sketches (a few hashes for each text), and finds stored texts that share hashes.

The table newsbot.sketches has a partition for each day on which texts were fetched; see the module
`sketch_days` beside this one.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Connection, Row, text

from newsbot.dedup.parameters import PARAMETERS
from newsbot.dedup.text import Text
from newsbot.storage.copies.sketch_days import are_in_use, open_days, sketch_day

# Selects the stored texts that have a hash of given texts. All given texts were fetched at about
# the same time. So one execution can serve them all, which saves CPU time. `query.first_day` and
# `query.last_day` are the days that are searched for one text. `:first_day` and `:last_day` are the
# first and the last of these days for all texts. With them, PostgreSQL can leave out most
# partitions of the table.
_FROM_POSTINGS = """
    FROM unnest(CAST(:owners AS bigint[]), CAST(:hashes AS bigint[])) AS asked (number, hash)
    JOIN unnest(
        CAST(:numbers AS bigint[]), CAST(:after AS bigint[]), CAST(:before AS bigint[]),
        CAST(:first_days AS date[]), CAST(:last_days AS date[])
    ) AS query (number, after, before, first_day, last_day) USING (number)
    CROSS JOIN LATERAL (
        SELECT s.version_id
        FROM newsbot.sketches AS s
        WHERE s.hash = asked.hash
          AND s.day BETWEEN :first_day AND :last_day
          AND s.day BETWEEN query.first_day AND query.last_day
          AND s.version_id > query.after
          AND s.version_id < query.before
        ORDER BY s.version_id DESC
        LIMIT :max_postings
    ) AS posting
"""

# Finds the stored texts that share enough hashes with given texts.
_SHARED = text(
    f"""
    SELECT ranked.number, ranked.version_id
    FROM (
        SELECT query.number, posting.version_id, row_number() OVER (
            PARTITION BY query.number ORDER BY count(*) DESC, posting.version_id
        ) AS rank
        {_FROM_POSTINGS}
        GROUP BY query.number, posting.version_id
        HAVING count(*) >= :min_shared
    ) AS ranked
    WHERE ranked.rank <= :max_verified
    ORDER BY ranked.number, ranked.rank
"""  # noqa: S608 - no values
)

# The stored texts that have a hash, for each hash of given texts: those that _SHARED counts.
_POSTINGS = text(
    f"""
    SELECT asked.number, asked.hash, posting.version_id
    {_FROM_POSTINGS}
    ORDER BY posting.version_id DESC
"""
)

_INSERT = text("""
    INSERT INTO newsbot.sketches (hash, version_id, day)
    SELECT * FROM unnest(
        CAST(:hashes AS bigint[]), CAST(:version_ids AS bigint[]), CAST(:days AS date[])
    )
""")
_STORED = text("""
    SELECT asked.version_id
    FROM unnest(
        CAST(:hashes AS bigint[]), CAST(:version_ids AS bigint[]), CAST(:days AS date[])
    ) AS asked (hash, version_id, day)
    JOIN newsbot.sketches AS s USING (hash, version_id, day)
    WHERE s.day = ANY (CAST(:days AS date[]))
""")
_FORGET = text("""
    DELETE FROM newsbot.sketches AS s
    USING unnest(
        CAST(:hashes AS bigint[]), CAST(:version_ids AS bigint[]), CAST(:days AS date[])
    ) AS gone (hash, version_id, day)
    WHERE s.hash = gone.hash AND s.version_id = gone.version_id AND s.day = gone.day
        AND s.day = ANY (CAST(:days AS date[]))
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class SketchQuery:
    """A query for the stored texts that share hashes with a sketch (a few hashes of a text)."""

    number: int
    """The number by which the query is identified in the result of `find_sharing`."""
    sketch: tuple[int, ...]
    fetched_at: datetime
    after: int = 0
    """Only stored versions whose ids are greater than this are searched."""
    before: int = 2**63 - 1
    """Only stored versions whose ids are lower than this are searched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionSketch:
    """The sketch (a few hashes of the text) of a stored version of an article."""

    version_id: int
    fetched_at: datetime
    sketch: tuple[int, ...]


def sketch_of(row: Row[*tuple[Any, ...]]) -> VersionSketch:
    """Computes the sketch of a stored version of an article.

    `row` has the version's columns `id`, `fetched_at`, `body` and `recurring_lines`.
    """
    sketch = Text(row.body, row.recurring_lines).fingerprint.sketch
    return VersionSketch(version_id=row.id, fetched_at=row.fetched_at, sketch=sketch)


class PendingSketches(Protocol):
    """The sketches of texts that are about to be stored, whose ids are above all stored ones."""

    def postings(self, query: "SketchQuery") -> dict[int, list[int]]:
        """For each hash that a query shares with such texts, their versions, the newest first."""


def find_sharing(
    connection: Connection,
    queries: Iterable[SketchQuery],
    pending: PendingSketches | None = None,
) -> dict[int, list[int]]:
    """Finds for each query the stored versions that share hashes with its sketch.

    A sketch is a few hashes of a text. The result maps the `number` of each query to the ids of the
    versions. Those that share most hashes come first. Whole days are searched, so a few of the
    versions were fetched slightly outside PARAMETERS.window. Texts in `pending` count as stored.
    """
    found: dict[int, list[int]] = defaultdict(list)
    given = list(queries)
    waiting = {} if pending is None else {each.number: pending.postings(each) for each in given}
    for together in _of_one_time(each for each in given if not waiting.get(each.number)):
        for number, version_id in connection.execute(_SHARED, _asked(together)):
            found[number].append(version_id)
    for together in _of_one_time(each for each in given if waiting.get(each.number)):
        found |= _merged(connection, together, waiting)
    return found


def _merged(
    connection: Connection,
    queries: Sequence[SketchQuery],
    waiting: Mapping[int, Mapping[int, Sequence[int]]],
) -> dict[int, list[int]]:
    """The same as _SHARED, if the versions in `waiting` were stored too."""
    postings: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for number, shared in waiting.items():
        for hash_, version_ids in shared.items():
            postings[number, hash_] += version_ids[: PARAMETERS.max_postings]
    for number, hash_, version_id in connection.execute(_POSTINGS, _asked(queries)):
        if len(postings[number, hash_]) < PARAMETERS.max_postings:
            postings[number, hash_].append(version_id)
    counts: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for (number, _), version_ids in postings.items():
        counts[number].update(version_ids)
    return {each.number: _ranked(counts[each.number]) for each in queries}


def _ranked(counts: Mapping[int, int]) -> list[int]:
    enough = [each for each, count in counts.items() if count >= PARAMETERS.min_shared_hashes]
    return sorted(enough, key=lambda each: (-counts[each], each))[: PARAMETERS.max_verified]


def _of_one_time(queries: Iterable[SketchQuery]) -> Iterator[list[SketchQuery]]:
    """Groups queries into lists, so that one SQL statement can answer all queries of a list.

    A statement locks the partitions of all days from the earliest to the latest fetch of its texts.
    So texts come into one list only if they were fetched at about the same time. Queries without a
    sketch are left out.
    """
    ordered = sorted((each for each in queries if each.sketch), key=lambda each: each.fetched_at)
    together: list[SketchQuery] = []
    for each in ordered:
        if together and each.fetched_at - together[-1].fetched_at > 2 * PARAMETERS.window:
            yield together
            together = []
        together.append(each)
    if together:
        yield together


def _asked(queries: Sequence[SketchQuery]) -> dict[str, Any]:
    window = PARAMETERS.window
    days = [
        (sketch_day(each.fetched_at - window), sketch_day(each.fetched_at + window))
        for each in queries
    ]
    return {
        "owners": [each.number for each in queries for _ in each.sketch],
        "hashes": [hash_ for each in queries for hash_ in each.sketch],
        "numbers": [each.number for each in queries],
        "after": [each.after for each in queries],
        "before": [each.before for each in queries],
        "first_days": [first for first, _ in days],
        "last_days": [last for _, last in days],
        "first_day": min(first for first, _ in days),
        "last_day": max(last for _, last in days),
        "max_postings": PARAMETERS.max_postings,
        "min_shared": PARAMETERS.min_shared_hashes,
        "max_verified": PARAMETERS.max_verified,
    }


def write_sketches(connection: Connection, sketches: Sequence[VersionSketch]) -> None:
    """Stores sketches: for each version, the few hashes by which similar texts are found.

    The transaction must hold the storing lock, which every transaction takes that stores articles.
    """
    postings = [(hash_, each) for each in sketches for hash_ in each.sketch]
    if postings:
        open_days(connection, {sketch_day(each.fetched_at) for each in sketches if each.sketch})
        connection.execute(_INSERT, _columns(postings))


def are_stored(connection: Connection, sketches: Sequence[VersionSketch]) -> bool:
    """Whether `write_missing_sketches` has nothing to do for these sketches.

    They are all stored then, and the partitions of their days will not be dropped for a while.
    """
    days = {sketch_day(each.fetched_at) for each in sketches if each.sketch}
    return are_in_use(connection, days) and not _missing(connection, sketches)


def write_missing_sketches(connection: Connection, sketches: Sequence[VersionSketch]) -> None:
    """Stores those sketches (sets of a few hashes of a text) that are not stored yet.

    The transaction must hold the storing lock, which every transaction takes that stores
    articles.
    """
    # A partition is dropped if it was not in use for a long time. So `open_days` records that the
    # partitions of these days are in use, even if nothing is written to them because all sketches
    # are stored already.
    open_days(connection, {sketch_day(each.fetched_at) for each in sketches if each.sketch})
    write_sketches(connection, _missing(connection, sketches))


def _missing(connection: Connection, sketches: Sequence[VersionSketch]) -> list[VersionSketch]:
    firsts = [(each.sketch[0], each) for each in sketches if each.sketch]
    stored = set(connection.execute(_STORED, _columns(firsts)).scalars()) if firsts else set()
    return [each for each in sketches if each.sketch and each.version_id not in stored]


def forget_sketches(connection: Connection, sketches: Sequence[VersionSketch]) -> None:
    """Deletes the sketches of deleted versions.

    The transaction must hold the storing lock, which every transaction takes that stores
    articles.
    """
    postings = [(hash_, each) for each in sketches for hash_ in each.sketch]
    if postings:
        connection.execute(_FORGET, _columns(postings))


def _columns(postings: Sequence[tuple[int, VersionSketch]]) -> dict[str, Any]:
    return {
        "hashes": [hash_ for hash_, _ in postings],
        "version_ids": [each.version_id for _, each in postings],
        "days": f"{{{','.join(sketch_day(each.fetched_at).isoformat() for _, each in postings)}}}",
    }
