"""Decides which of the links that sources list, or that a person names, are to be fetched."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import (
    ARRAY,
    Engine,
    Interval,
    LargeBinary,
    RowMapping,
    any_,
    bindparam,
    func,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import insert

from newsbot.discovery.belief import believed_from
from newsbot.items import Link
from newsbot.reasons import reason_of
from newsbot.storage.connection.database_clock import NOW
from newsbot.storage.leases.waking import wake, wake_known
from newsbot.storage.models import crawl_tables
from newsbot.storage.sites import Sites
from newsbot.urls import host_of, origin_of, url_key

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What `Offers.offer` found about the links that it was given."""

    answers: list[Answer]
    """What is to be done with each link, in the order of the links."""
    new: int
    """How many of the links were not in the frontier before."""
    newest_at: datetime | None
    """When the newest of the links became known to newsbot; None where no links were given."""
    passed_over: int
    """How many changed links were not written, because their rows were locked elsewhere."""


class Offers:
    """Stores links in the frontier and says which of them are to be fetched."""

    def __init__(self, engine: Engine, queue_of: Callable[[str], str] = host_of) -> None:
        """`queue_of` gives the queue that the host of a URL belongs to."""
        self._engine = engine
        self._queue_of = queue_of
        self._sites = Sites(engine)

    def offer(self, offers: Sequence[Offer]) -> Offered:
        """Stores new and changed links, and returns for each link whether it is to be fetched.

        Nothing is written if all links are in the frontier already and unchanged.
        """
        if not offers:
            return Offered(answers=[], new=0, newest_at=None, passed_over=0)
        keys = [url_key(offer.link.url) for offer in offers]
        offered = _by_key(keys, offers)
        known, blocked = self._remember(offered)
        after = {key: _after(row, offered[key].link) for key, row in known.items()}
        passed_over = self._update(known, after)
        answers = {key: _answer(row, after[key]) for key, row in known.items()}
        return Offered(
            answers=[answers.get(key, "waiting" if key in blocked else "fresh") for key in keys],
            new=len(offered) - len(known),
            newest_at=self._newest(offered.keys() - known.keys(), known),
            passed_over=passed_over,
        )

    def _newest(self, new: Collection[bytes], known: Mapping[bytes, RowMapping]) -> datetime | None:
        moments = [row["discovered_at"] for row in known.values()]
        if new:
            with self._engine.connect() as connection:
                moments.append(connection.execute(_NEWEST, {"keys": list(new)}).scalar_one())
        return max(moments, default=None)

    def want(self, offers: Sequence[Offer]) -> None:
        """Makes links that a person named due at once, even if they are done or given up."""
        known, _ = self._remember(_by_key([url_key(offer.link.url) for offer in offers], offers))
        wanted: dict[str, Any] = {"state": "pending", "next_at": None}
        self._update(known, {key: _as_it_is(row) | wanted for key, row in known.items()})

    def settle(self, others: Mapping[bytes, bytes]) -> None:
        """Marks each pending URL done if the URL that was fetched in its place is done.

        Args:
            others: the url_key of a URL → the url_key of the URL fetched in its place.

        Rows that another transaction has locked are skipped: the next run settles them.
        """
        with self._engine.begin() as connection:
            parameters = {"keys": list(others), "others": list(others.values())}
            connection.execute(_SETTLE, parameters)

    def _remember(
        self, offered: Mapping[bytes, Offer]
    ) -> tuple[dict[bytes, RowMapping], set[bytes]]:
        """Inserts the links that are not in the frontier yet; the keys of `offered` are url_keys.

        Returns two things: url_key → row, for the links that were in the frontier before; and the
        keys of the inserted links whose hosts are paused.
        """
        with self._engine.begin() as connection:
            rows = connection.execute(_KNOWN, {"keys": list(offered)}).mappings()
            known = {row["url_key"]: row for row in rows}
        age = {key: timedelta(microseconds=place) for place, key in enumerate(offered)}
        new = [
            {**self._row(key, offered[key]), "age": age[key]}
            for key in sorted(offered.keys() - known.keys())
        ]
        if not new:
            return known, set()
        queues = {row["host"]: self._queue_of(row["url"]) for row in new}
        with self._engine.begin() as connection:
            wake(connection, queues.keys(), queues)
            # The rows are sorted by url_key, so that two crawls that insert the same URLs cannot
            # deadlock.
            connection.execute(_INSERT, new)
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
        self, known: Mapping[bytes, RowMapping], after: Mapping[bytes, dict[str, Any]]
    ) -> int:
        """Writes the frontier rows that differ between `known` (before) and `after`.

        Rows that another transaction has locked are skipped; the next poll of the source updates
        them. The update has a transaction of its own: if one transaction inserted rows and also
        locked others, two crawls could deadlock.
        """
        changed = [key for key in sorted(after) if after[key] != _as_it_is(known[key])]
        if not changed:
            return 0
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
        pending = [known[key]["host"] for key in changed if after[key]["state"] == "pending"]
        with self._engine.begin() as connection:
            wake_known(connection, pending)
            rows = [{"key": key, **after[key]} for key in connection.execute(free).scalars()]
            if rows:
                connection.execute(statement, rows)
        return len(changed) - len(rows)


