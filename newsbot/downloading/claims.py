"""Keeps a run from fetching a page twice, even if several URLs redirect to the page."""

from collections.abc import Mapping
from weakref import WeakKeyDictionary

from scrapy.crawler import Crawler


class Claims:
    """Records which requested URL has claimed each page, so that a run fetches no page twice.

    A listed URL is a URL that the run requests because a source or a person listed it. If several
    listed URLs redirect to one page, the first claims the page. The requests for the others are
    given up, unless the first URL gave no article. In place of a URL, the methods take its key (see
    newsbot.urls.url_key).
    """

    def __init__(self) -> None:
        self._owners: dict[bytes, bytes] = {}
        self._failed: set[bytes] = set()
        self._left: set[bytes] = set()

    def list(self, key: bytes) -> bool:
        """Claims the page at a listed URL for this URL; False if the page is claimed already.

        `key` is the `url_key` of the URL.
        """
        if key in self._owners:
            return False
        self._owners[key] = key
        return True

    def follow(self, listed: bytes, key: bytes) -> bool:
        """Claims for a listed URL the page to which it redirects.

        `listed` is the `url_key` of the listed URL, and `key` is the `url_key` of the page.
        The result is False if another listed URL has claimed the page; then the caller must give up
        the request.
        """
        self._owners.setdefault(listed, listed)
        owner = self._owner(key)
        if key in self._owners and owner != listed and owner not in self._failed:
            # From now on, the page at `listed` counts as claimed by `owner`. So if `owner` in turn
            # redirects to `listed`, `owner` is not given up as well.
            self._owners[listed] = owner
            self._left.add(listed)
            return False
        self._owners[key] = listed
        return True

    def fail(self, listed: bytes) -> None:
        """Records that a listed URL gave no article, so that another URL may claim its page."""
        self._failed.add(listed)

    def left(self) -> Mapping[bytes, bytes]:
        """Each listed URL that was given up → the listed URL that has claimed the same page."""
        return {key: self._owner(key) for key in self._left}

    def _owner(self, key: bytes) -> bytes:
        while (above := self._owners.get(key, key)) != key:
            key = above
        return key


_of_crawlers: WeakKeyDictionary[Crawler, Claims] = WeakKeyDictionary()


def claims_of(crawler: Crawler) -> Claims:
    """The one Claims object that all middlewares of a crawler share."""
    return _of_crawlers.setdefault(crawler, Claims())
