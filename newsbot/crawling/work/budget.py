"""The limits that a user sets for a run: its duration, and whether it waits for later work."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """The limits of a run (one `scrapy crawl`): when it stops sending requests, and when it ends.

    By default, a run ends as soon as no source and no URL is due any more.
    """

    seconds: float | None = None
    """The number of seconds after which the run starts no more requests. None means no limit."""
    is_watching: bool = False
    """Whether the run waits for sources and URLs that become due later, instead of ending."""
