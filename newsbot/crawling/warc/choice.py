"""Chooses pages of a WARC file by their hosts, and by the times at which they were fetched."""

from dataclasses import dataclass
from datetime import datetime

from newsbot.urls import domains_above


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Tells which pages of a WARC file are wanted. `Choice()` stands for all pages."""

    hosts: frozenset[str] = frozenset()
    """The hosts whose pages are wanted, with all their subdomains. If empty, pages of all hosts are
    wanted."""
    since: datetime | None = None
    """The earliest time of a fetch: older pages are not wanted. None means no limit."""
    until: datetime | None = None
    """The latest time of a fetch: newer pages are not wanted. None means no limit."""

    def has_host_of(self, url: str) -> bool:
        """Whether pages of the host of `url` are wanted."""
        return not self.hosts or not self.hosts.isdisjoint(domains_above(url))

    def has_time(self, fetched_at: datetime) -> bool:
        """Whether the time `fetched_at`, at which a page was fetched, is in the wanted period."""
        is_late = self.since is None or fetched_at >= self.since
        return is_late and (self.until is None or fetched_at <= self.until)


ALL_PAGES = Choice()
