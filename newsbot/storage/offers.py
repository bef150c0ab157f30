"""Which of the links that sources list, or a person names, are to be fetched."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import (
    Connection,
    Engine,
    RowMapping,
    bindparam,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import insert

from newsbot.items import Link, SourceKind
from newsbot.storage import models
from newsbot.storage.database_clock import NOW
from newsbot.storage.sites import Sites
from newsbot.urls import host_of, url_key

# A source's date farther ahead than any time zone is no date.
BELIEVED_AHEAD = timedelta(days=1)

Answer = Literal["fresh", "retry", "waiting", "done", "failed"]
"""fresh and retry: fetch it; waiting: not before its next time, or its host's."""

_table, _rejections, _hosts = models.frontier, models.rejections, models.hosts
_CHANGING = ("state", "tries", "next_at", "title", "published_at", "changed_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An article link that a source listed, or, without a source, that a person named."""

    link: Link
    site: str
    source_url: str | None = None
    source_kind: SourceKind | None = None


class Offers:
    """Remembers links and says which of them are to be fetched."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._sites = Sites(engine)

    def offer(self, offers: Sequence[Offer]) -> list[Answer]:
        """For each offer whether it is to be fetched; what is new or changed is written.

        A poll whose links are known and unchanged writes nothing.
        """
        rows = self._rows(offers)
        with self._engine.begin() as connection:
            known = _known(connection, rows)
            blocked = _blocked(connection, {row["host"] for row in rows.values()})
            _insert(connection, [row for key, row in rows.items() if key not in known])
        after = {key: _after(known[key], row) for key, row in rows.items() if key in known}
        self._update(known, after)
        answers = {key: _answer(known.get(key), after.get(key)) for key in rows}
        for key, row in rows.items():
            if answers[key] in {"fresh", "retry"} and row["host"] in blocked:
                answers[key] = "waiting"
        return [answers[url_key(offer.link.url)] for offer in offers]

    def want(self, offers: Sequence[Offer]) -> None:
        """Makes URLs that a person named pending and due, whatever became of them before."""
        rows = self._rows(offers)
        with self._engine.begin() as connection:
            known = _known(connection, rows)
            _insert(connection, [row for key, row in rows.items() if key not in known])
        wanted: dict[str, Any] = {"state": "pending", "next_at": None}
        self._update(known, {key: _as_it_is(row) | wanted for key, row in known.items()})

    def _rows(self, offers: Sequence[Offer]) -> dict[bytes, dict[str, Any]]:
        """Rows of the frontier as they are to be if they are new, in the order of their keys."""
        rows: dict[bytes, dict[str, Any]] = {}
        for offer in offers:
            rows.setdefault(url_key(offer.link.url), self._row(offer))
        return {key: {"url_key": key, **rows[key]} for key in sorted(rows)}

    def _row(self, offer: Offer) -> dict[str, Any]:
        source_id = None
        if offer.source_url is not None and offer.source_kind is not None:
            source_id = self._sites.source_id(offer.source_url, offer.source_kind, offer.site)
        return {
            "url": offer.link.url,
            "host": host_of(offer.link.url),
            "site_id": self._sites.site_ids([offer.site])[offer.site],
            "source_id": source_id,
            "state": "pending",
            "title": offer.link.title,
            "published_at": offer.link.published_at,
            "changed_at": offer.link.changed_at,
        }

    def _update(
        self, known: Mapping[bytes, RowMapping], after: Mapping[bytes, dict[str, Any]]
    ) -> None:
        """Writes what changed. Rows that are being stored are passed by: the next poll asks again.

        In a transaction of its own, for one that holds new rows must not hold others.
        """
        changed = [key for key in sorted(after) if after[key] != _as_it_is(known[key])]
        if not changed:
            return
        free = (
            select(_table.c.url_key)
            .where(_table.c.url_key.in_(changed))
            .order_by(_table.c.url_key)
            .with_for_update(skip_locked=True)
        )
        statement = (
            _table.update()
            .where(_table.c.url_key == bindparam("key"))
            .values({name: bindparam(name) for name in _CHANGING})
        )
        with self._engine.begin() as connection:
            rows = [{"key": key, **after[key]} for key in connection.execute(free).scalars()]
            if rows:
                connection.execute(statement, rows)


def _known(connection: Connection, keys: Iterable[bytes]) -> dict[bytes, RowMapping]:
    """The rows of URLs that are known, with what is compared with an offer."""
    statement = (
        select(
            _table.c.url_key,
            *(_table.c[name] for name in _CHANGING),
            _table.c.done_at,
            _rejections.c.last_at.label("tried_at"),
            func.coalesce(_table.c.next_at <= NOW, True).label("is_due"),
            NOW.label("now"),
        )
        .outerjoin(_rejections, _rejections.c.url_key == _table.c.url_key)
        .where(_table.c.url_key.in_(list(keys)))
    )
    return {row["url_key"]: row for row in connection.execute(statement).mappings()}


def _blocked(connection: Connection, hosts: set[str]) -> set[str]:
    """Those hosts that are left alone for a while."""
    statement = select(_hosts.c.host).where(
        _hosts.c.host.in_(sorted(hosts)), _hosts.c.blocked_until > NOW
    )
    return set(connection.execute(statement).scalars())


def _insert(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """Rows must be in the order of their keys, so that two crawls cannot lock each other out."""
    if rows:
        connection.execute(insert(_table).on_conflict_do_nothing(), rows)


def _as_it_is(known: RowMapping) -> dict[str, Any]:
    return {name: known[name] for name in _CHANGING}


def _after(known: RowMapping, offered: Mapping[str, Any]) -> dict[str, Any]:
    """What a known URL's row is to be after an offer."""
    changed_at = _believed(offered["changed_at"], known["now"])
    before = _believed(known["changed_at"], known["now"])
    row = _as_it_is(known) | {
        "changed_at": max(filter(None, (before, changed_at)), default=None),
        "published_at": known["published_at"] or offered["published_at"],
        "title": known["title"] or offered["title"],
    }
    if _has_changed(known, before, changed_at):
        row |= {"state": "pending", "tries": 0, "next_at": None}
        row |= {"title": offered["title"] or known["title"]}
    return row


def _has_changed(known: RowMapping, before: datetime | None, changed_at: datetime | None) -> bool:
    """Whether the source says that the article changed since it was stored, or last tried."""
    if changed_at is None:
        return False
    if known["state"] == "done":
        seen = before or known["done_at"]
    elif known["next_at"] is not None or known["state"] == "failed":
        seen = max(filter(None, (before, known["tried_at"])), default=None)
    else:
        return False  # it is due as it is
    return seen is not None and changed_at > seen


def _believed(moment: datetime | None, now: datetime) -> datetime | None:
    return None if moment is None or moment > now + BELIEVED_AHEAD else moment


def _answer(known: RowMapping | None, after: Mapping[str, Any] | None) -> Answer:
    if known is None or after is None:
        return "fresh"
    if after["state"] != "pending":
        answer: Answer = after["state"]
        return answer
    if after["next_at"] is None:
        return "fresh"
    return "retry" if known["is_due"] else "waiting"
