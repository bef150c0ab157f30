"""Writes the texts of a batch of pages as rows of `newsbot.versions`, and a sketch of each text.

A sketch is a few hashes of a text, by which its copies are found.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, text

from newsbot.storage.connection.copying import insert_rows
from newsbot.storage.copies.sketch_days import sketch_day
from newsbot.storage.copies.sketches import (
    VersionSketch,
    sketch_of,
    write_missing_sketches,
    write_sketches,
)
from newsbot.storage.models import article_tables
from newsbot.storage.versions.amending import COLUMNS
from newsbot.storage.versions.neighbours import Known
from newsbot.storage.versions.timeline import Version

_versions = article_tables.versions
_TIMES = ("fetched_at", "seen_between", "seen_until")
# The columns that depend only on the text of a version. A stored version may be split into two
# versions with the same text. Then the row of the second version gets copies of these columns.
_OF_TEXT = ("body", "recurring_lines", "word_count", "content_sha256")


def write_versions(connection: Connection, articles: Iterable[Known]) -> None:
    """Writes the new and the changed versions (texts) of articles, and the sketches of new texts.

    A sketch is a few hashes of a text, by which its copies are found. Afterwards exactly one
    version of each article is marked as current.
    """
    pairs = [(each.article_id, version) for each in articles for version in each.timeline.with_rows]
    versions = [version for _, version in pairs]
    # A unique index forbids that an article has two current versions, even for a moment. So
    # `is_current` is first set to false where necessary. Then new versions are inserted, and at the
    # end `is_current` is set to true.
    _write_current(connection, versions, is_current=False)
    _write_times(connection, [each for each in versions if each.is_moved and not each.is_amended])
    _write_columns(connection, [each for each in versions if each.is_amended])
    _insert_texts(connection, pairs)
    # A version is a text with the times at which it was fetched. If another text was fetched
    # between these times, the version is split in two. `parts` are the later parts of stored
    # versions. They have no row yet, so they are inserted with a copy of the stored version's text.
    parts = [
        (article_id, each)
        for article_id, each in pairs
        if each.stored is None and each.item is None
    ]
    _insert_parts(connection, parts)
    _write_current(connection, versions, is_current=True)
    moved = [
        each
        for each in versions
        if each.stored is not None
        and not each.columns["held"]
        and (each.stored.held or sketch_day(each.stored.first) != sketch_day(each.first))
    ]
    _sketch_again(connection, [each.id for each in (*moved, *(part for _, part in parts))])


def _write_current(
    connection: Connection, versions: Sequence[Version], *, is_current: bool
) -> None:
    changed = [
        each.id
        for each in versions
        if each.stored is not None and each.stored.is_current != each.is_current == is_current
    ]
    if changed:
        this = _versions.c.id.in_(changed)
        connection.execute(_versions.update().where(this).values(is_current=is_current))


# A subquery with the times at which the texts of many versions were fetched. With it, the statement
# _MOVE updates the rows of all these versions at once, in a third of the time that one statement
# for each row would take. `between` has the times between a version's first and last fetch, as an
# array. PostgreSQL could not take these arrays as one array of arrays, because they differ in
# length. So each is passed as a text such as "{2026-05-01T12:00:00+00:00}".
_MOVED = (
    text("""
        SELECT id, first, CAST(between AS timestamptz[]) AS between, last FROM unnest(
            CAST(:ids AS bigint[]), CAST(:first AS timestamptz[]),
            CAST(:between AS text[]), CAST(:last AS timestamptz[])
        ) AS moved (id, first, between, last)
    """)
    .columns(
        id=_versions.c.id.type,
        first=_versions.c.fetched_at.type,
        between=_versions.c.seen_between.type,
        last=_versions.c.seen_until.type,
    )
    .subquery("moved")
)
_MOVE = (
    _versions.update()
    .values(fetched_at=_MOVED.c.first, seen_between=_MOVED.c.between, seen_until=_MOVED.c.last)
    .where(_versions.c.id == _MOVED.c.id)
)


def _write_times(connection: Connection, versions: Sequence[Version]) -> None:
    stored = [each for each in versions if each.stored is not None]
    if stored:
        parameters = {
            "ids": [each.id for each in stored],
            "first": [each.first for each in stored],
            "between": [
                f"{{{','.join(moment.isoformat() for moment in each.between)}}}" for each in stored
            ],
            "last": [each.last for each in stored],
        }
        connection.execute(_MOVE, parameters)


def _write_columns(connection: Connection, versions: Sequence[Version]) -> None:
    """Updates the rows of stored versions: the times of fetching, and the metadata.

    The columns with the metadata are listed in COLUMNS. Versions in `versions` that have no
    row yet are skipped.
    """
    rows = [
        {"version_id": each.id} | {f"new_{name}": value for name, value in _values(each).items()}
        for each in versions
        if each.stored is not None
    ]
    if rows:
        amend = (
            _versions.update()
            .where(_versions.c.id == bindparam("version_id"))
            .values({name: bindparam(f"new_{name}") for name in (*_TIMES, *COLUMNS)})
        )
        connection.execute(amend, rows)


def _insert_texts(connection: Connection, pairs: Sequence[tuple[int, Version]]) -> None:
    """Inserts the new versions whose texts come from pages of this batch, and their sketches.

    A sketch is a few hashes of a text, by which copies are found. Each of `pairs` is the id of an
    article and a version of it. Versions without a page in this batch (`version.item`) are skipped.
    """
    rows, sketches = [], []
    for article_id, version in pairs:
        if version.item is not None:
            article, fingerprint = version.item.article, version.item.fingerprint
            rows.append(
                _own_columns(article_id, version)
                | {
                    "body": article.body,
                    "recurring_lines": list(article.recurring_lines),
                    "word_count": fingerprint.word_count,
                    "content_sha256": fingerprint.content_sha256,
                }
            )
            if not version.columns["held"]:  # no article is a copy of a text that is held
                sketches.append(
                    VersionSketch(
                        version_id=version.id, fetched_at=version.first, sketch=fingerprint.sketch
                    )
                )
    if rows:
        insert_rows(connection, _versions, rows)
        write_sketches(connection, sketches)


def _insert_parts(connection: Connection, pairs: Sequence[tuple[int, Version]]) -> None:
    """Inserts new versions whose texts are copied from rows of stored versions.

    A stored version is split in two if it turns out that another text was fetched between two of
    its fetches. Its later fetches then become a new version with the same text. Each of `pairs` is
    the id of an article and such a new version. The version's `part_of` is the id of the stored
    version.
    """
    rows = [
        _own_columns(article_id, version) | {"text_of": version.part_of}
        for article_id, version in pairs
    ]
    if not rows:
        return
    own = [name for name in rows[0] if name != "text_of"]
    parts = text(
        f"""
        SELECT {", ".join(f":{name}" for name in own)}, {", ".join(_OF_TEXT)}
        FROM newsbot.versions WHERE id = :text_of
        """  # noqa: S608 - names of columns
    ).bindparams(*(bindparam(name, type_=_versions.c[name].type) for name in own))
    columns = [_versions.c[name] for name in (*own, *_OF_TEXT)]
    connection.execute(_versions.insert().from_select(columns, parts.columns(*columns)), rows)


def _own_columns(article_id: int, version: Version) -> dict[str, Any]:
    return {
        "id": version.id,
        "article_id": article_id,
        "number": version.number,
        "is_current": version.is_current,
        **_values(version),
    }


def _values(version: Version) -> dict[str, Any]:
    times = (version.first, version.between, version.last)
    return dict(zip(_TIMES, times, strict=True)) | version.columns


_TEXTS = text("""
    SELECT id, fetched_at, body, recurring_lines
    FROM newsbot.versions WHERE id = ANY (CAST(:ids AS bigint[]))
""")


def _sketch_again(connection: Connection, ids: Sequence[int]) -> None:
    """Stores the sketches of versions again, under the day of their first fetch as it is now known.

    A sketch (a few hashes of the text) is stored under the day on which the text was first fetched.
    This day changes for a version if an earlier fetch of its text is stored later, e.g. from an
    archive of pages. The sketch under the former day stays until all sketches of that day are
    dropped.
    """
    if not ids:
        return
    rows = connection.execute(_TEXTS, {"ids": list(ids)})
    write_missing_sketches(connection, [sketch_of(row) for row in rows])
