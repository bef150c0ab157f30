"""Reads and writes the table newsbot.child_sitemaps: the sitemaps that sitemap indexes list."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, or_, text
from sqlalchemy.dialects.postgresql import insert

from newsbot.discovery.digest import parser_of
from newsbot.items import KnownSitemap, Validators
from newsbot.storage.models import crawl_tables
from newsbot.urls import is_too_long

_table = crawl_tables.child_sitemaps


def known_sitemaps(connection: Connection, url: str, kind: str) -> tuple[KnownSitemap, ...]:
    """What the database knows about the sitemaps that a sitemap index lists.

    `url` is the URL of the index, and `kind` is its kind of source, e.g. "sitemap". A sitemap that
    an earlier version of newsbot's parser read counts as not read yet.
    """
    rows = connection.execute(_KNOWN, {"url": url}).mappings()
    return tuple(_known(row, f"{parser_of(kind)} ") for row in rows)


def store_known(connection: Connection, source_id: int, known: Sequence[KnownSitemap]) -> None:
    """Stores what is known about the sitemaps that a source lists.

    Rows that need no change are not written. Rows of sitemaps that are not in `known` are deleted.
    """
    rows = [_row(source_id, each) for each in known if not is_too_long(each.url)]
    urls = [row["url"] for row in rows]
    connection.execute(
        delete(_table).where(_table.c.source_id == source_id, _table.c.url.not_in(urls))
    )
    if not rows:
        return
    new = insert(_table)
    values = {each.name: new.excluded[each.name] for each in _table.c if not each.primary_key}
    is_changed = or_(*(_table.c[name].is_distinct_from(value) for name, value in values.items()))
    connection.execute(
        new.on_conflict_do_update(index_elements=_table.primary_key, set_=values, where=is_changed),
        rows,
    )


def _row(source_id: int, known: KnownSitemap) -> dict[str, Any]:
    row = asdict(known)
    validators = row.pop("validators")
    row["body_digest"] = validators.pop("digest")
    return {"source_id": source_id, **row, **validators}


def _known(row: RowMapping, parser: str) -> KnownSitemap:
    fields = {name: value for name, value in row.items() if name not in _OF_VALIDATORS}
    if not (row["body_digest"] or "").startswith(parser):
        return KnownSitemap(**(fields | {"read_at": None}))
    validators = Validators(
        etag=row["etag"], last_modified=row["last_modified"], digest=row["body_digest"]
    )
    return KnownSitemap(**fields, validators=validators)


_OF_VALIDATORS = frozenset({"etag", "last_modified", "body_digest"})
_KNOWN = text("""
    SELECT c.url, c.listed_by, c.stated_at, c.links, c.read_at, c.etag, c.last_modified,
        c.body_digest, c.is_misdated
    FROM newsbot.child_sitemaps AS c JOIN newsbot.sources AS s ON s.id = c.source_id
    WHERE s.url = :url ORDER BY c.url
""")
