"""The interface for storing pauses and robots.txt files of hosts.

The class NoRows implements this interface for commands without a database. It stores nothing.
"""

from typing import Protocol

from newsbot.storage.frontier.hosts import KnownHost, Pause, RobotsFile


class Rows(Protocol):
    """The interface through which pauses and robots.txt files of hosts are read and stored.

    The class HostRows implements it with a table of the database. Each call blocks the thread
    and is one transaction. `host` is the key of a host, as newsbot.urls.origin_of gives it.
    """

    def read(self, host: str) -> KnownHost:
        """The stored pause and robots.txt of a host.

        `host` is the key of the host (see newsbot.urls.origin_of).
        """

    def pause(self, host: str, pause: Pause) -> Pause:
        """Stores a pause of a host, unless a longer pause is stored already.

        `host` is the key of the host (see newsbot.urls.origin_of). The result is the longer of the
        two pauses, which is now the stored one.
        """

    def resume(self, host: str) -> Pause:
        """Stores that a host is not paused any more, unless another run has paused it meanwhile.

        `host` is the key of the host (see newsbot.urls.origin_of). If another run has paused the
        host, the result is this pause. Otherwise it is an empty Pause.
        """

    def keep_robots(self, host: str, robots: RobotsFile, crawl_delay_s: float | None) -> None:
        """Stores a robots.txt that was just fetched.

        `host` is the key of the host (see newsbot.urls.origin_of). `crawl_delay_s` is the
        Crawl-delay that the file states for newsbot; None if it states none.
        """


class NoRows:
    """Stands in for `Rows` in commands without a database: it stores nothing about hosts."""

    def read(self, host: str) -> KnownHost:
        """Always returns an empty KnownHost: no pause and no robots.txt of a host are known.

        This class is used in commands without a database, in place of one that reads the database.
        """
        return KnownHost()

    def pause(self, host: str, pause: Pause) -> Pause:
        """Returns the given pause, and stores nothing.

        The class HostRows, which has a database, stores the pause. If the database has a longer
        one, HostRows returns that.
        """
        return pause

    def resume(self, host: str) -> Pause:
        """Stores nothing, and returns an empty Pause, which means that the host is not paused."""
        return Pause()

    def keep_robots(self, host: str, robots: RobotsFile, crawl_delay_s: float | None) -> None:
        """Does nothing: this class is used in commands without a database, and stores nothing."""
