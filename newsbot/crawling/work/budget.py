"""How long one `scrapy crawl` may take, and whether it waits for URLs that become due later."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How long one `scrapy crawl` may take, and whether it waits for URLs that become due later."""

    seconds: float | None = None
    """The number of seconds after which the run starts no more requests. None means no limit."""
    is_watching: bool = False
    """Whether the run waits for sources and URLs that become due later, instead of ending."""
