"""Decides which of the links that sources list, or that a person names, are to be fetched."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import DateTime, Engine, Interval, RowMapping, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import insert

from newsbot.items import Link
from newsbot.storage.connection.database_clock import NOW
from newsbot.storage.frontier.known import CHANGING, KNOWN, Answer, after_offer, answer_to, as_it_is
from newsbot.storage.leases.waking import wake, wake_known
from newsbot.storage.models import crawl_tables
from newsbot.storage.sites import Sites
from newsbot.urls import host_of, origin_of, url_key

POSTPONED = timedelta(minutes=5)
"""How long a URL waits after it redirected to a host that another run has leased, or to a page that
was already fetched."""

_table, _hosts = crawl_tables.frontier, crawl_tables.hosts


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An article link that a source listed, or that a person named.

    `source_url` and `source_kind` are None if a person named the link.
    """

    link: Link
    site: str
    source_url: str | None = None
    source_kind: str | None = None
    assumed_at: datetime | None = None
    """About when an article of the past was published, if its source does not state that. A new
    link is then fetched as if it had become known at that time, so after the news of the day,
    whatever its source says of the last change of the article. None for other links."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What `Offers.offer` found about the links that it was given."""

    answers: list[Answer]
    """What is to be done with each of the given links, in their order."""
    new: int
    """How many of the links were not in the table frontier before."""
    newest_at: datetime | None
    """When the newest of the links became known to newsbot; None where no links were given."""


