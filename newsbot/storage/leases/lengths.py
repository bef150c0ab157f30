"""Counts the URLs that wait to be fetched, and the queues of hosts with work."""

from dataclasses import dataclass

from sqlalchemy import Engine, text


@dataclass(frozen=True, slots=True, kw_only=True)
class Lengths:
    """The numbers of waiting URLs and of queues. A queue is the work on one host or one server."""

    pending_urls: int
    """The number of known URLs that are still to be fetched."""
    due_queues: int
    """The number of queues with a source or URL that is to be requested now."""
    leased_queues: int
    """The number of queues that a run has leased: only that run may send requests to their
    hosts."""


_COUNT = text("""
    SELECT
        (SELECT count(*) FROM newsbot.frontier WHERE state = 'pending') AS pending_urls,
        count(*) FILTER (WHERE next_at <= newsbot.now()) AS due_queues,
        count(*) FILTER (WHERE leased_until > newsbot.now()) AS leased_queues
    FROM newsbot.queues
""")


def read_lengths(engine: Engine) -> Lengths:
    """Counts the waiting URLs and the queues with work, as they are now."""
    with engine.connect() as connection:
        return Lengths(**connection.execute(_COUNT).mappings().one())
