"""Keeps a run from fetching the same page twice, also if several URLs redirect to the page."""

from collections.abc import Collection, Mapping
from weakref import WeakKeyDictionary

from scrapy.crawler import Crawler


class Claims:
    """Records for each page of a run the listed URL for which the page is fetched.

    Listed URLs are the URLs that the run requests. If several listed URLs redirect to one page,
    the page is fetched for the first of them, and the requests for the other URLs are given up,
    unless the first URL fails. All keys are those of newsbot.urls.url_key.
    """

    def __init__(self) -> None:
        self._owners: dict[bytes, bytes] = {}
        self._failed: set[bytes] = set()
        self._left: set[bytes] = set()

    def list(self, key: bytes) -> bool:
        """Claims the page at a listed URL (`key`); False if the run already fetches that page."""
        if key in self._owners:
            return False
        self._owners[key] = key
        return True

    def has(self, key: bytes) -> bool:
        """Whether the run has requested the page with this key, or is about to."""
        return key in self._owners

    def follow(self, listed: bytes, key: bytes) -> bool:
        """Claims for the URL `listed` the page at the URL `key`, to which `listed` redirects.

        False if the page is already fetched for another listed URL; then the request for `listed`
        is to be given up.
        """
        self._owners.setdefault(listed, listed)
        owner = self._owner(key)
        if key in self._owners and owner != listed and owner not in self._failed:
            # The page at `listed` now belongs to the same owner. Otherwise, two URLs that redirect
            # to each other would both be given up.
            self._owners[listed] = owner
            self._left.add(listed)
            return False
        self._owners[key] = listed
        return True

    def fail(self, listed: bytes) -> None:
        """Records that a listed URL gave no article: its page may be fetched for another URL."""
        self._failed.add(listed)

    def forget(self, listed: Collection[bytes]) -> None:
        """Drops the claims of listed URLs whose requests are done; they can be fetched again."""
        keys = set(listed)
        self._owners = {
            key: owner for key, owner in self._owners.items() if keys.isdisjoint((key, owner))
        }
        self._failed -= keys
        self._left -= keys

    def left(self) -> Mapping[bytes, bytes]:
        """Listed URL that was given up → the listed URL for which its page was fetched instead."""
        return {key: self._owner(key) for key in self._left}

    def _owner(self, key: bytes) -> bytes:
        while (above := self._owners.get(key, key)) != key:
            key = above
        return key


_of_crawlers: WeakKeyDictionary[Crawler, Claims] = WeakKeyDictionary()


def claims_of(crawler: Crawler) -> Claims:
    """The Claims object that all middlewares of a crawler share."""
    return _of_crawlers.setdefault(crawler, Claims())
