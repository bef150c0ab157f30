"""The interface for storing pauses and robots.txt files of hosts.

The class NoRows implements this interface for commands without a database. It stores nothing.
"""

from collections.abc import Sequence
from typing import Protocol

from newsbot.storage.frontier.hosts import ForbiddenUrl, KnownHost, Pause, RobotsFile


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

    def distrust_robots(self, host: str) -> None:
        """Stores that a request for the robots.txt failed, after the file was stored.

        `host` is the key of the host (see newsbot.urls.origin_of).
        """

    def forbidden_urls(self, host: str, after: bytes, most: int) -> list[ForbiddenUrl]:
        """URLs of a host that wait or are given up, because robots.txt forbade the last request.

        `host` is the key of the host (see newsbot.urls.origin_of). At most `most` URLs are
        returned, in the order of their keys. Their keys are greater than `after`.
        """

    def make_due(self, host: str, keys: Sequence[bytes]) -> int:
        """Makes URLs due that `forbidden_urls` has returned; returns how many are due now.

        `host` is the key of their host (see newsbot.urls.origin_of). `keys` are the keys of the
        URLs.
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
        """Returns an empty Pause: the host is not paused any more.

        This class is used in commands without a database, so it does not store that the pause has
        ended.
        """
        return Pause()

    def keep_robots(self, host: str, robots: RobotsFile, crawl_delay_s: float | None) -> None:
        """Does nothing: this class is used in commands without a database, and stores nothing."""

    def distrust_robots(self, host: str) -> None:
        """Does nothing, since nothing is stored."""

    def forbidden_urls(self, host: str, after: bytes, most: int) -> list[ForbiddenUrl]:
        """No URLs, since none are stored."""
        return []

    def make_due(self, host: str, keys: Sequence[bytes]) -> int:
        """Makes no URL due, since none are stored."""
        return 0