# Of undated links, a run fetches those first that were discovered last. A source lists the newest
# first, so each link is said to be a microsecond older than the one above it.
_INSERT = (
    insert(_table)
    .values(discovered_at=NOW - bindparam("age", type_=Interval))
    .on_conflict_do_nothing()
)
# Locks the frontier row of a URL before the rejection of the URL. The storing transaction locks
# them in the same order, so the two cannot deadlock.
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
_NEWEST = text("""
    SELECT max(discovered_at) FROM newsbot.frontier WHERE url_key = ANY(CAST(:keys AS bytea[]))
""")
_KNOWN = (
    select(
        _table.c.url_key,
        *(_table.c[name] for name in _CHANGING),
        _table.c.discovered_at,
        _table.c.done_at,
        _table.c.false_changes,
        _table.c.host,
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
"""Selects the frontier rows with given url_keys, and the columns from which `_answer` decides."""


def _by_key(keys: Sequence[bytes], offers: Sequence[Offer]) -> dict[bytes, Offer]:
    """Offers by url_key; of several offers with the same key the first one counts."""
    by_key: dict[bytes, Offer] = {}
    for key, offer in zip(keys, offers, strict=True):
        by_key.setdefault(key, offer)
    return by_key


def _as_it_is(known: RowMapping) -> dict[str, Any]:
    return {name: known[name] for name in _CHANGING}


def _after(known: RowMapping, link: Link) -> dict[str, Any]:
    """The values that a frontier row should have after a source listed its URL again, as `link`."""
    changed_at = _believed(link.changed_at, known["now"])
    before = _believed(known["changed_at"], known["now"])
    row = _as_it_is(known) | {
        "changed_at": max(filter(None, (before, changed_at)), default=None),
        "published_at": known["published_at"] or link.published_at,
        "title": known["title"] or link.title,
    }
    if _has_changed(known, before, changed_at):
        fetched_at = known["done_at"] or known["tried_at"] or known["now"]
        from_when = believed_from(fetched_at, known["false_changes"])
        next_at = from_when if from_when > known["now"] else None
        row |= {"state": "pending", "tries": 0, "next_at": next_at}
        row |= {"title": link.title or known["title"]}
    return row


def _has_changed(known: RowMapping, before: datetime | None, changed_at: datetime | None) -> bool:
    """Whether a source says that an article changed after newsbot stored or last requested it.

    Args:
        known: the frontier row of the article's URL.
        before: the date of change that the source gave earlier; it counts instead of the date of
            storing, if there is one.
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
