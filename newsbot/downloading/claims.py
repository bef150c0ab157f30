"""Keeps a run from fetching a page twice, even if several URLs redirect to the page."""

from collections.abc import Collection, Mapping
from weakref import WeakKeyDictionary

from scrapy.crawler import Crawler

from newsbot.items import Rejection


class Claims:
    """Makes a run fetch each page only once, even if several URLs redirect to the page.

    The first URL that leads to a page claims the page. Requests for other URLs that redirect to the
    same page are given up. But if the first URL failed before the page was requested, another URL
    may claim the page. All methods take keys of URLs, as the function `newsbot.urls.url_key` makes
    them.
    """

    def __init__(self) -> None:
        self._owners: dict[bytes, bytes] = {}
        self._sent: set[bytes] = set()
        self._failed: dict[bytes, Rejection | None] = {}
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
        is_free = key not in self._owners or (owner in self._failed and key not in self._sent)
        if is_free or owner == listed:
            self._owners[key] = listed
            return True
        # The request for `listed` is given up, because the request for `owner` fetches the page, or
        # has fetched it. From now on, `owner` claims the URL `listed` too. Otherwise, if the page
        # redirected to `listed`, both requests would be given up.
        self._owners[listed] = owner
        if self.rejection(key) is None:
            self._left.add(listed)
        return False

    def send(self, key: bytes) -> None:
        """Records that the page with the key `key` is requested.

        It is not requested again in this run.
        """
        self._sent.add(key)

    def fail(self, listed: bytes, rejection: Rejection | None) -> None:
        """Records that the URL with the key `listed` gave no article.

        If this URL redirected to a page that was not requested then, another URL that redirects to
        that page may have it requested now. `rejection` says why there is no article; None if the
        reason is not known.
        """
        self._failed[listed] = rejection

    def rejection(self, key: bytes) -> Rejection | None:
        """Why the page with the key `key` gave no article in this run.

        None if the page was not fetched yet, if it gave an article, or if the reason is not known.
        """
        return self._failed.get(self._owner(key))

    def forget(self, listed: Collection[bytes]) -> None:
        """Forgets the URLs with the keys `listed`, so that they can be requested again."""
        keys = set(listed)
        self._owners = {
            key: owner for key, owner in self._owners.items() if keys.isdisjoint((key, owner))
        }
        self._sent &= self._owners.keys()
        self._failed = {key: why for key, why in self._failed.items() if key not in keys}
        self._left -= keys

    def left(self) -> Mapping[bytes, bytes]:
        """Key of a URL whose request was given up → key of the URL that claimed the same page.

        The function newsbot.urls.url_key gives the keys.
        """
        return {key: self._owner(key) for key in self._left}

    def _owner(self, key: bytes) -> bytes:
        while (above := self._owners.get(key, key)) != key:
            key = above
        return key


_of_crawlers: WeakKeyDictionary[Crawler, Claims] = WeakKeyDictionary()


def claims_of(crawler: Crawler) -> Claims:
    """The Claims object of a crawler, which all middlewares of the crawler share."""
    return _of_crawlers.setdefault(crawler, Claims())
