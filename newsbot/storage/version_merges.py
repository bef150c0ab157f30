"""The versions of two articles that turn out to be one, put in one row. Runs under the lock."""

from collections.abc import Sequence
from itertools import groupby

from sqlalchemy import Connection, text

from newsbot.dedup import Text
from newsbot.storage.sketches import sketch_day

_OF_BOTH = text("""
    SELECT id, fetched_at, seen_until, text_sha256
    FROM newsbot.versions
    WHERE article_id IN (:kept, :gone)
    ORDER BY fetched_at, id
""")
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
_PLACE = text("""
    UPDATE newsbot.versions
    SET number = :number, is_current = :is_current,
        fetched_at = :fetched_at, seen_until = :seen_until
    WHERE id = :id
""")
_MOVE_AMENDMENTS = text("""
    UPDATE newsbot.amendments SET article_id = :kept WHERE article_id = :gone
""")
_AMENDMENTS_OF_EQUAL_TEXT = text("""
    UPDATE newsbot.amendments SET version_id = :stays WHERE version_id = :goes
""")


def merge_versions(connection: Connection, kept: int, gone: int) -> None:
    """Moves all texts of `gone` to `kept`; what was fetched last is current.

    They are numbered in the order of storing, as ever. Of equal texts that followed each other the
    one stored first stays, from the moment that the first was fetched.
    """
    pair = {"kept": kept, "gone": gone}
    rows = connection.execute(_OF_BOTH, pair).all()
    runs = [list(run) for _, run in groupby(rows, key=lambda row: row.text_sha256)]
    stay = {min(row.id for row in run): run for run in runs}
    connection.execute(_MOVE_AMENDMENTS, pair)
    replaced = [
        {"stays": id_, "goes": row.id} for id_, run in stay.items() for row in run if row.id != id_
    ]
    if replaced:
        connection.execute(_AMENDMENTS_OF_EQUAL_TEXT, replaced)
        _forget(connection, [each["goes"] for each in replaced])
    connection.execute(_PUT_ASIDE, pair)
    connection.execute(_MOVE, pair)
    seen_until = {id_: max(row.seen_until for row in run) for id_, run in stay.items()}
    current = max(stay, key=lambda id_: (seen_until[id_], id_))
    placed = [
        {
            "id": id_,
            "number": number,
            "is_current": id_ == current,
            "fetched_at": stay[id_][0].fetched_at,
            "seen_until": seen_until[id_],
        }
        for number, id_ in enumerate(sorted(stay), 1)
    ]
    connection.execute(_PLACE, placed)


def _forget(connection: Connection, ids: Sequence[int]) -> None:
    """Deletes versions, and what finds their texts."""
    for row in connection.execute(_FORGET, {"ids": ids}).all():
        sketch = Text(row.body, row.recurring_lines).fingerprint.sketch
        day = sketch_day(row.fetched_at)
        connection.execute(_FORGET_SKETCH, {"hashes": list(sketch), "id": row.id, "day": day})
