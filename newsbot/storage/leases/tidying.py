"""Corrects the stored queues at the start of a run: their hosts, and when they are due.

A queue is the crawling work of one host, or of several hosts on one server.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Engine, text

from newsbot.storage.leases.ending import FORSAKEN, end_leases
from newsbot.storage.leases.scope import Scope, has_work
from newsbot.storage.leases.waking import wake_queues

STALE = timedelta(days=1)
"""If a queue (the crawling work of some hosts) has been due for longer than this, although it has
no source or URL to request, the stored time from which it is due is corrected."""
MOST = 10_000
"""The maximum number of overdue queues that one run examines, to find those that have no work. A
queue is the crawling work of some hosts. Later runs examine the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tidying:
    """Corrects two kinds of outdated rows about queues; a queue is the crawling work of some hosts.

    After a change of the setting NEWSBOT_HOST_GROUPS, some hosts are still in their old queues. And
    some queues count as due although nothing in them is due. The methods do blocking I/O.
    """

    engine: Engine
    run_id: int
    groups: Mapping[str, str]
    """Host → the name of the queue that it shares with other hosts. The setting NEWSBOT_HOST_GROUPS
    says which hosts share a queue, i.e. are requested by one run at a time."""
    of_articles: Collection[str]
    """The names of the reasons (newsbot.reasons) for which a host is paused only for articles. The
    sources of such a host are still polled."""

    def regroup(self) -> None:
        """Moves hosts to the queues that the setting NEWSBOT_HOST_GROUPS now gives them.

        A queue is the crawling work of the hosts in it. While another run does the work of a host's
        old or new queue, the host is not moved. A later run moves it.
        """
        given = {"hosts": list(self.groups), "names": list(self.groups.values())}
        with self.engine.begin() as connection:
            moves = connection.execute(_MOVES, given).all()
            if not moves:
                return
            queues = {queue for move in moves for queue in (move.before, move.after)}
            wake_queues(connection, queues)  # which locks all of them, in the order of their names
            free = set(connection.execute(_FREE, {"queues": sorted(queues)}).scalars())
            moved = [move for move in moves if {move.before, move.after} <= free]
            parameters = {
                "hosts": [move.host for move in moved],
                "queues": [move.after for move in moved],
            }
            connection.execute(_MOVE, parameters)

    def refresh(self) -> None:
        """Corrects the due times of queues that have long been due, but have no work.

        A queue is the pending URLs and sources of one host, or of several hosts that are one
        server. Long means for the time STALE. Without this, each run would look for work in these
        queues again and again. And as the due queues are shared out equally among the runs, a run
        would take these queues for a part of its share, and lease too many of those with work.
        """
        parameters = {
            **Scope().parameters,
            "run": self.run_id,
            "stale": STALE,
            "forsaken": FORSAKEN,
            "most": MOST,
        }
        with self.engine.begin() as connection:
            stale = connection.execute(_TAKE_STALE, parameters).scalars().all()
            end_leases(connection, self.run_id, stale, self.of_articles, ())


# The row of a host on http has ":80" at its end, e.g. "gazette.example:80". The name of the host's
# queue is the host alone.
_HOST = r"regexp_replace(h.host, '\:80$', '')"
_MOVES = text(f"""
    SELECT h.host, h.queue AS before, coalesce(given.name, {_HOST}) AS after
    FROM newsbot.hosts AS h
    LEFT JOIN unnest(CAST(:hosts AS text[]), CAST(:names AS text[])) AS given (host, name)
        ON given.host = {_HOST}
    WHERE h.queue <> coalesce(given.name, {_HOST})
    ORDER BY h.host
""")  # noqa: S608 - of constants
_FREE = text("""
    SELECT queue FROM newsbot.queues
    WHERE queue = ANY(CAST(:queues AS text[]))
        AND (leased_until IS NULL OR leased_until <= newsbot.now())
    ORDER BY queue FOR UPDATE
""")
_MOVE = text("""
    UPDATE newsbot.hosts AS h SET queue = moved.queue
    FROM unnest(CAST(:hosts AS text[]), CAST(:queues AS text[])) AS moved (host, queue)
    WHERE h.host = moved.host
""")
# A queue is the pending URLs and the sources of one host, or of several hosts that are one server.
# This statement finds queues whose due time passed more than `:stale` ago, although they have
# nothing that is due. The caller corrects their due times with `end_leases`, which changes only
# leased queues. So the found queues are leased until the transaction ends. Only the `:most` queues
# with the earliest due times are examined.
_TAKE_STALE = text(f"""
    WITH overdue AS MATERIALIZED (
        SELECT queue FROM newsbot.queues
        WHERE next_at < newsbot.now() - :stale
            AND (leased_until IS NULL OR leased_until <= newsbot.now())
        ORDER BY next_at LIMIT :most FOR UPDATE SKIP LOCKED
    ), stale AS (
        SELECT q.queue FROM overdue AS q
        WHERE NOT {has_work("s.next_at > newsbot.now() - :forsaken")}
    )
    UPDATE newsbot.queues AS q SET leased_by = :run, leased_until = newsbot.now()
    FROM stale WHERE q.queue = stale.queue
    RETURNING q.queue
""")  # noqa: S608 - of constants
