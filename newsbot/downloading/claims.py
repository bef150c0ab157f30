"""Keeps a run from fetching a page twice, even if several URLs redirect to the page."""

from collections.abc import Collection, Mapping
from weakref import WeakKeyDictionary

from scrapy.crawler import Crawler

from newsbot.items import Rejection


class Claims:
    """Makes a run fetch each page only once, even if several URLs redirect to the page.

    The first URL that leads to a page claims the page: it becomes the only URL through which the
    page is fetched. If another URL redirects to the same page, the request for that URL is given
    up. A claim ends if its URL fails on the way to the page, e.g. because the page's host is
    paused. Then the next URL that redirects to the page claims the page.

    All methods take keys of URLs, which are hashes made by the function `newsbot.urls.url_key`.
    """

    def __init__(self) -> None:
        self._owners: dict[bytes, bytes] = {}
        self._sent: set[bytes] = set()
        self._failed: dict[bytes, Rejection | None] = {}
        self._left: set[bytes] = set()

    def list(self, key: bytes) -> bool:
        """Records that the run is about to request a URL; False if it need not be requested.

        `key` is the `url_key` of the URL. The result is False if the run has already requested the
        URL, or if another URL has redirected the run to it.
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
        """Records that a URL redirects to a page; True if the page may be fetched for this URL.

        `listed` is the `url_key` of the URL that redirects, and `key` is the `url_key` of the page.
        The result is False if the run already fetches the page for another URL that redirects to
        it. Then the caller must not request the page.
        """
        self._owners.setdefault(listed, listed)
        owner = self._owner(key)
        is_free = key not in self._owners or (owner in self._failed and key not in self._sent)
        if is_free or owner == listed:
            self._owners[key] = listed
            return True
        # The page at the URL `key` is already fetched for the URL `owner`. So the request for the
        # URL `listed` is given up, and `owner` becomes the owner of `listed` too. This matters if
        # the page redirects back to `listed`, because only the owner of a URL may follow a redirect
        # to it. The request for `owner` then goes on to `listed`. Without this line, that request
        # would be given up as well, and nobody would fetch the page.
        self._owners[listed] = owner
        if self.rejection(key) is None:
            self._left.add(listed)
        return False

    def send(self, key: bytes) -> None:
        """Records that the run requests a page, so that the run does not request it again.

        `key` is the `url_key` of the page's URL.
        """
        self._sent.add(key)

    def fail(self, listed: bytes, rejection: Rejection | None) -> None:
        """Records that the request for a URL gave no article.

        If the URL redirects to a page, it has claimed the page: the run does not fetch the page for
        any other URL. This claim ends now if no request for the page was sent, e.g. because the
        page's host is paused.

        Args:
            listed: the `url_key` of the URL that was requested.
            rejection: why there is no article; None if the reason is not known.
        """
        self._failed[listed] = rejection

    def rejection(self, key: bytes) -> Rejection | None:
        """Why a page gave no article in this run.

        `key` is the `url_key` of the page's URL. The result is None if the page was not fetched
        yet, if it gave an article, or if the reason is not known.
        """
        return self._failed.get(self._owner(key))

    def forget(self, listed: Collection[bytes]) -> None:
        """Forgets URLs, so that this run can request them again; `listed` are their url_keys."""
        keys = set(listed)
        self._owners = {
            key: owner for key, owner in self._owners.items() if keys.isdisjoint((key, owner))
        }
        self._sent &= self._owners.keys()
        self._failed = {key: why for key, why in self._failed.items() if key not in keys}
        self._left -= keys

    def left(self) -> Mapping[bytes, bytes]:
        """The URLs whose requests were given up, because another URL leads to the same page.

        Returns a dict: the `url_key` of the URL that was given up → the `url_key` of the other URL.
        """
        return {key: self._owner(key) for key in self._left}

    def _owner(self, key: bytes) -> bytes:
        while (above := self._owners.get(key, key)) != key:
            key = above
        return key


_of_crawlers: WeakKeyDictionary[Crawler, Claims] = WeakKeyDictionary()


def claims_of(crawler: Crawler) -> Claims:
    """The one Claims object of a crawler, which keeps its run from fetching a page twice."""
    return _of_crawlers.setdefault(crawler, Claims())
