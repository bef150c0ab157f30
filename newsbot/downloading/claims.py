"""Which pages a run asks for already, and for which listed URL."""

from collections.abc import Mapping
from weakref import WeakKeyDictionary

from scrapy.crawler import Crawler


class Claims:
    """Keys of pages, each with the key of the listed URL whose request fetches it.

    A page that is reached by redirects from several listed URLs is fetched for the first of them.
    The others are left to that one, as long as it does not fail.
    """

    def __init__(self) -> None:
        self._owners: dict[bytes, bytes] = {}
        self._failed: set[bytes] = set()
        self._left: set[bytes] = set()

    def list(self, key: bytes) -> bool:
        """Claims a listed URL's own page; False where the run asks for it already."""
        if key in self._owners:
            return False
        self._owners[key] = key
        return True

    def has(self, key: bytes) -> bool:
        """Whether the run asks for a page already."""
        return key in self._owners

    def follow(self, listed: bytes, key: bytes) -> bool:
        """Claims the page to which a listed URL redirects; False where it is left to another."""
        self._owners.setdefault(listed, listed)
        owner = self._owner(key)
        if key in self._owners and owner != listed and owner not in self._failed:
            # What redirects to the page of this one is the other's too: no two wait in a circle.
            self._owners[listed] = owner
            self._left.add(listed)
            return False
        self._owners[key] = listed
        return True

    def fail(self, listed: bytes) -> None:
        """A listed URL gave no article; others may ask for its page."""
        self._failed.add(listed)

    def left(self) -> Mapping[bytes, bytes]:
        """The keys of listed URLs that were left to others, with the keys of these."""
        return {key: self._owner(key) for key in self._left}

    def _owner(self, key: bytes) -> bytes:
        while (above := self._owners.get(key, key)) != key:
            key = above
        return key


_of_crawlers: WeakKeyDictionary[Crawler, Claims] = WeakKeyDictionary()


def claims_of(crawler: Crawler) -> Claims:
    """The claims of a crawl, which its middlewares share."""
    return _of_crawlers.setdefault(crawler, Claims())
