"""Counts what waits to be fetched."""

from dataclasses import dataclass

from sqlalchemy import Engine, text


@dataclass(frozen=True, slots=True, kw_only=True)
class Lengths:
    """How much waits to be fetched, in all runs together."""

    pending_urls: int
    """URLs that are known, and not fetched yet."""
    due_queues: int
    """Queues (a host, or hosts on one server) with something that is due now."""
    leased_queues: int
    """Queues that a run has leased."""


_COUNT = text("""
    SELECT
        (SELECT count(*) FROM newsbot.frontier WHERE state = 'pending') AS pending_urls,
        count(*) FILTER (WHERE next_at <= newsbot.now()) AS due_queues,
        count(*) FILTER (WHERE leased_until > newsbot.now()) AS leased_queues
    FROM newsbot.queues
""")


def read_lengths(engine: Engine) -> Lengths:
    """The present lengths of all queues."""
    with engine.connect() as connection:
        return Lengths(**connection.execute(_COUNT).mappings().one())
