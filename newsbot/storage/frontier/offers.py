"""Which of the links that sources list, or a person names, are to be fetched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import (
    ARRAY,
    Connection,
    Engine,
    LargeBinary,
    RowMapping,
    any_,
    bindparam,
    func,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import insert

from newsbot.items import Link
from newsbot.reasons import reason_of
from newsbot.storage.connection.database_clock import NOW
from newsbot.storage.models import crawl_tables
from newsbot.storage.sites import Sites
from newsbot.urls import origin_of, url_key

# A source's date farther ahead than any time zone is no date.
BELIEVED_AHEAD = timedelta(days=1)

Answer = Literal["fresh", "retry", "refused", "waiting", "done", "failed"]
"""fresh, retry and refused (its last answer was a refusal): fetch it; waiting: not before its next
time, or its host's."""

_table, _rejections, _hosts = crawl_tables.frontier, crawl_tables.rejections, crawl_tables.hosts
_CHANGING = ("state", "tries", "next_at", "title", "published_at", "changed_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An article link that a source listed, or, without a source, that a person named."""

    link: Link
    site: str
    source_url: str | None = None
    source_kind: str | None = None


class Offers:
    """Remembers links and says which of them are to be fetched."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._sites = Sites(engine)

    def offer(self, offers: Sequence[Offer]) -> list[Answer]:
        """For each offer whether it is to be fetched; what is new or changed is written.

        A poll whose links are known and unchanged writes nothing.
        """
        keys = [url_key(offer.link.url) for offer in offers]
        offered = _by_key(keys, offers)
        known, blocked = self._remember(offered)
        after = {key: _after(row, offered[key].link) for key, row in known.items()}
        self._update(known, after)
        answers = {key: _answer(row, after[key]) for key, row in known.items()}
        return [answers.get(key, "waiting" if key in blocked else "fresh") for key in keys]

    def want(self, offers: Sequence[Offer]) -> None:
        """Makes URLs that a person named pending and due, whatever became of them before."""
        known, _ = self._remember(_by_key([url_key(offer.link.url) for offer in offers], offers))
        wanted: dict[str, Any] = {"state": "pending", "next_at": None}
        self._update(known, {key: _as_it_is(row) | wanted for key, row in known.items()})

    def settle(self, others: Mapping[bytes, bytes]) -> None:
        """Marks URLs done that were left to others, where these are; all are named by their keys.

        Rows that are being stored are passed by: the next run asks.
        """
        with self._engine.begin() as connection:
            parameters = {"keys": list(others), "others": list(others.values())}
            connection.execute(_SETTLE, parameters)

    def _remember(
        self, offered: Mapping[bytes, Offer]
    ) -> tuple[dict[bytes, RowMapping], set[bytes]]:
        """The rows of URLs that were known, and those new ones whose hosts are left alone."""
        with self._engine.begin() as connection:
            rows = connection.execute(_KNOWN, {"keys": list(offered)}).mappings()
            known = {row["url_key"]: row for row in rows}
        new = [self._row(key, offered[key]) for key in sorted(offered.keys() - known.keys())]
        if not new:
            return known, set()
        with self._engine.begin() as connection:
            # In the order of their keys, so that two crawls cannot lock each other out.
            connection.execute(insert(_table).on_conflict_do_nothing(), new)
            blocked = _blocked(connection, {row["host"] for row in new})
        return known, {row["url_key"] for row in new if row["host"] in blocked}

    def _row(self, key: bytes, offer: Offer) -> dict[str, Any]:
        source_id = None
        if offer.source_url is not None and offer.source_kind is not None:
            source_id = self._sites.source_id(offer.source_url, offer.source_kind, offer.site)
        return {
            "url_key": key,
            "url": offer.link.url,
            "host": origin_of(offer.link.url),
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


# The storing transaction locks a URL's row here before its rejection, too.
_SETTLE = text("""
    WITH free AS (
        SELECT this.url_key, other.done_at
        FROM unnest(CAST(:keys AS bytea[]), CAST(:others AS bytea[])) AS pair (url_key, other_key)
        JOIN newsbot.frontier AS this ON this.url_key = pair.url_key
        JOIN newsbot.frontier AS other ON other.url_key = pair.other_key
        WHERE this.state = 'pending' AND other.state = 'done'
        ORDER BY this.url_key FOR UPDATE OF this SKIP LOCKED
    ), settled AS (
        UPDATE newsbot.frontier AS this
        SET state = 'done', tries = 0, next_at = NULL, done_at = free.done_at
        FROM free WHERE this.url_key = free.url_key
        RETURNING this.url_key
    )
    DELETE FROM newsbot.rejections AS rejected
    USING settled WHERE rejected.url_key = settled.url_key
""")
_KNOWN = (
    select(
        _table.c.url_key,
        *(_table.c[name] for name in _CHANGING),
        _table.c.done_at,
        _rejections.c.last_at.label("tried_at"),
        _rejections.c.reason,
        func.coalesce(_table.c.next_at <= NOW, True).label("is_due"),
        func.coalesce(_hosts.c.blocked_until > NOW, False).label("is_blocked"),
        NOW.label("now"),
    )
    .outerjoin_from(_table, _rejections, _rejections.c.url_key == _table.c.url_key)
    .outerjoin(_hosts, _hosts.c.host == _table.c.host)
    .where(_table.c.url_key == any_(bindparam("keys", type_=ARRAY(LargeBinary))))
)
"""Known URLs, with what is compared with an offer."""


def _by_key(keys: Sequence[bytes], offers: Sequence[Offer]) -> dict[bytes, Offer]:
    """Of those of one key the first."""
    return dict(zip(reversed(keys), reversed(offers), strict=True))


def _blocked(connection: Connection, hosts: set[str]) -> set[str]:
    """Those hosts that are left alone for a while."""
    statement = select(_hosts.c.host).where(
        _hosts.c.host.in_(sorted(hosts)), _hosts.c.blocked_until > NOW
    )
    return set(connection.execute(statement).scalars())


def _as_it_is(known: RowMapping) -> dict[str, Any]:
    return {name: known[name] for name in _CHANGING}


def _after(known: RowMapping, link: Link) -> dict[str, Any]:
    """What a known URL's row is to be after an offer."""
    changed_at = _believed(link.changed_at, known["now"])
    before = _believed(known["changed_at"], known["now"])
    row = _as_it_is(known) | {
        "changed_at": max(filter(None, (before, changed_at)), default=None),
        "published_at": known["published_at"] or link.published_at,
        "title": known["title"] or link.title,
    }
    if _has_changed(known, before, changed_at):
        row |= {"state": "pending", "tries": 0, "next_at": None}
        row |= {"title": link.title or known["title"]}
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


def _answer(known: RowMapping, after: Mapping[str, Any]) -> Answer:
    if after["state"] != "pending":
        answer: Answer = after["state"]
        return answer
    if known["is_blocked"]:
        return "waiting"
    if after["next_at"] is not None and not known["is_due"]:
        return "waiting"
    if known["reason"] is not None and reason_of(known["reason"]).is_refusal:
        return "refused"
    return "fresh" if after["next_at"] is None else "retry"
