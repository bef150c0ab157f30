"""Where the next run finds what this one learned of hosts."""

from typing import Protocol

from newsbot.storage.frontier.hosts import KnownHost, Pause, RobotsFile


class Rows(Protocol):
    """As newsbot.storage.frontier.hosts.HostRows; each call blocks, and is one transaction."""

    def read(self, host: str) -> KnownHost:
        """What is known of a host."""

    def pause(self, host: str, pause: Pause) -> Pause:
        """Remembers a pause, and gives the one that holds."""

    def resume(self, host: str) -> Pause:
        """Remembers that a host is well, and gives the pause that holds nevertheless."""

    def keep_robots(self, host: str, robots: RobotsFile, crawl_delay_s: float | None) -> None:
        """Remembers a robots.txt."""


class NoRows:
    """Nothing is remembered: for commands that need no database."""

    def read(self, host: str) -> KnownHost:
        """Nothing."""
        return KnownHost()

    def pause(self, host: str, pause: Pause) -> Pause:
        """The same pause."""
        return pause

    def resume(self, host: str) -> Pause:
        """No pause."""
        return Pause()

    def keep_robots(self, host: str, robots: RobotsFile, crawl_delay_s: float | None) -> None:
        """Does nothing."""
