"""Ends leases of queues, and stores when each of the queues will next have work.

A queue is the crawling work of one host, or of several hosts on one server. A lease lets only one
run do this work.
"""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import Connection, text

REVISIT_PAUSE = timedelta(minutes=5)
"""A run ends its lease of a queue (the pending URLs and sources of one host, or of several hosts
that are one server). If the only due work of the queue is to fetch pages of stored articles again,
the queue becomes due for it only after this pause. Meanwhile, more such pages may become due, and
are then fetched under one lease. If the run has left due work, there is no such pause."""
FORSAKEN = timedelta(days=30)
"""A queue (the work of one host, or of several) is due when a source on its hosts is due. But a
source that has been due for this long, and was not read by any run, no longer makes its queue due.
"""


def end_leases(
    connection: Connection,
    run_id: int,
    queues: Collection[str],
    of_articles: Collection[str],
    unfinished: Collection[str],
) -> None:
    """Ends leases of queues that a run has, and stores when each of the queues will next have work.

    A queue is the pending URLs and sources of one host, or of several hosts that are one server. A
    lease is the right to send requests to these hosts.

    If a host is paused, its URLs and sources are due only after the pause. But some pauses are only
    for articles: the sources of the host (e.g. feeds) can still be due. `of_articles` are the
    reasons for such pauses: names from newsbot.reasons. `unfinished` are those of the queues in
    which the run has left due URLs or sources.
    """
    parameters = {
        "queues": sorted(queues),
        "run": run_id,
        "reasons": list(of_articles),
        "unfinished": list(unfinished),
        "revisit_pause": REVISIT_PAUSE,
        "forsaken": FORSAKEN,
    }
    connection.execute(_GIVE_BACK, parameters)


_GIVE_BACK = text("""
    WITH given AS (
        SELECT queue FROM newsbot.queues
        WHERE queue = ANY(CAST(:queues AS text[])) AND leased_by = :run
    ), due AS (
        SELECT given.queue, min(least(polled.at, urls.at)) AS at
        FROM given
        LEFT JOIN newsbot.hosts AS h ON h.queue = given.queue
        LEFT JOIN LATERAL (
            SELECT CASE WHEN h.reason = ANY(CAST(:reasons AS text[])) THEN min(s.next_at)
                ELSE greatest(min(s.next_at), h.blocked_until) END AS at
            FROM newsbot.sources AS s
            WHERE s.host = h.host AND s.next_at > newsbot.now() - :forsaken
            HAVING min(s.next_at) IS NOT NULL
        ) AS polled ON true
        LEFT JOIN LATERAL (
            SELECT greatest(min(pending.at), h.blocked_until) AS at
            FROM (
                (SELECT newsbot.now() AS at FROM newsbot.frontier AS f
                 WHERE f.host = h.host AND f.state = 'pending' AND f.next_at IS NULL LIMIT 1)
                UNION ALL
                (SELECT f.next_at FROM newsbot.frontier AS f
                 WHERE f.host = h.host AND f.state = 'pending' AND f.next_at IS NOT NULL
                 ORDER BY f.next_at LIMIT 1)
                UNION ALL
                (SELECT greatest(f.revisit_at, CASE
                     WHEN given.queue = ANY(CAST(:unfinished AS text[])) THEN newsbot.now()
                     ELSE newsbot.now() + :revisit_pause END)
                 FROM newsbot.frontier AS f
                 WHERE f.host = h.host AND f.state = 'done' AND f.revisit_at IS NOT NULL
                 ORDER BY f.revisit_at LIMIT 1)
            ) AS pending HAVING min(pending.at) IS NOT NULL
        ) AS urls ON true
        GROUP BY given.queue
    )
    UPDATE newsbot.queues AS q SET leased_by = NULL, leased_until = NULL, next_at = due.at,
        asked_at = newsbot.now()
    FROM due WHERE q.queue = due.queue
""")
