"""The frontier: every article address that became known, and whether it is done.

An address is `pending` until a page or a final failure of it is stored, in the transaction that
stores it: what a crash interrupts is still pending for the next run.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, and_, case, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.dml import ReturningInsert

from newsbot.items import Link, SourceKind
from newsbot.reasons import reason_of
from newsbot.storage import models
from newsbot.storage.sites import Sites
from newsbot.urls import host_of, url_key

# A failure that may pass is tried again in as many runs, then left until its source says
# that the article changed.
MAX_ATTEMPTS = 5

_table = models.frontier


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An article link that a source listed."""

    link: Link
    site: str
    source_url: str
    source_kind: SourceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """A URL that was asked for and gave no article, or not the whole of it."""

    url: str
    site_id: int
    at: datetime
    reason: str
    """Of newsbot.reasons."""
    body_sha256: bytes | None = None
    """Of the page that was refused."""


class Frontier:
    """Remembers offered links and says which of them are to be fetched."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._sites = Sites(engine)

    def offer(self, offers: Sequence[Offer]) -> list[bool]:
        """For each offer whether it is to be fetched: it is new, unfinished, or has changed."""
        if not offers:
            return []
        keys = [url_key(offer.link.url) for offer in offers]
        rows = {key: self._row(key, offer) for key, offer in zip(keys, offers, strict=True)}
        statement = _remember([rows[key] for key in sorted(rows)])
        with self._engine.begin() as connection:
            states = {row.url_key: row.state for row in connection.execute(statement)}
        return [states[key] == "pending" for key in keys]

    def pending(self, source_url: str) -> list[tuple[Link, str]]:
        """What earlier runs learned from a source and did not finish, oldest first, with sites."""
        columns = (_table.c.url, _table.c.title, _table.c.published_at, _table.c.changed_at)
        statement = (
            select(models.sites.c.key, *columns)
            .join_from(_table, models.sources)
            .join(models.sites, models.sites.c.id == _table.c.site_id)
            .where(models.sources.c.url == source_url, _table.c.state == "pending")
            .order_by(_table.c.discovered_at, _table.c.url_key)
        )
        with self._engine.connect() as connection:
            rows = connection.execute(statement)
            return [
                (
                    Link(
                        url=row.url,
                        title=row.title,
                        published_at=row.published_at,
                        changed_at=row.changed_at,
                    ),
                    row.key,
                )
                for row in rows
            ]

    def _row(self, key: bytes, offer: Offer) -> dict[str, Any]:
        return {
            "url_key": key,
            "url": offer.link.url,
            "host": host_of(offer.link.url),
            "site_id": self._sites.site_ids([offer.site])[offer.site],
            "source_id": self._sites.source_id(offer.source_url, offer.source_kind, offer.site),
            "state": "pending",
            "title": offer.link.title,
            "published_at": offer.link.published_at,
            "changed_at": offer.link.changed_at,
        }


def _remember(rows: list[dict[str, Any]]) -> ReturningInsert[Any]:
    """Rows must be in the order of their keys, so that two crawls cannot lock each other out."""
    statement = insert(_table).values(rows)
    offered = statement.excluded
    known_change = func.coalesce(_table.c.changed_at, _table.c.done_at)
    changed = and_(_table.c.state != "pending", offered.changed_at > known_change)
    return statement.on_conflict_do_update(
        index_elements=["url_key"],
        set_={
            "state": case((changed, "pending"), else_=_table.c.state),
            "tries": case((changed, 0), else_=_table.c.tries),
            "changed_at": func.greatest(_table.c.changed_at, offered.changed_at),
            "title": func.coalesce(offered.title, _table.c.title),
            "published_at": func.coalesce(_table.c.published_at, offered.published_at),
        },
    ).returning(_table.c.url_key, _table.c.state)


def mark_done(connection: Connection, pages: Mapping[bytes, Mapping[str, Any]]) -> None:
    """Marks addresses as done; `pages` has url, site_id and done_at for each url_key."""
    rows = [
        {"url_key": key, "state": "done", "host": host_of(pages[key]["url"]), **pages[key]}
        for key in sorted(pages)
    ]
    if not rows:
        return
    statement = insert(_table)
    done_at = statement.excluded.done_at
    # Executed row by row: with all rows in one VALUES list each batch would be compiled anew.
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["url_key"], set_={"state": "done", "tries": 0, "done_at": done_at}
        ),
        rows,
    )


def mark_failed(connection: Connection, keys: Iterable[bytes]) -> None:
    """Counts an attempt that may go better next time; after MAX_ATTEMPTS the address is failed."""
    wanted = list(keys)
    if not wanted:
        return
    tries = _table.c.tries + 1
    # An address that was done before (a known article, asked for again) stays done.
    connection.execute(
        _table.update()
        .where(_table.c.url_key.in_(wanted), _table.c.state == "pending")
        .values(
            tries=tries,
            state=case((tries >= MAX_ATTEMPTS, "failed"), else_="pending"),
        )
    )


def record_tries(connection: Connection, tries: Sequence[Try]) -> None:
    """Counts tries: the URL is due again when the ladder of its reason says, or failed."""
    for each in sorted(tries, key=lambda each: url_key(each.url)):
        key = url_key(each.url)
        asked = select(_table.c.tries).where(_table.c.url_key == key).with_for_update()
        known = connection.execute(asked).scalar() or 0
        ladder = reason_of(each.reason).ladder
        state = {
            "tries": known + 1,
            "state": "pending" if known < len(ladder) else "failed",
            "next_at": each.at + ladder[known] if known < len(ladder) else None,
        }
        row = {"url_key": key, "url": each.url, "site_id": each.site_id, "host": host_of(each.url)}
        connection.execute(
            insert(_table)
            .values(row | state)
            .on_conflict_do_update(index_elements=["url_key"], set_=state)
        )
