"""Leases of queues: a run claims a host queue, renews its lease, and gives the queue back.

A queue is the work of one host, or of several hosts of one server. Only the run that has leased a
queue sends requests to its hosts. From the moment `leased_until` on, another run may take the queue
over. Then the former run finds that it has lost the lease, and stores nothing. The term "queue" is
that of URLFrontier, a project of crawler-commons.
"""

import math
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, text

from newsbot.storage.health.runs import ARCHIVE
from newsbot.storage.leases.ending import end_leases
from newsbot.storage.leases.holders import Holder, is_dead
from newsbot.storage.leases.scope import HAS_WORK, Scope

AT_A_TIME = 4
"""A run leases at most this many host queues in one transaction."""
ENOUGH = 256
"""Due host queues are counted, to divide them equally among the live runs, up to this number for
each run. A run never leases so many, so that a higher count would change nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """A queue that a run has leased, so that only this run sends requests to the queue's hosts."""

    queue: str
    asked_at: datetime | None
    """The queue's hosts got their last request at this moment or earlier; None if they got none."""


@dataclass(frozen=True, slots=True)
class Queues:
    """Leases queues for one run, and gives them back. The methods do blocking I/O.

    A queue is the crawling work of one host, or of several hosts of one server. While a run has
    leased a queue, no other run sends requests to these hosts.
    """

    engine: Engine
    run_id: int
    holder: Holder
    ttl: timedelta
    """How long a lease of a queue lasts after it was taken or last renewed. A lease is the right to
    send requests to the hosts of the queue."""

    def begin(self) -> None:
        """Stores which system process does this run, and ends runs whose processes have died.

        Only processes of this machine are checked.
        """
        with self.engine.begin() as connection:
            connection.execute(_BEGIN, {"run": self.run_id, "ttl": self.ttl, **_named(self.holder)})
        self.bury_dead()

    def bury_dead(self) -> None:
        """Marks runs of dead processes of this machine as killed, and ends their leases."""
        with self.engine.begin() as connection:
            rows = connection.execute(_OPEN_RUNS, {"boot": self.holder.boot}).mappings()
            dead = [
                row["id"]
                for row in rows
                if is_dead(Holder(machine=row["machine"], boot=row["boot"], process=row["process"]))
            ]
            if dead:
                connection.execute(_BURY, {"dead": dead})
                connection.execute(_RELEASE, {"dead": dead})

    def claim(self, scope: Scope, held: int, barren: Collection[str]) -> list[Lease]:
        """Leases due host queues for this run, and returns the new leases.

        At most AT_A_TIME queues are leased, and no more than the run's share of all queues allows.

        Args:
            scope: says which sources and URLs the run is for. A queue is leased only if one of
                these is due in it.
            held: how many queues the run has leased already.
            barren: names of queues that are not leased, because this run found nothing to request
                in them.
        """
        with self.engine.begin() as connection:
            most = min(AT_A_TIME, self._share(connection) - held)
            if most <= 0:
                return []
            parameters = {
                **_wanted(scope, barren),
                "run": self.run_id,
                "ttl": self.ttl,
                "most": most,
            }
            rows = connection.execute(_CLAIM, parameters)
            return [Lease(queue=row.queue, asked_at=row.asked_at) for row in rows]

    def share(self) -> int:
        """How many host queues each run may lease, so that all live runs get equal shares.

        The number of due or leased queues is divided by the number of live runs, and rounded up. Of
        very many due queues, only a part is counted.
        """
        with self.engine.connect() as connection:
            return self._share(connection)

    def take(self, queue: str) -> Lease | None:
        """Leases the queue of one host or group of hosts, whether the queue is due or not.

        Returns None while another run has leased the queue.
        """
        with self.engine.begin() as connection:
            connection.execute(_MAKE, {"queue": queue})
            parameters = {"queue": queue, "run": self.run_id, "ttl": self.ttl}
            row = connection.execute(_TAKE, parameters).one_or_none()
        return None if row is None else Lease(queue=queue, asked_at=row.asked_at)

    def renew(self) -> set[str]:
        """Prolongs all leases of the run; returns the names of the queues that are still leased.

        A queue is the crawling work of one host, or of several hosts.
        """
        with self.engine.begin() as connection:
            parameters = {"run": self.run_id, "ttl": self.ttl}
            return set(connection.execute(_RENEW, parameters).scalars())

    def give_back(
        self,
        queues: Collection[str],
        of_articles: Collection[str],
        unfinished: Collection[str] = (),
    ) -> None:
        """Ends the run's leases of `queues`, and stores when each queue will next have work.

        A queue is the crawling work of one host, or of several hosts. A host that is paused for one
        of the reasons `of_articles` (names from newsbot.reasons) gets no requests for articles, but
        its sources (e.g. feeds) are still polled. So its queue has work as soon as a source is due.
        `unfinished` are the queues in which the run has left due URLs or sources.
        """
        with self.engine.begin() as connection:
            # One statement locks the rows, and the next one changes them. If another transaction
            # has locked them first, this one waits, and the second statement sees its changes.
            connection.execute(_LOCK, {"queues": sorted(queues), "run": self.run_id})
            end_leases(connection, self.run_id, queues, of_articles, unfinished)

    def is_any_free(self, scope: Scope, barren: Collection[str]) -> bool:
        """Whether a host queue is due that this run could lease with `claim`.

        Queues in `barren` do not count: the run has found nothing to request on their hosts. Queues
        whose rows another transaction has locked do count, although `claim` cannot lease them until
        that transaction has ended.
        """
        with self.engine.connect() as connection:
            return bool(connection.execute(_FREE, _wanted(scope, barren)).scalar_one())

    def others_hold_work(self, scope: Scope) -> bool:
        """Whether a source or URL in `scope` is due on a host that another run has leased."""
        parameters = {**_wanted(scope), "run": self.run_id}
        with self.engine.connect() as connection:
            return bool(connection.execute(_ELSEWHERE, parameters).scalar_one())

    def _share(self, connection: Connection) -> int:
        row = connection.execute(_SHARE).one()
        return math.ceil(int(row.open) / int(row.runs))


