"""Makes URLs due that robots.txt forbade, if the robots.txt of their host now allows them.

No request was sent for such a URL, so the site has said nothing about its page.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from newsbot.downloading.hosts.remembered import Rows
from newsbot.downloading.robots.rules import Rules
from newsbot.storage.connection.retry import ask
from newsbot.storage.frontier.hosts import ForbiddenUrl

logger = logging.getLogger(__name__)

AT_ONCE = 1000
"""The maximum number of URLs that become due in one transaction. During the transaction, crawls
cannot store pages of these URLs, so it must be short."""
# The maximum numbers of URLs that are looked at, and of comparisons of a URL with a rule, for one
# change of a robots.txt. Requests to the host wait meanwhile. A comparison with a rule that has
# wildcards takes up to 0.8 µs, so all comparisons take up to 8 s.
MOST_URLS, MOST_COMPARISONS = 100_000, 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change of the robots.txt of one host."""

    host: str
    """The key of the host, as newsbot.urls.origin_of gives it."""
    before: Rules
    after: Rules
    most_comparisons: int = MOST_COMPARISONS
    """The maximum number of comparisons of a URL with a rule."""

    @property
    def most_urls(self) -> int:
        """The maximum number of URLs that are compared with the rules."""
        rules = self.before.count + self.after.count
        return min(MOST_URLS, self.most_comparisons // max(rules, 1))

    def allowed(self, urls: Sequence[ForbiddenUrl]) -> list[bytes]:
        """The keys of those of `urls` that were forbidden before, and are allowed now.

        URLs that were allowed before are left out. They redirect to pages that a robots.txt
        forbids, and the change says nothing about these pages.
        """
        return [
            each.key
            for each in urls
            if self.after.allow(each.url) and not self.before.allow(each.url)
        ]


async def make_allowed_due(rows: Rows, change: Change) -> int:
    """Makes URLs of a host due that its robots.txt forbade and now allows; returns their number."""
    looked_at, due, last = 0, 0, b""
    while looked_at < change.most_urls:
        most = min(AT_ONCE, change.most_urls - looked_at)
        urls = await ask(partial(rows.forbidden_urls, change.host, last, most))
        if not urls:
            break
        keys = await asyncio.to_thread(change.allowed, urls)
        if keys:
            due += await ask(partial(rows.make_due, change.host, keys))
        looked_at, last = looked_at + len(urls), urls[-1].key
    else:
        logger.warning(
            "robots.txt of %s has changed: only %d of the URLs that it forbade are looked at, the "
            "others wait for their next tries",
            change.host,
            looked_at,
        )
    if looked_at:
        said = "robots.txt of %s has changed: %d of %d URLs that it forbade are due now"
        logger.info(said, change.host, due, looked_at)
    return due