class Offers:
    """Stores links in the table frontier, and says which of them are to be fetched."""

    def __init__(self, engine: Engine, queue_of: Callable[[str], str] = host_of) -> None:
        """`queue_of` takes a URL, and returns the name of the queue of the URL's host."""
        self._engine = engine
        self._queue_of = queue_of
        self._sites = Sites(engine)

    def offer(self, offers: Sequence[Offer]) -> Offered:
        """Stores new and changed links, and returns for each link whether it is to be fetched.

        Nothing is written if all links are in the frontier already and unchanged.
        """
        if not offers:
            return Offered(answers=[], new=0, newest_at=None)
        keys = [url_key(offer.link.url) for offer in offers]
        offered = _by_key(keys, offers)
        known, blocked = self._remember(offered)
        after = self._update(known, lambda row: after_offer(row, offered[row["url_key"]].link))
        answers = {key: answer_to(row, after[key]) for key, row in known.items()}
        return Offered(
            answers=[answers.get(key, "waiting" if key in blocked else "fresh") for key in keys],
            new=len(offered) - len(known),
            newest_at=self._newest(offered.keys() - known.keys(), known),
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
        self._update(known, lambda row: as_it_is(row) | wanted)

    def settle(self, others: Mapping[bytes, bytes]) -> None:
        """Marks each pending URL done if the URL that was fetched in its place is done.

        Args:
            others: the url_key of a URL → the url_key of the URL fetched in its place.

        Rows that another transaction has locked are skipped. The next run settles them.
        """
        with self._engine.begin() as connection:
            parameters = {"keys": list(others), "others": list(others.values())}
            connection.execute(_SETTLE, parameters)

    def postpone(self, keys: Collection[bytes]) -> None:
        """Makes due URLs due again only after POSTPONED; this is not counted as a try.

        These are pending URLs, and pages that are due to be looked at again. `keys` are their
        url_keys. Rows that another transaction has locked are skipped.
        """
        with self._engine.begin() as connection:
            connection.execute(_POSTPONE, {"keys": list(keys), "pause": POSTPONED})

    def _remember(
        self, offered: Mapping[bytes, Offer]
    ) -> tuple[dict[bytes, RowMapping], set[bytes]]:
        """Inserts the links that are not in the frontier yet; the keys of `offered` are url_keys.

        Returns two things: url_key → row, for the links that were in the frontier before; and the
        keys of the inserted links whose hosts are paused.
        """
        with self._engine.begin() as connection:
            rows = connection.execute(KNOWN, {"keys": list(offered)}).mappings()
            known = {row["url_key"]: row for row in rows}
        age = {key: timedelta(microseconds=place) for place, key in enumerate(offered)}
        new = [
            {**self._row(key, offered[key]), "age": age[key], "known": offered[key].assumed_at}
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
            "changed_at": None if offer.assumed_at is not None else offer.link.changed_at,
            "authors": list(offer.link.authors) or None,
            "summary": offer.link.summary,
        }

    def _update(
        self, known: dict[bytes, RowMapping], change: Callable[[RowMapping], dict[str, Any]]
    ) -> dict[bytes, dict[str, Any]]:
        """Changes frontier rows; returns their new values by url_key.

        Args:
            known: url_key → the frontier row as it was read. If another transaction has locked
                or changed a row since, the row is read again, and replaced in this dict.
            change: makes the new values of a frontier row from the row.
        """
        after = {key: change(row) for key, row in known.items()}
        for key in self._write_free(known, after):
            known[key], after[key] = self._change_one(key, known[key]["host"], change)
        return after

    def _write_free(
        self, known: Mapping[bytes, RowMapping], after: Mapping[bytes, dict[str, Any]]
    ) -> list[bytes]:
        """Writes the frontier rows that differ between `known` (before) and `after`.

        Rows that another transaction has locked, or has changed since they were read, are left
        alone. The keys of these rows are returned. The update has a transaction of its own. If one
        transaction inserted rows and also locked others, two crawls could deadlock.
        """
        changed = [key for key in sorted(after) if after[key] != as_it_is(known[key])]
        if not changed:
            return []
        free = (
            select(_table.c.url_key, *(_table.c[name] for name in CHANGING))
            .where(_table.c.url_key.in_(changed))
            .order_by(_table.c.url_key)
            .with_for_update(skip_locked=True)
        )
        pending = [known[key]["host"] for key in changed if after[key]["state"] == "pending"]
        with self._engine.begin() as connection:
            wake_known(connection, pending)
            rows = {row["url_key"]: row for row in connection.execute(free).mappings()}
            same = [key for key in rows if as_it_is(rows[key]) == as_it_is(known[key])]
            if same:
                connection.execute(_WRITE, [{"key": key, **after[key]} for key in same])
        return [key for key in changed if key not in same]

    def _change_one(
        self, key: bytes, host: str, change: Callable[[RowMapping], dict[str, Any]]
    ) -> tuple[RowMapping, dict[str, Any]]:
        """Changes one frontier row, after waiting until no other transaction has the row locked.

        `host` is the host of the row's URL; its queue is made due. Returns the row as it was before
        the change, and its new values. The transaction locks no other URL, so the wait cannot lead
        to a deadlock.
        """
        lock = select(_table.c.url_key).where(_table.c.url_key == key).with_for_update()
        with self._engine.begin() as connection:
            wake_known(connection, [host])
            connection.execute(lock)
            row = connection.execute(KNOWN, {"keys": [key]}).mappings().one()
            after = change(row)
            if after != as_it_is(row):
                connection.execute(_WRITE, {"key": key, **after})
        return row, after


_WRITE = (
    _table.update()
    .where(_table.c.url_key == bindparam("key"))
    .values({name: bindparam(name) for name in CHANGING})
)
# A run fetches links without a date in the order of `discovered_at`, the latest first. A source
# lists its newest link first. So each link of a source is stored with a `discovered_at` that is a
# microsecond earlier than that of the link listed before it. RETURNING is there because SQLAlchemy
# then inserts many rows by one statement, in their order. The returned keys are not needed.
_INSERT = (
    insert(_table)
    .values(
        discovered_at=func.least(NOW, bindparam("known", type_=DateTime(timezone=True)))
        - bindparam("age", type_=Interval)
    )
    .on_conflict_do_nothing()
    .returning(_table.c.url_key)
)
# Locks first the URL's row in the table frontier, then its row in the table rejections. The
# transactions that store articles use the same order, so they and this one cannot deadlock.
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
        SET state = 'done', tries = 0, next_at = NULL, done_at = free.done_at,
            authors = NULL, summary = NULL
        FROM free WHERE this.url_key = free.url_key
        RETURNING this.url_key
    )
    DELETE FROM newsbot.rejections AS rejected
    USING settled WHERE rejected.url_key = settled.url_key
""")
_POSTPONE = text("""
    WITH free AS (
        SELECT url_key FROM newsbot.frontier
        WHERE url_key = ANY(CAST(:keys AS bytea[])) AND (
            state = 'pending' AND coalesce(next_at <= newsbot.now(), true)
            OR state = 'done' AND revisit_at <= newsbot.now()
        )
        ORDER BY url_key FOR UPDATE SKIP LOCKED
    )
    UPDATE newsbot.frontier AS this SET
        next_at = CASE state WHEN 'pending' THEN newsbot.now() + :pause END,
        revisit_at = CASE state WHEN 'done' THEN newsbot.now() + :pause ELSE revisit_at END
    FROM free WHERE this.url_key = free.url_key
""")
_NEWEST = text("""
    SELECT max(discovered_at) FROM newsbot.frontier WHERE url_key = ANY(CAST(:keys AS bytea[]))
""")


def _by_key(keys: Sequence[bytes], offers: Sequence[Offer]) -> dict[bytes, Offer]:
    """Offers by url_key; of several offers with the same key the first one counts."""
    by_key: dict[bytes, Offer] = {}
    for key, offer in zip(keys, offers, strict=True):
        by_key.setdefault(key, offer)
    return by_key