def held_by(connection: Connection, run_id: int, queues: Collection[str]) -> set[str]:
    """The names of the host queues among `queues` that the run `run_id` still has leased.

    No other run can take over these queues before the transaction of `connection` ends. If the
    transaction stores articles, it must take the storing lock (see
    newsbot.storage.connection.storing_lock) before this call.
    """
    parameters = {"run": run_id, "queues": sorted(queues)}
    return set(connection.execute(_HELD, parameters).scalars())


def _wanted(scope: Scope, barren: Collection[str] = ()) -> dict[str, Any]:
    return {
        **scope.parameters,
        "barren": list(barren),
        "queues": None if scope.queues is None else sorted(scope.queues),
    }


def _named(holder: Holder) -> dict[str, str]:
    return {"machine": holder.machine, "boot": holder.boot, "process": holder.process}


# SQL: the latest moment at which the hosts of the queue `q` may have had a request before `q` is
# leased anew. If `leased_by` names a run, its lease ran out, but it may have sent a request just
# now.
_ASKED_AT = "CASE WHEN q.leased_by IS NULL THEN q.asked_at ELSE newsbot.now() END"
_BEGIN = text("""
    UPDATE newsbot.runs SET machine = :machine, boot = :boot, process = :process,
        alive_until = newsbot.now() + :ttl
    WHERE id = :run
""")
_OPEN_RUNS = text("""
    SELECT id, machine, boot, process FROM newsbot.runs
    WHERE finished_at IS NULL AND boot = :boot AND process IS NOT NULL
""")
# Marks dead runs as ended. To avoid a deadlock with other transactions, the rows of the runs are
# locked in the order of their ids.
_BURY = text("""
    WITH dead AS (
        SELECT id FROM newsbot.runs WHERE id = ANY(:dead) AND finished_at IS NULL
        ORDER BY id FOR UPDATE
    )
    UPDATE newsbot.runs AS r SET finished_at = least(r.alive_until, newsbot.now()),
        finish_reason = 'killed', alive_until = newsbot.now()
    FROM dead WHERE r.id = dead.id
""")
_RELEASE = text("""
    WITH theirs AS (
        SELECT queue FROM newsbot.queues WHERE leased_by = ANY(:dead) ORDER BY queue FOR UPDATE
    )
    UPDATE newsbot.queues AS q SET leased_until = newsbot.now(), next_at = newsbot.now()
    FROM theirs WHERE q.queue = theirs.queue
""")
# Counts the queues (each has the work of one host or server) that are due or leased, to divide them
# equally among the live crawls (ARCHIVE leases none). For each, at most ENOUGH are counted as due.
_SHARE = text(f"""
    WITH live AS (
        SELECT greatest(count(*), 1) AS runs FROM newsbot.runs
        WHERE finished_at IS NULL AND alive_until > newsbot.now() AND spider <> '{ARCHIVE}'
    ), due AS (
        SELECT FROM newsbot.queues WHERE next_at <= newsbot.now()
        LIMIT (SELECT runs * {ENOUGH} FROM live)
    ), leased AS (
        SELECT FROM newsbot.queues
        WHERE leased_by IS NOT NULL AND leased_until > newsbot.now()
            AND coalesce(next_at > newsbot.now(), true)
    )
    SELECT (SELECT count(*) FROM due) + (SELECT count(*) FROM leased) AS open, runs FROM live
""")  # noqa: S608 - of constants
_MAY_LEASE = f"""
    q.next_at <= newsbot.now()
    AND (q.leased_until IS NULL OR q.leased_until <= newsbot.now())
    AND q.queue <> ALL(CAST(:barren AS text[]))
    AND (CAST(:queues AS text[]) IS NULL OR q.queue = ANY(CAST(:queues AS text[])))
    AND {HAS_WORK}
"""
_FREE = text(f"""
    SELECT EXISTS (SELECT FROM newsbot.queues AS q WHERE {_MAY_LEASE})
""")  # noqa: S608 - of constants
_CLAIM = text(f"""
    WITH due AS (
        SELECT q.queue, {_ASKED_AT} AS asked_at FROM newsbot.queues AS q
        WHERE {_MAY_LEASE}
        ORDER BY q.next_at LIMIT :most FOR UPDATE OF q SKIP LOCKED
    )
    UPDATE newsbot.queues AS q SET leased_by = :run, leased_until = newsbot.now() + :ttl
    FROM due WHERE q.queue = due.queue
    RETURNING q.queue, due.asked_at
""")  # noqa: S608 - of constants
_MAKE = text("""
    INSERT INTO newsbot.queues (queue) VALUES (:queue) ON CONFLICT DO NOTHING
""")
_TAKE = text(f"""
    WITH free AS (
        SELECT q.queue, {_ASKED_AT} AS asked_at FROM newsbot.queues AS q
        WHERE q.queue = :queue
            AND (q.leased_until IS NULL OR q.leased_until <= newsbot.now() OR q.leased_by = :run)
        FOR UPDATE
    )
    UPDATE newsbot.queues AS q SET leased_by = :run, leased_until = newsbot.now() + :ttl
    FROM free WHERE q.queue = free.queue
    RETURNING free.asked_at
""")  # noqa: S608 - of constants
_RENEW = text("""
    WITH alive AS (
        UPDATE newsbot.runs SET alive_until = newsbot.now() + :ttl WHERE id = :run
    ), mine AS (
        SELECT queue FROM newsbot.queues WHERE leased_by = :run ORDER BY queue FOR UPDATE
    )
    UPDATE newsbot.queues AS q SET leased_until = newsbot.now() + :ttl
    FROM mine WHERE q.queue = mine.queue
    RETURNING q.queue
""")
_LOCK = text("""
    SELECT FROM newsbot.queues
    WHERE queue = ANY(CAST(:queues AS text[])) AND leased_by = :run
    ORDER BY queue FOR UPDATE
""")
_ELSEWHERE = text(f"""
    SELECT EXISTS (
        SELECT FROM newsbot.queues AS q
        WHERE q.leased_until > newsbot.now() AND q.leased_by <> :run
            AND (CAST(:queues AS text[]) IS NULL OR q.queue = ANY(CAST(:queues AS text[])))
            AND {HAS_WORK}
    )
""")  # noqa: S608 - of constants
_HELD = text("""
    SELECT queue FROM newsbot.queues
    WHERE queue = ANY(CAST(:queues AS text[])) AND leased_by = :run
    ORDER BY queue FOR SHARE
""")
