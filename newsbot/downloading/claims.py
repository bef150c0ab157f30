"""Keeps a run from fetching a page twice, even if several URLs redirect to the page."""

from collections.abc import Collection, Mapping
from weakref import WeakKeyDictionary

from scrapy.crawler import Crawler


class Claims:
    """Assigns each page to one of the URLs that lead to it, so that a run fetches no page twice.

    A listed URL is one that a feed, a sitemap, a section page or a person names, so that the run
    requests it. If several listed URLs redirect to one page, the first of them claims the page. The
    requests for the others are given up, unless the first URL gave no article. The methods take the
    key of a URL (see newsbot.urls.url_key) in place of the URL itself.
    """

    def __init__(self) -> None:
        self._owners: dict[bytes, bytes] = {}
        self._failed: set[bytes] = set()
        self._left: set[bytes] = set()

    def list(self, key: bytes) -> bool:
        """Records that the run is about to request a URL; False if it need not be requested.

        The result is False if the run has requested the URL already, or has been redirected to it
        from another URL. `key` is the `url_key` of the URL.
        """
        if key in self._owners:
            return False
        self._owners[key] = key
        return True

    def has(self, key: bytes) -> bool:
        """Whether the run has requested a page, or is about to.

        `key` is the `url_key` of the page's URL.
        """
        return key in self._owners

    def follow(self, listed: bytes, key: bytes) -> bool:
        """Claims a page for a URL that redirects to the page.

        `listed` is the `url_key` of the URL, and `key` is the `url_key` of the page. If another URL
        has claimed the page, the result is False, and the caller must give up the request.
        """
        self._owners.setdefault(listed, listed)
        owner = self._owner(key)
        if key in self._owners and owner != listed and owner not in self._failed:
            # The request for `listed` is given up, because the request for `owner` fetches the
            # page. So `owner` claims the URL `listed` too. Otherwise the request for `owner` would
            # also be given up if it is redirected to `listed`, and no request would be left.
            self._owners[listed] = owner
            self._left.add(listed)
            return False
        self._owners[key] = listed
        return True

    def fail(self, listed: bytes) -> None:
        """Records that the URL with the key `listed` gave no article.

        So another URL that redirects to the same page may have the page fetched.
        """
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
        """For each URL whose request was given up, the URL that has claimed the same page.

        Both URLs are given as keys (see newsbot.urls.url_key).
        """
        return {key: self._owner(key) for key in self._left}

    def _owner(self, key: bytes) -> bytes:
        while (above := self._owners.get(key, key)) != key:
            key = above
        return key


_of_crawlers: WeakKeyDictionary[Crawler, Claims] = WeakKeyDictionary()


def claims_of(crawler: Crawler) -> Claims:
    """The object that records which pages a crawl fetches, shared by all middlewares."""
    return _of_crawlers.setdefault(crawler, Claims())
