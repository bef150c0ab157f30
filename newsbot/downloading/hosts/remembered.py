"""The storage of pauses and robots.txt files of hosts: the database, or none."""

from typing import Protocol

from newsbot.storage.frontier.hosts import KnownHost, Pause, RobotsFile


class Rows(Protocol):
    """The methods of newsbot.storage.frontier.hosts.HostRows.

    Each call blocks the thread and is one transaction. `host` is a result of
    newsbot.urls.origin_of.
    """

    def read(self, host: str) -> KnownHost:
        """The stored pause and robots.txt of a host."""

    def pause(self, host: str, pause: Pause) -> Pause:
        """Stores a pause of a host unless a longer one is stored; returns the stored one."""

    def resume(self, host: str) -> Pause:
        """Stores that a host is healthy unless another run paused it; returns the stored pause."""

    def keep_robots(self, host: str, robots: RobotsFile, crawl_delay_s: float | None) -> None:
        """Stores a robots.txt that was just fetched, and the Crawl-delay it asks of newsbot."""


class NoRows:
    """Stores nothing about hosts: for commands that need no database."""

    def read(self, host: str) -> KnownHost:
        """A host of which nothing is stored."""
        return KnownHost()

    def pause(self, host: str, pause: Pause) -> Pause:
        """The given pause, which is not stored."""
        return pause

    def resume(self, host: str) -> Pause:
        """The pause of a healthy host, which is not stored."""
        return Pause()

    def keep_robots(self, host: str, robots: RobotsFile, crawl_delay_s: float | None) -> None:
        """Ignores the robots.txt."""
