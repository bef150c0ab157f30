"""Reads the sitemaps that a sitemap index lists, except for unchanged ones."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from scrapy.http import Response

from newsbot.crawling.source_errors import (
    CAME_IN_PART,
    MAX_LINE_LENGTH,
    PART_UNREADABLE,
    source_error,
)
from newsbot.crawling.source_reports import is_unchanged, validators_of
from newsbot.discovery.listing import ChildSitemap, Listing
from newsbot.discovery.sitemaps.settled import is_believed, is_settled
from newsbot.items import KnownSitemap, Validators
from newsbot.plain_text import one_line
from newsbot.wholeness import CUT_OFF

logger = logging.getLogger(__name__)

# The maximum number of sitemaps of one sitemap index of which the database keeps the ETag and
# Last-Modified for the next poll of the index.
MAX_KNOWN = 200

Download = Callable[[str, Validators | None], Awaitable[Response]]
"""A function that requests the sitemap at a URL. If it gets Validators (an ETag or Last-Modified),
the server may answer 304 (Not Modified). The function raises SourceError if the request fails."""
Parse = Callable[[Response], Awaitable[Listing]]


@dataclass(slots=True, kw_only=True)
class ChildSitemaps:
    """Reads the sitemaps that a sitemap index lists, while the index is polled.

    A sitemap that has not changed since the last poll is not read again, because the links in it
    are already stored.
    """

    kind: str
    """The kind of the source that lists the sitemaps, e.g. "sitemap"."""
    known: Mapping[str, KnownSitemap]
    """URL of a sitemap → what an earlier poll of the source has stored about it."""
    download: Download
    parse: Parse
    count: Callable[[str, int], None]
    """A function that adds a number to a counter of the run, e.g. to "child_sitemap_read"."""
    now: datetime
    links_passed_over: int = 0
    """The number of article links in the sitemaps that this poll does not read, because they have
    not changed. The links were counted when the sitemaps were last read."""
    has_read: bool = False
    """Whether at least one sitemap of the source was read in the present poll."""
    has_unchanged: bool = False
    """Whether at least one sitemap was not read in the present poll, because it has not changed."""
    is_complete: bool = True
    """False if the source lists so many sitemaps that this poll leaves out some of them."""
    _states: dict[str, KnownSitemap] = field(default_factory=dict)
    """URL of a sitemap → what this poll of the source has found out about it."""

    def listed_by(self, index: str | None) -> Listing:
        """The sitemaps that a sitemap index listed when it was last read, as the database has them.

        They are used if the index has not changed since. `index` is the URL of the sitemap index.
        It is None if the sitemap index is the source itself, i.e. the URL that newsbot polls.
        """
        return Listing(
            links=(),
            children=tuple(
                ChildSitemap(url=each.url, changed_at=each.stated_at)
                for each in self.known.values()
                if each.listed_by == index
            ),
        )

    async def read(self, child: ChildSitemap, index: str | None) -> Listing:
        """Reads a sitemap that a sitemap index lists; returns no links if it is unchanged.

        Unchanged means: the same as at the last poll. `index` is the URL of the sitemap index that
        lists the sitemap. It is None if the sitemap index is the source itself, i.e. the URL that
        newsbot polls.

        Raises:
            SourceError: the sitemap could not be downloaded or read.
        """
        held = self.known.get(child.url, KnownSitemap(url=child.url))
        is_same_date = is_settled(child.changed_at, held.stated_at, held.read_at)
        if is_same_date and self._believes(held):
            self.count("child_sitemap_unasked", 1)
            return self._passed_over(replace(held, listed_by=index))
        asked = None if held.read_at is None else held.validators
        response = await self.download(child.url, asked)
        state = replace(
            held,
            listed_by=index,
            stated_at=child.changed_at,
            read_at=self.now,
        )
        if is_unchanged(self.kind, response):
            self.count("child_sitemap_unchanged", 1)
            validators = validators_of(self.kind, response)
            return self._passed_over(replace(state, validators=validators))
        sitemap = await self.parse(response)
        self.has_read = True
        self.count("child_sitemap_read", 1)
        state = replace(
            state, links=len(sitemap.links), is_misdated=held.is_misdated or is_same_date
        )
        self._states[child.url] = self._as_read(state, response, sitemap.fault)
        return sitemap

    def failed(self, child: ChildSitemap, index: str | None, why: str) -> None:
        """Counts and logs a sitemap that could not be read, for the reason `why`.

        `index` is the URL of the sitemap index that lists the sitemap; None if this index is itself
        the source that is read.
        """
        held = self.known.get(child.url, KnownSitemap(url=child.url, stated_at=child.changed_at))
        self._states[child.url] = replace(held, listed_by=index)
        self._tell(child.url, why)

    def left_out(self, index: str | None, count: int, why: str) -> None:
        """Counts and logs that some sitemaps of a sitemap index were not read.

        `count` is their number, and `why` the reason. `index` is the URL of the index, or None if
        it is the source itself. The index is read again at the next poll, even if it has not
        changed.
        """
        if index is None:
            self.is_complete = False
        elif index in self._states:
            self._states[index] = replace(self._states[index], read_at=None)
        self.count("child_sitemaps_left_out", count)
        listing = "the source" if index is None else one_line(index, MAX_LINE_LENGTH)
        logger.warning("%d sitemaps that %s lists were not read: %s", count, listing, why)

    def states(self, *, is_partial: bool) -> tuple[KnownSitemap, ...]:
        """What to store about the sitemaps of the source until the next poll.

        If `is_partial`, the source was not read as a whole in this poll. Then the result also has
        what earlier polls have stored about sitemaps that this poll did not see.
        """
        states = self._states | (dict(self.known) | self._states if is_partial else {})
        return tuple(states.values())[:MAX_KNOWN]

    def _believes(self, held: KnownSitemap) -> bool:
        """Whether a sitemap need not be requested, because the sitemap index says it is unchanged.

        The index states when each of its sitemaps was last changed. newsbot relies on this date for
        some hours after the last request for the sitemap. But some indexes state wrong dates: a
        sitemap has changed, and the index still states the former date. newsbot never relies on
        such an index. `held` is what is stored about the sitemap.
        """
        is_honest = not any(each.is_misdated for each in self.known.values())
        return held.read_at is not None and is_honest and is_believed(held.read_at, self.now)

    def _passed_over(self, state: KnownSitemap) -> Listing:
        self.has_unchanged = True
        self.links_passed_over += state.links
        self._states[state.url] = state
        return self.listed_by(state.url)

    def _as_read(self, state: KnownSitemap, response: Response, fault: str | None) -> KnownSitemap:
        """What to store about a sitemap that was read.

        If the transfer was cut off, or if a part of the sitemap could not be read, the sitemap
        counts as not read, so that the next poll reads it again.

        Args:
            state: what is known of the sitemap.
            response: the response for the sitemap.
            fault: why a part of the sitemap could not be read; None if all of it was read.
        """
        if CUT_OFF in response.flags:
            size = len(response.body)
            error = source_error(CAME_IN_PART, self.kind, size=size, links=state.links)
        elif fault is not None:
            error = source_error(PART_UNREADABLE, self.kind, fault, links=state.links)
        else:
            return replace(state, validators=validators_of(self.kind, response))
        self._tell(state.url, str(error))
        return replace(state, validators=Validators(), read_at=None)

    def _tell(self, url: str, why: str) -> None:
        self.count("child_sitemap_failed", 1)
        logger.warning("Cannot read the sitemap %s: %s", one_line(url, MAX_LINE_LENGTH), why)
