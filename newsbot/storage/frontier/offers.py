"""Decides which of the links that sources list, or that a person names, are to be fetched."""

from collections.abc import Callable, Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    DateTime,
    Engine,
    Interval,
    RowMapping,
    bindparam,
    func,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import insert

from newsbot.items import Link
from newsbot.storage.connection.database_clock import NOW
from newsbot.storage.frontier.known import KNOWN, Answer, after_offer, answer_to, as_it_is
from newsbot.storage.frontier.updating import update_rows
from newsbot.storage.leases.waking import wake
from newsbot.storage.models import crawl_tables
from newsbot.storage.sites.forgotten import read_forgotten, share_forgotten_lock
from newsbot.storage.sites.rows import Sites
from newsbot.urls import host_of, origin_of, url_key

POSTPONED = timedelta(minutes=5)
"""How long a URL waits if it redirects to a page that this run has fetched already, or to a host
that only another run may send requests to now."""

_table, _hosts = crawl_tables.frontier, crawl_tables.hosts
_sources, _sites = crawl_tables.sources, crawl_tables.sites


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A link to an article, from a source (e.g. a feed), or from a person who named the URL.

    `source_url` and `source_kind` are None if a person named the URL.
    """

    link: Link
    site: str
    source_url: str | None = None
    source_kind: str | None = None
    assumed_at: datetime | None = None
    """An estimate of when an old article was published, if its source states no date; else None. It
    is stored as the time of the link's discovery. The links discovered last are fetched first, so
    today's news come before an old article. Until the link is fetched, the date of change that the
    source states is ignored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """The result of `Offers.offer`: says which of the given links are to be fetched."""

    answers: list[Answer]
    """What is to be done with each link that was given to `Offers.offer`, in the order of links."""
    new: int
    """How many links this call inserted. A link that two polls offer at once is new to one."""
    newest_at: datetime | None
    """When the newest of the links became known to newsbot; None if `offer` was given no links."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Remembered:
    """Groups of links: known ones, new ones, and those of removed articles."""

    known: dict[bytes, RowMapping]
    """The links that are in the frontier already: url_key → frontier row."""
    inserted: AbstractSet[bytes] = frozenset()
    """The url_keys of the links that were just inserted."""
    blocked: AbstractSet[bytes] = frozenset()
    """The url_keys of the links that were not known, but whose hosts are paused."""
    forgotten: AbstractSet[bytes]
    """The url_keys of the links that were not inserted, because they belong to sites or articles
    that a person has removed."""


class Offers:
    """Stores links in the table frontier, and says which of them are to be fetched."""

    def __init__(self, engine: Engine, queue_of: Callable[[str], str] = host_of) -> None:
        """Takes the database, and a function that maps a URL to its host or group of hosts."""
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
        found = self._remember(offered)
        known = found.known
        after = update_rows(
            self._engine, known, lambda row: after_offer(row, _stated(offered[row["url_key"]], row))
        )
        # New links on paused hosts (`found.blocked`) get the answer "waiting". So does a known link
        # whose row was deleted just now: it is offered again when its source is next read.
        answers: dict[bytes, Answer] = dict.fromkeys(known.keys() | found.blocked, "waiting")
        answers |= {key: answer_to(known[key], row) for key, row in after.items()}
        answers |= dict.fromkeys(found.forgotten, "forgotten")
        new = offered.keys() - known.keys() - found.forgotten
        return Offered(
            answers=[answers.get(key, "fresh") for key in keys],
            new=len(found.inserted),
            newest_at=self._newest(new, known),
        )

    def _newest(self, new: Collection[bytes], known: Mapping[bytes, RowMapping]) -> datetime | None:
        moments = [row["discovered_at"] for row in known.values()]
        if new:
            with self._engine.connect() as connection:
                moments.append(connection.execute(_NEWEST, {"keys": list(new)}).scalar_one())
        return max(moments, default=None)

    def want(self, offers: Sequence[Offer]) -> frozenset[bytes]:
        """Makes links due at once, even done or given-up ones, because a person asked for them.

        A person asks for links e.g. on the command line. Links of sites and articles that a person
        has removed are not made due. The url_keys of these refused links are returned.
        """
        found = self._remember(_by_key([url_key(offer.link.url) for offer in offers], offers))
        wanted: dict[str, Any] = {"state": "pending", "next_at": None}
        update_rows(self._engine, found.known, lambda row: as_it_is(row) | wanted)
        return frozenset(found.forgotten)

    def settle(self, others: Mapping[bytes, bytes]) -> None:
        """Marks URLs as done whose articles were fetched and stored under other URLs.

        Args:
            others: the url_key of a URL to fetch → the url_key of the URL fetched in its place.

        Rows that another transaction has locked are skipped. The next run settles them.
        """
        with self._engine.begin() as connection:
            connection.execute(_SETTLE, {"keys": list(others), "others": list(others.values())})

    def postpone(self, keys: Collection[bytes]) -> None:
        """Makes due URLs wait for the time POSTPONED, without counting this as a failed request.

        `keys` are the url_keys of pending URLs, and of stored pages that are to be requested again.
        Rows that another transaction has locked are skipped.
        """
        with self._engine.begin() as connection:
            connection.execute(_POSTPONE, {"keys": list(keys), "pause": POSTPONED})

    def _remember(self, offered: Mapping[bytes, Offer]) -> "_Remembered":
        """Inserts the links that are not in the frontier yet. The keys of `offered` are url_keys.

        Links of sites and articles that a person has removed are not inserted.
        """
        with self._engine.begin() as connection:
            forgotten = _forgotten(connection, offered)
            asked = list(offered.keys() - forgotten)
            rows = connection.execute(KNOWN, {"keys": asked}).mappings()
            known = {row["url_key"]: row for row in rows}
        age = {key: timedelta(microseconds=place) for place, key in enumerate(offered)}
        new = [
            {**self._row(key, offered[key]), "age": age[key], "known": offered[key].assumed_at}
            for key in sorted(offered.keys() - known.keys() - forgotten)
        ]
        if not new:
            return _Remembered(known=known, forgotten=forgotten)
        with self._engine.begin() as connection:
            share_forgotten_lock(connection)
            forgotten |= _forgotten(connection, offered)
            kept = [row for row in new if row["url_key"] not in forgotten]
            inserted, blocked = self._insert(connection, kept)
        return _Remembered(known=known, inserted=inserted, blocked=blocked, forgotten=forgotten)

    def _insert(
        self, connection: Connection, new: Sequence[Mapping[str, Any]]
    ) -> tuple[set[bytes], set[bytes]]:
        """Inserts rows into the frontier. They are sorted by url_key, or two crawls might deadlock.

        Returns the url_keys of the rows that no other transaction has inserted meanwhile, and of
        those whose hosts are paused.
        """
        if not new:
            return set(), set()
        queues = {row["host"]: self._queue_of(row["url"]) for row in new}
        wake(connection, queues.keys(), queues)
        inserted = set(connection.execute(_INSERT, new).scalars())
        hosts = sorted({row["host"] for row in new})
        is_blocked = _hosts.c.host.in_(hosts) & (_hosts.c.blocked_until > NOW)
        blocked = set(connection.execute(select(_hosts.c.host).where(is_blocked)).scalars())
        return inserted, {row["url_key"] for row in new if row["host"] in blocked}

    def _row(self, key: bytes, offer: Offer) -> dict[str, Any]:
        source_id = None
        if offer.source_url is not None and offer.source_kind is not None:
            source_id = self._sites.source_id(offer.source_url, offer.source_kind, offer.site)
        return {
            "url_key": key,
            "url": offer.link.url,
            "host": origin_of(offer.link.url),
            "site_id": self._sites.site_ids([offer.site])[offer.site],
            "listed_by": source_id,
            "state": "pending",
            "title": offer.link.title,
            "published_at": offer.link.published_at,
            "changed_at": None if offer.assumed_at is not None else offer.link.changed_at,
            "authors": list(offer.link.authors) or None,
            "summary": offer.link.summary,
        }


# A run fetches links without a date in the order of `discovered_at`, the latest first. A source
# lists its newest link first. So the `discovered_at` of each link is set a microsecond earlier than
# that of the link listed before it.
_INSERT = (
    insert(_table)
    .values(
        discovered_at=func.least(NOW, bindparam("known", type_=DateTime(timezone=True)))
        - bindparam("age", type_=Interval),
        # The id is NULL if `scrapy sites forget` has deleted the source, or is about to do so.
        # Otherwise the row of the source is locked (FOR KEY SHARE) until the transaction ends, so
        # that nobody can delete the source before the row of the URL is inserted.
        source_id=select(_sources.c.id)
        .join(_sites, (_sites.c.id == _sources.c.site_id) & _sites.c.forgotten_at.is_(None))
        .where(_sources.c.id == bindparam("listed_by"))
        .with_for_update(read=True, key_share=True, of=_sources)
        .scalar_subquery(),
    )
    .on_conflict_do_nothing()
    .returning(_table.c.url_key)
)
# Marks pending URLs as done if their pages were fetched through other URLs, and deletes these URLs'
# rejections. All transactions lock `frontier` before `rejections`, to avoid deadlocks.
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


def _forgotten(connection: Connection, offered: Mapping[bytes, Offer]) -> set[bytes]:
    known = read_forgotten(connection, {each.site for each in offered.values()}, offered.keys())
    return {key for key, each in offered.items() if known.has(each.link.url, each.site)}


def _stated(offer: Offer, known: RowMapping) -> Link:
    """The link in `offer`, or a copy of it without the date of the last change.

    The date is left out for old articles that were never requested: with it, they would be fetched
    as if they were news. `known` is the row of the link's URL in the table `frontier`.
    """
    is_waiting = known["state"] == "pending" and known["next_at"] is None
    if offer.assumed_at is None or not is_waiting:
        return offer.link
    return replace(offer.link, changed_at=None)


def _by_key(keys: Sequence[bytes], offers: Sequence[Offer]) -> dict[bytes, Offer]:
    """A dict of the offers by their url_keys; of several with the same key, the first is kept."""
    by_key: dict[bytes, Offer] = {}
    for key, offer in zip(keys, offers, strict=True):
        by_key.setdefault(key, offer)
    return by_key
