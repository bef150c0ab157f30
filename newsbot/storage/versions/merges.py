"""Merges the versions of two stored articles that turn out to be one article.

The caller's transaction must hold the storing lock, which every transaction takes that stores
articles. So no crawl stores articles meanwhile.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import BigInteger, Connection, Integer, text

from newsbot.storage.copies.sketches import forget_sketches, sketch_of
from newsbot.storage.models import article_tables
from newsbot.storage.versions.amending import amend
from newsbot.storage.versions.neighbours import Known, read_all
from newsbot.storage.versions.rows import write_versions
from newsbot.storage.versions.timeline import Stored, Timeline, Version

_versions, _amendments = article_tables.versions, article_tables.amendments

# The columns of `newsbot.versions` that are needed to find the rows of a version in
# `newsbot.sketches`. The sketch of a version (a few hashes of its text) is computed from them.
_OF_SKETCH = (
    _versions.c.id, _versions.c.fetched_at, _versions.c.body, _versions.c.recurring_lines,
)  # fmt: skip

# A type of dict: version that the article has after the merge → the stored versions from which it
# was made.
Sources = dict[Version, list[Version]]

_LOWEST = text("SELECT min(number) FROM newsbot.versions WHERE article_id = :article_id")
_IN_ORDER = (
    text("""
        SELECT id, row_number() OVER (ORDER BY id) AS number
        FROM newsbot.versions WHERE article_id = :kept
    """)
    .columns(id=BigInteger, number=Integer)
    .subquery("in_order")
)
_NUMBER = (
    _versions.update().values(number=_IN_ORDER.c.number).where(_versions.c.id == _IN_ORDER.c.id)
)
_NEXT_IDS = text("""
    SELECT nextval(pg_get_serial_sequence('newsbot.versions', 'id'))
    FROM generate_series(1, :count)
""")


def merge_versions(connection: Connection, kept: int, gone: int) -> None:
    """Moves all versions of the article `gone` to the article `kept`.

    The versions of both articles are put in the order of their fetches. If two versions that follow
    each other have the same text, they become one version. It keeps the row that was stored first,
    and the other row is deleted. The numbers of the versions do not follow the order of the
    fetches, but the order in which the rows were stored.

    Args:
        connection: a transaction that holds the storing lock. Every transaction that stores
            articles takes this lock, so that there is only one at a time.
        kept: the id of the article that stays.
        gone: the id of the article whose versions are taken over.
    """
    of_each = read_all(connection, [kept, gone])
    stored = sorted((each for own in of_each.values() for each in own), key=lambda each: each.id)
    timeline = Timeline()
    sources = _place_all(timeline, stored)
    parts = _take_rows(sources)
    of_gone = _amendments.update().where(_amendments.c.article_id == gone)
    connection.execute(of_gone.values(article_id=kept))
    # While versions are moved and renumbered, they have negative numbers. A unique constraint
    # forbids that two versions of an article have the same number even for a moment.
    aside = _versions.update().values(is_current=False, number=-_versions.c.number)
    connection.execute(aside.where(_versions.c.article_id == kept))
    lowest = connection.execute(_LOWEST, {"article_id": kept}).scalar_one()
    below = aside.values(article_id=kept, number=lowest - _versions.c.number)
    connection.execute(below.where(_versions.c.article_id == gone))
    _forget_rest(connection, sources)
    number = connection.execute(_NUMBER, {"kept": kept}).rowcount
    if parts:
        ids = connection.execute(_NEXT_IDS, {"count": len(parts)}).scalars()
        for version in parts:
            number += 1
            version.id, version.number = next(ids), number
    write_versions(connection, [Known(article_id=kept, newest_number=number, timeline=timeline)])


def _place_all(timeline: Timeline, stored: Sequence[Version]) -> Sources:
    """Orders the versions of two articles in time, as if all had been fetched from one article.

    `stored` are the versions of both articles. All their fetches are added to `timeline`, the
    earliest first. `timeline` is empty before, and holds the versions of the merged article
    afterwards. Returns a dict: version in `timeline` → the stored versions from which it was made.
    """
    sources: Sources = {}
    fetches = [(at, version) for version in stored for at in version.fetches]
    for at, version in sorted(fetches, key=lambda fetch: (fetch[0], fetch[1].id)):
        page = replace(
            version, columns=dict(version.columns), fetches=[at], stored=None, is_current=False
        )
        placed = timeline.place(page, lambda _: False)
        if version.columns["is_partial"] and not placed.is_news:
            continue  # a whole text is known, or a longer part
        known = sources.setdefault(placed.version, [])
        if version not in known:
            known.append(version)
            amend(placed.version, page, ())
    return sources


def _take_rows(sources: Sources) -> list[Version]:
    """Decides in which stored row each version of an article goes when two articles are merged.

    A version is a text that the article had for some time. If it had one text, then another, and
    then the first text again, these are three versions. `sources` lists for each version the stored
    rows with its text. So two versions with the same text have the same rows, but a row can hold
    only one version. The versions choose one after the other: each gets the oldest of its rows that
    is still free. If none is free, a new row must be inserted for the version. The result has these
    versions.
    """
    taken: set[Version] = set()
    parts = []
    for version, stored in sources.items():
        free = [each for each in stored if each not in taken]
        row = min(free or stored, key=lambda each: each.id)
        if not free:
            version.part_of = row.id
            parts.append(version)
            continue
        taken.add(row)
        version.id, version.stored = row.id, Stored(first=row.first, is_current=False)
        version.is_moved, version.is_amended = True, version.columns != row.columns
    return parts


def _forget_rest(connection: Connection, sources: Mapping[Version, Sequence[Version]]) -> None:
    """Deletes the stored rows of versions that are no longer needed after two articles were merged.

    `sources` maps each version of the merged article to the stored rows with the same text. One of
    these rows was chosen for the version, and the others are deleted. The sketches of the deleted
    rows (the hashes by which similar texts are found) are deleted too. The amendments of the
    deleted rows (changes of metadata) are moved to the chosen row.
    """
    taken = {version.id for version in sources}
    rest = {
        each.id: version.id
        for version, stored in sources.items()
        for each in stored
        if each.id not in taken
    }
    for goes, stays in rest.items():
        of_equal_text = _amendments.update().where(_amendments.c.version_id == goes)
        connection.execute(of_equal_text.values(version_id=stays))
    forgotten = _versions.delete().where(_versions.c.id.in_(rest)).returning(*_OF_SKETCH)
    rows = connection.execute(forgotten).all() if rest else ()
    forget_sketches(connection, [sketch_of(row) for row in rows])
