"""What a feed lists."""

from dataclasses import dataclass
from datetime import timedelta

from newsbot.items import Link


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The links of a feed, each once, in its order."""

    links: tuple[Link, ...]
    not_web: int
    """How many entries link to what is no web URL, e.g. "mailto:…" or "http://[gazette]/"."""
    ttl: timedelta | None = None
    """How long the feed is good, as it says itself."""
