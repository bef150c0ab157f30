"""The rows of versions that follow from decisions: new texts, their intervals, their sketches."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, text

from newsbot.dedup.text import Text
from newsbot.items import FingerprintedArticle
from newsbot.storage.copies.sketches import (
    VersionSketch,
    sketch_day,
    write_missing_sketches,
    write_sketches,
)
from newsbot.storage.models import article_tables
from newsbot.storage.versions.amending import COLUMNS
from newsbot.storage.versions.neighbours import Known
from newsbot.storage.versions.timeline import Version

_versions = article_tables.versions
_TIMES = ("fetched_at", "seen_between", "seen_until")
# What a part of a version has in common with it.
_OF_TEXT = ("body", "recurring_lines", "word_count", "content_sha256")
_OWN = ("id", "article_id", "number", "is_current", *_TIMES, *COLUMNS)


def write_versions(connection: Connection, articles: Iterable[Known]) -> None:
    """Writes what is new or other of the articles' versions; of each article one is current."""
    pairs = [(each.article_id, version) for each in articles for version in each.timeline.with_void]
    versions = [version for _, version in pairs]
    _write_current(connection, versions, is_current=False)
    _update(connection, versions)
    _insert_texts(connection, pairs)
    _insert_parts(connection, pairs)
    _write_current(connection, versions, is_current=True)
    _sketch_again(connection, [each for each in versions if _is_on_other_day(each)])


def _write_current(
    connection: Connection, versions: Sequence[Version], *, is_current: bool
) -> None:
    """In two steps, for the index allows no two current ones at any moment."""
    changed = [
        each.id
        for each in versions
        if each.stored is not None and each.stored.is_current != each.is_current == is_current
    ]
    if changed:
        this = _versions.c.id.in_(changed)
        connection.execute(_versions.update().where(this).values(is_current=is_current))


def _update(connection: Connection, versions: Sequence[Version]) -> None:
    stored = [each for each in versions if each.stored is not None]
    moved = [each for each in stored if each.is_moved and not each.is_amended]
    if moved:
        parameters = {
            "ids": [each.id for each in moved],
            "first": [each.first for each in moved],
            "between": [_array(each.between) for each in moved],
            "last": [each.last for each in moved],
        }
        connection.execute(_MOVE, parameters)
    amended = [each for each in stored if each.is_amended]
    if amended:
        rows = [
            {"version_id": each.id} | {f"new_{name}": its for name, its in _values(each).items()}
            for each in amended
        ]
        connection.execute(_AMEND, rows)


# One statement for all, as most articles of a batch may be: it is a third of the cost.
_MOVE = text("""
    UPDATE newsbot.versions AS version SET
        fetched_at = moved.first,
        seen_between = CAST(moved.between AS timestamptz[]),
        seen_until = moved.last
    FROM unnest(
        CAST(:ids AS bigint[]), CAST(:first AS timestamptz[]),
        CAST(:between AS text[]), CAST(:last AS timestamptz[])
    ) AS moved (id, first, between, last)
    WHERE version.id = moved.id
""")
_AMEND = (
    _versions.update()
    .where(_versions.c.id == bindparam("version_id"))
    .values({name: bindparam(f"new_{name}") for name in (*_TIMES, *COLUMNS)})
)


def _array(moments: Sequence[datetime]) -> str:
    """As PostgreSQL writes an array: an array of arrays of several lengths cannot be passed."""
    return f"{{{','.join(each.isoformat() for each in moments)}}}"


def _insert_texts(connection: Connection, pairs: Sequence[tuple[int, Version]]) -> None:
    texts = [
        (_own_columns(article_id, version) | _text_columns(version.item), version.item.fingerprint)
        for article_id, version in pairs
        if version.item is not None
    ]
    if not texts:
        return
    connection.execute(_versions.insert(), [row for row, _ in texts])
    write_sketches(
        connection,
        [
            VersionSketch(
                version_id=row["id"], fetched_at=row["fetched_at"], sketch=fingerprint.sketch
            )
            for row, fingerprint in texts
        ],
    )


def _text_columns(item: FingerprintedArticle) -> dict[str, Any]:
    return {
        "body": item.article.body,
        "recurring_lines": list(item.article.recurring_lines),
        "word_count": item.fingerprint.word_count,
        "content_sha256": item.fingerprint.content_sha256,
    }


def _insert_parts(connection: Connection, pairs: Sequence[tuple[int, Version]]) -> None:
    rows = [
        _own_columns(article_id, version) | {"text_of": version.part_of}
        for article_id, version in pairs
        if _is_part(version)
    ]
    if rows:
        connection.execute(_INSERT_PART, rows)


def _own_columns(article_id: int, version: Version) -> dict[str, Any]:
    return {
        "id": version.id,
        "article_id": article_id,
        "number": version.number,
        "is_current": version.is_current,
        **_values(version),
    }


def _values(version: Version) -> dict[str, Any]:
    return {
        "fetched_at": version.first,
        "seen_between": version.between,
        "seen_until": version.last,
        **version.columns,
    }


_INSERT_PART = _versions.insert().from_select(
    [*_OWN, *_OF_TEXT],
    select(
        *(bindparam(name, type_=_versions.c[name].type).label(name) for name in _OWN),
        *(_versions.c[name] for name in _OF_TEXT),
    ).where(_versions.c.id == bindparam("text_of")),
)


def _is_part(version: Version) -> bool:
    return version.stored is None and version.item is None


def _is_on_other_day(version: Version) -> bool:
    """Whether a text has no sketch on the day when it begins, as far as is known here."""
    if version.stored is None:
        return _is_part(version)
    return sketch_day(version.stored.first) != sketch_day(version.first)


def _sketch_again(connection: Connection, versions: Sequence[Version]) -> None:
    """Sketches stored texts on their new days; on the days before they are found as well."""
    if not versions:
        return
    asked = select(
        _versions.c.id, _versions.c.fetched_at, _versions.c.body, _versions.c.recurring_lines
    )
    rows = connection.execute(asked.where(_versions.c.id.in_([each.id for each in versions])))
    write_missing_sketches(
        connection,
        [
            VersionSketch(
                version_id=row.id,
                fetched_at=row.fetched_at,
                sketch=Text(row.body, row.recurring_lines).fingerprint.sketch,
            )
            for row in rows
        ],
    )
