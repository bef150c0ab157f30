"""Decides which of the links that sources list, or that a person names, are to be fetched."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import (
    ARRAY,
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

# How far in the future a date that a source states for a link may lie; a later date is ignored as
# wrong. A mistake about the time zone puts a date less than a day ahead.
BELIEVED_AHEAD = timedelta(days=1)

Answer = Literal["fresh", "retry", "refused", "waiting", "done", "failed"]
"""What is to be done with a link. Fetch it: "fresh" (a new link), "retry" (requested before),
"refused" (the host refused the last request). Do not fetch it now: "waiting" (the time of the next
try has not come, or the host is paused). Do not fetch it: "done" (stored), "failed" (given up)."""

_table, _rejections, _hosts = crawl_tables.frontier, crawl_tables.rejections, crawl_tables.hosts
_CHANGING = ("state", "tries", "next_at", "title", "published_at", "changed_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An article link that a source listed, or that a person named.

    `source_url` and `source_kind` are None if a person named the link.
    """

    link: Link
    site: str
    source_url: str | None = None
    source_kind: str | None = None


class Offers:
    """Stores links in the frontier and says which of them are to be fetched."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._sites = Sites(engine)

    def offer(self, offers: Sequence[Offer]) -> list[Answer]:
        """Stores new and changed links; returns what is to be done with each, in the order given.

        Nothing is written if all links are in the frontier already and unchanged.
        """
        keys = [url_key(offer.link.url) for offer in offers]
        offered = _by_key(keys, offers)
        known, blocked = self._remember(offered)
        after = self._update(known, lambda row: _after(row, offered[row["url_key"]].link))
        answers = {key: _answer(row, after[key]) for key, row in known.items()}
        return [answers.get(key, "waiting" if key in blocked else "fresh") for key in keys]

    def want(self, offers: Sequence[Offer]) -> None:
        """Makes links that a person named due at once, even those that are done or given up."""
        known, _ = self._remember(_by_key([url_key(offer.link.url) for offer in offers], offers))
        wanted: dict[str, Any] = {"state": "pending", "next_at": None}
        self._update(known, lambda row: _as_it_is(row) | wanted)

    def settle(self, others: Mapping[bytes, bytes]) -> None:
        """Marks pending URLs as done if their pages were stored under other URLs that are done.

        Args:
            others: maps the `url_key` of each pending URL to the `url_key` of the other URL under
                which its page may be stored.

        Rows that another transaction has locked are skipped: the next run settles them.
        """
        with self._engine.begin() as connection:
            parameters = {"keys": list(others), "others": list(others.values())}
            connection.execute(_SETTLE, parameters)

    def _remember(
        self, offered: Mapping[bytes, Offer]
    ) -> tuple[dict[bytes, RowMapping], set[bytes]]:
        """Inserts the links that are not in the frontier yet. `offered` maps url_keys to links.

        Returns two values. The first maps url_keys to rows, for the links that were in the frontier
        before. The second has the url_keys of the inserted links whose hosts are paused.
        """
        with self._engine.begin() as connection:
            rows = connection.execute(_KNOWN, {"keys": list(offered)}).mappings()
            known = {row["url_key"]: row for row in rows}
        new = [self._row(key, offered[key]) for key in sorted(offered.keys() - known.keys())]
        if not new:
            return known, set()
        with self._engine.begin() as connection:
            # The rows are sorted by `url_key`, so that two crawls that insert the same URLs cannot
            # deadlock.
            connection.execute(insert(_table).on_conflict_do_nothing(), new)
            hosts = sorted({row["host"] for row in new})
            is_blocked = _hosts.c.host.in_(hosts) & (_hosts.c.blocked_until > NOW)
            blocked = set(connection.execute(select(_hosts.c.host).where(is_blocked)).scalars())
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
        self, known: dict[bytes, RowMapping], change: Callable[[RowMapping], dict[str, Any]]
    ) -> dict[bytes, dict[str, Any]]:
        """Changes frontier rows; returns a dict that maps each url_key to the row's new values.

        Args:
            known: maps each url_key to the frontier row as it was read. If another transaction has
                locked or changed the row since, it is read again, and replaced in this dict.
            change: computes the new values of a row from the row as it is.
        """
        after = {key: change(row) for key, row in known.items()}
        for key in self._write_free(known, after):
            known[key], after[key] = self._change_one(key, change)
        return after

    def _write_free(
        self, known: Mapping[bytes, RowMapping], after: Mapping[bytes, dict[str, Any]]
    ) -> list[bytes]:
        """Writes the frontier rows whose values in `after` differ from those in `known`.

        Rows are left alone if another transaction has locked them, or has changed them since they
        were read. Their keys are returned. The update has a transaction of its own: if one
        transaction inserted rows and also locked others, two crawls could deadlock.
        """
        changed = [key for key in sorted(after) if after[key] != _as_it_is(known[key])]
        if not changed:
            return []
        free = (
            select(_table.c.url_key, *(_table.c[name] for name in _CHANGING))
            .where(_table.c.url_key.in_(changed))
            .order_by(_table.c.url_key)
            .with_for_update(skip_locked=True)
        )
        with self._engine.begin() as connection:
            rows = {row["url_key"]: row for row in connection.execute(free).mappings()}
            same = [key for key in rows if _as_it_is(rows[key]) == _as_it_is(known[key])]
            if same:
                connection.execute(_WRITE, [{"key": key, **after[key]} for key in same])
        return [key for key in changed if key not in same]

    def _change_one(
        self, key: bytes, change: Callable[[RowMapping], dict[str, Any]]
    ) -> tuple[RowMapping, dict[str, Any]]:
        """Changes one frontier row, after waiting until no other transaction has the row locked.

        Returns the row before the change, and its new values. The wait cannot lead to a deadlock,
        because the waiting transaction holds no other lock.
        """
        lock = select(_table.c.url_key).where(_table.c.url_key == key).with_for_update()
        with self._engine.begin() as connection:
            connection.execute(lock)
            row = connection.execute(_KNOWN, {"keys": [key]}).mappings().one()
            after = change(row)
            if after != _as_it_is(row):
                connection.execute(_WRITE, {"key": key, **after})
        return row, after


_WRITE = (
    _table.update()
    .where(_table.c.url_key == bindparam("key"))
    .values({name: bindparam(name) for name in _CHANGING})
)
# Marks pending URLs (:keys) as done if the URLs at the same places in :others are done, and deletes
# the rejections of the marked URLs. The row in `frontier` is locked first, then the row of the same
# URL in `rejections`. The transactions that store articles use the same order, so they and this one
# cannot deadlock.
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
"""Selects the rows of `newsbot.frontier` that have given url_keys, with all columns from which
`_answer` decides what is to be done with a link."""


def _by_key(keys: Sequence[bytes], offers: Sequence[Offer]) -> dict[bytes, Offer]:
    """Maps each key in `keys` to the offer at the same place in `offers`.

    If a key occurs several times, its first offer is taken.
    """
    return dict(zip(reversed(keys), reversed(offers), strict=True))


def _as_it_is(known: RowMapping) -> dict[str, Any]:
    return {name: known[name] for name in _CHANGING}


def _after(known: RowMapping, link: Link) -> dict[str, Any]:
    """The new values of the frontier row `known`, whose URL a source has listed again as `link`."""
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
    """Whether a source says that an article changed after newsbot stored or last requested it.

    Args:
        known: the frontier row of the article's URL.
        before: the date of change that the source gave earlier, or None. If this date is known for
            a stored article, `changed_at` is compared with it, and not with the time of storing.
        changed_at: the date of change that the source gives now.
    """
    if changed_at is None:
        return False
    if known["state"] == "done":
        seen = before or known["done_at"]
    elif known["next_at"] is not None or known["state"] == "failed":
        seen = max(filter(None, (before, known["tried_at"])), default=None)
    else:
        return False  # a link that was never requested is due anyway
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
