"""The versions of two articles that turn out to be one, put in one row. Runs under the lock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, text

from newsbot.dedup.text import Text
from newsbot.storage.copies.sketches import sketch_day
from newsbot.storage.versions.amending import amend
from newsbot.storage.versions.neighbours import Known, read_all
from newsbot.storage.versions.rows import write_versions
from newsbot.storage.versions.timeline import Stored, Timeline, Version

# A version, and the stored ones whose fetches it has.
Sources = dict[Version, list[Version]]

_FORGET = text("""
    DELETE FROM newsbot.versions WHERE id = ANY (CAST(:ids AS bigint[]))
    RETURNING id, fetched_at, body, recurring_lines
""")
_FORGET_SKETCH = text("""
    DELETE FROM newsbot.sketches
    WHERE hash = ANY (CAST(:hashes AS bigint[])) AND version_id = :id AND day = :day
""")
# Numbers below zero are nobody's, so that no two meet on the way.
_PUT_ASIDE = text("""
    UPDATE newsbot.versions SET is_current = false, number = -number WHERE article_id = :kept
""")
_MOVE = text("""
    UPDATE newsbot.versions AS moved SET
        article_id = :kept,
        is_current = false,
        number = -number - (
            SELECT max(-own.number) FROM newsbot.versions AS own WHERE own.article_id = :kept
        )
    WHERE article_id = :gone
""")
_NUMBER = text("""
    UPDATE newsbot.versions AS version SET number = stored.number
    FROM (
        SELECT id, row_number() OVER (ORDER BY id) AS number
        FROM newsbot.versions WHERE article_id = :kept
    ) AS stored
    WHERE version.id = stored.id
""")
_MOVE_AMENDMENTS = text("""
    UPDATE newsbot.amendments SET article_id = :kept WHERE article_id = :gone
""")
_AMENDMENTS_OF_EQUAL_TEXT = text("""
    UPDATE newsbot.amendments SET version_id = :stays WHERE version_id = :goes
""")
_NEXT_IDS = text("""
    SELECT nextval(pg_get_serial_sequence('newsbot.versions', 'id'))
    FROM generate_series(1, :count)
""")


def merge_versions(connection: Connection, kept: int, gone: int) -> None:
    """Gives `kept` the texts of both, in the intervals that all fetches make together.

    They are numbered in the order of storing, as ever. Of equal texts that follow each other the
    one stored first stays.
    """
    pair = {"kept": kept, "gone": gone}
    of_each = read_all(connection, [kept, gone])
    stored = sorted((each for its in of_each.values() for each in its), key=lambda each: each.id)
    timeline = Timeline()
    sources = _place_all(timeline, stored)
    parts = _take_rows(sources)
    for statement in (_MOVE_AMENDMENTS, _PUT_ASIDE, _MOVE):
        connection.execute(statement, pair)
    _forget_all(connection, sources)
    number = connection.execute(_NUMBER, pair).rowcount
    if parts:
        ids = connection.execute(_NEXT_IDS, {"count": len(parts)}).scalars()
        for version in parts:
            number += 1
            version.id, version.number = next(ids), number
    write_versions(connection, [Known(article_id=kept, newest_number=number, timeline=timeline)])


def _place_all(timeline: Timeline, stored: Sequence[Version]) -> Sources:
    """Places every fetch of the stored versions, in order."""
    sources: Sources = {}
    for at, version in sorted(_fetches(stored), key=lambda fetch: (fetch[0], fetch[1].id)):
        page = replace(
            version, columns=dict(version.columns), fetches=[at], stored=None, is_current=False
        )
        placed = timeline.place(page, lambda _: False)
        if version.columns["is_partial"] and not placed.is_news:
            continue  # a whole text is known, or a longer part
        its = sources.setdefault(placed.version, [])
        if version not in its:
            its.append(version)
            amend(placed.version, page, ())
    return sources


def _fetches(stored: Iterable[Version]) -> list[tuple[datetime, Version]]:
    return [(at, version) for version in stored for at in version.fetches]


def _take_rows(sources: Sources) -> list[Version]:
    """Gives each version the first row with its text that none has; those that get none."""
    taken: set[Version] = set()
    parts = []
    for version, its in sources.items():
        free = [each for each in its if each not in taken]
        row = min(free or its, key=lambda each: each.id)
        if not free:
            version.part_of = row.id
            parts.append(version)
            continue
        taken.add(row)
        version.id, version.stored = row.id, Stored(first=row.first, is_current=False)
        version.is_moved, version.is_amended = True, version.columns != row.columns
    return parts


def _forget_all(connection: Connection, sources: Mapping[Version, Sequence[Version]]) -> None:
    """Deletes the rows that no version took; what tells of them tells of those with their text."""
    rows = {version.id for version in sources}
    replaced = {
        each.id: version.id
        for version, its in sources.items()
        for each in its
        if each.id not in rows
    }
    if replaced:
        pairs = [{"stays": stays, "goes": goes} for goes, stays in replaced.items()]
        connection.execute(_AMENDMENTS_OF_EQUAL_TEXT, pairs)
        _forget(connection, list(replaced))


def _forget(connection: Connection, ids: Sequence[int]) -> None:
    """Deletes versions, and what finds their texts."""
    for row in connection.execute(_FORGET, {"ids": ids}).all():
        sketch = Text(row.body, row.recurring_lines).fingerprint.sketch
        day = sketch_day(row.fetched_at)
        connection.execute(_FORGET_SKETCH, {"hashes": list(sketch), "id": row.id, "day": day})
