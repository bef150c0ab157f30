"""Finds when an article was published and last changed, and names the source of each date.

The source of a date is mostly the part of the page that states it. Its name is "json-ld", "url",
"microdata" (an element with `itemprop`), "time-element" (<time> or another element near the
headline that states a time for machines), "text" (a day in words or digits near the headline) or,
for a meta tag NAME, "meta:NAME". The source "rule" is what the rules that a person wrote for the
site find on the page; it comes before all other sources. The source "feed" is the feed, sitemap or
section page that lists the article.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cached_property
from itertools import chain
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from newsbot.extraction.metadata.json_ld import LinkedData, webpage_date
from newsbot.extraction.metadata.meta_tags import PageHead
from newsbot.extraction.metadata.times.clocks import page_offset
from newsbot.extraction.metadata.times.dates import (
    Moment,
    day_of,
    moment_of,
    parse_moment,
    plausible,
)
from newsbot.extraction.metadata.times.labels import Kind
from newsbot.extraction.metadata.times.lines import surroundings
from newsbot.extraction.metadata.times.marked import marked_dates
from newsbot.extraction.metadata.times.shown import Shown, lone_publication, shown_dates
from newsbot.extraction.metadata.times.stated import MODIFIED, PUBLISHED, Stated, meta_dates
from newsbot.extraction.metadata.times.teasers import is_of_other_article
from newsbot.extraction.metadata.times.writing import writing_of
from newsbot.extraction.metadata.times.written.forms import UNKNOWN_WRITING, Writing
from newsbot.extraction.metadata.times.written.months import MONTH_NAMES, month_of
from newsbot.extraction.metadata.times.zones import completed, in_zone
from newsbot.items import FetchedPage

# Matches a day in the path of a URL: "/2024/05/03/", "/2024/may/03/", "/2024-05-03/". The segment
# must end after the day, so the 12 in "/2024/05/12-walks" is no day. Only eight digits may have
# other text after them in the segment: "/20240503-oven".
_URL_DATE = re.compile(
    rf"/((?:19|20)\d\d)(?:/(\d{{1,2}}|{MONTH_NAMES})/(\d{{1,2}})(?=/|$)"
    r"|-(\d\d)-(\d\d)(?=/|$)|(\d\d)(\d\d)(?=[/_-]|$))",
    re.IGNORECASE,
)
# Matches a time in ISO 8601, which is read in the same way on every page.
_ISO_8601 = re.compile(
    r"\s*(?:199|20\d)\d-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?\s*"
)
_SHOWN = ("time-element", "text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated(Moment):
    """A moment that the page or the feed of an article states, and where it is stated.

    The field `source` says where, e.g. "json-ld", "feed" or "time-element". All names of sources
    are in the docstring of this module.
    """

    source: str


class PageDates:
    """Finds the dates of publication and of the last change of the article on one page.

    A date in the page's text counts only near the headline, and only if the day is certain.
    """

    def __init__(
        self,
        page: FetchedPage,
        tree: HtmlElement,
        head: PageHead,
        linked: LinkedData,
        headline: HtmlElement | None,
    ) -> None:
        self._page = page
        self._tree = tree
        self._head = head
        self._linked = linked
        self._headline = headline

    def published(self) -> Dated | None:
        """When the article was published; None if no source states a possible date.

        The first source with a possible date is taken. If that source states no time or no time
        zone, another source that states the same moment may supply what is missing. If the offset
        from UTC is still unknown or 0, but the page also shows the local time, the offset is
        computed.
        """
        stated = [*self._dated(self._stated(PUBLISHED, self._linked.published))]
        listed = None if self._page.link is None else self._page.link.published_at
        found = (
            next(iter(stated), None)
            or (listed and self._possible(moment_of(listed), "feed"))
            or self._of_webpage()
            or next(self._dated(marked_dates(self._tree, "published", self._is_of_other)), None)
            or self._nearest("published", "time-element")
            or self._from_url()
            or self._nearest("published", "text")
        )
        if found is None:
            return None
        if found.precision == "day" or found.is_zoneless:
            found = completed(found, chain(stated, self._twins()))
        if found.is_zoneless:
            found = self._in_zone_of_change(found)
        if found.precision == "day" or found.offset_minutes:
            return found
        offset = page_offset(self._tree, found.at)
        return found if offset is None else replace(found, offset_minutes=offset)

    def modified(self, published: Dated | None) -> Dated | None:
        """The date of the article's last change; None if the page states no possible date of it.

        JSON-LD is read first, then meta tags, then in some cases the dates that the page shows. A
        date is impossible if it is in the future or before the publication (`published`).
        """
        modified = self._modified(published)
        is_contradiction = modified and published and modified.at < published.at
        return None if is_contradiction else modified

    def _modified(self, published: Dated | None) -> Dated | None:
        stated = [*self._dated(self._stated(MODIFIED, self._linked.modified))]
        if stated:
            modified = completed(stated[0], stated)
            offset = published.offset_minutes if published else None
            return in_zone(modified, offset) if modified.is_zoneless and offset else modified
        if published is not None and published.source == "microdata":
            return next(self._dated(marked_dates(self._tree, "changed", self._is_of_other)), None)
        if published is None or published.source in _SHOWN:
            return self._nearest("changed", *_SHOWN)
        return None

    def _stated(self, names: Iterable[str], linked: str | None) -> Stated:
        return (("json-ld", linked), *meta_dates(self._head, self._tree, names, self._is_of_other))

    def _of_webpage(self) -> Dated | None:
        """The date of publication that the WebPage object in the page's JSON-LD states.

        Some pages have a WebPage object, but no Article object.
        """
        return next(self._dated([("json-ld", webpage_date(self._tree, "datepublished"))]), None)

    def _dated(self, stated: Stated) -> Iterator[Dated]:
        """Parses the dates in `stated`; leaves out those that cannot be parsed or are impossible.

        For example, a date more than a day after the fetch of the page is impossible.
        """
        for source, text in stated:
            # To find out how a page writes dates, all of its texts are searched.
            is_plain = _ISO_8601.fullmatch(text or "") is not None
            writing = UNKNOWN_WRITING if is_plain else self._writing
            moment = parse_moment(text, self._page.fetched_at, writing)
            if moment is not None:
                yield Dated(**asdict(moment), source=source)

    def _possible(self, moment: Moment, source: str) -> Dated | None:
        """The date `moment` with `source`, which tells where it was found, e.g. "feed" or "url".

        The result is None if the article cannot be from that moment, e.g. because it is more than a
        day after the fetch of the page.
        """
        possible = plausible(moment, self._page.fetched_at)
        return None if possible is None else Dated(**asdict(possible), source=source)

    @cached_property
    def _own(self) -> frozenset[HtmlElement]:
        """The element of the headline, and all elements around the headline."""
        headline = self._headline
        return frozenset(() if headline is None else (headline, *headline.iterancestors()))

    def _is_of_other(self, element: HtmlElement) -> bool:
        return is_of_other_article(element, self._own)

    @cached_property
    def _writing(self) -> Writing:
        language = self._head.language or self._linked.language
        return writing_of(self._tree, language, self._page.url)

    @cached_property
    def _near(self) -> list[Shown]:
        """The dates that the page shows near the headline, the nearest first."""
        body = self._tree.find("body")
        if self._headline is None or body is None:
            return []
        around = surroundings(body, self._headline)
        near = shown_dates(around, self._page.fetched_at, self._writing)
        return near or lone_publication(around, self._page.fetched_at, self._writing)

    def _nearest(self, kind: Kind, *sources: str) -> Dated | None:
        """The date of `kind` that is shown nearest to the headline, or None.

        A word beside a date tells the kind of the date: "Published", for example, tells that its
        kind is "published". If no date has the kind "published", the nearest date without such a
        word is taken for it.

        The date must be in one of the places in `sources`: "time-element" is an element <time>, and
        "text" is any other place. If the nearest date is in another place, the result is None, and
        no other date is tried.
        """
        kinds: tuple[Kind, ...] = (kind, "unlabelled") if kind == "published" else (kind,)
        for wanted in kinds:
            for shown in self._near:
                source = "time-element" if shown.is_stamp else "text"
                if shown.kind == wanted:
                    return (
                        Dated(**asdict(shown.moment), source=source) if source in sources else None
                    )
        return None

    def _twins(self) -> Iterator[Moment]:
        """The dates on the page that may complete a date of publication without a time or a zone.

        They are the dates of publication in the page's markup, and dates shown near the headline.
        """
        yield from self._dated(marked_dates(self._tree, "published", self._is_of_other))
        yield from (shown.moment for shown in self._near if shown.kind != "changed")

    def _in_zone_of_change(self, found: Dated) -> Dated:
        """The date of publication `found`, completed by the UTC offset of another date on the page.

        `found` has no UTC offset. The other date is that of the article's last change, as the page
        states it, e.g. in article:modified_time. If the other date has no UTC offset either,
        `found` is returned unchanged.
        """
        changes = self._dated(self._stated(MODIFIED, self._linked.modified))
        offset = next((each.offset_minutes for each in changes if each.offset_minutes), None)
        return found if offset is None else in_zone(found, offset)

    def _from_url(self) -> Dated | None:
        """The day in the path of the page's URL; None if it has none, or an impossible one."""
        found = _URL_DATE.search(urlsplit(self._page.url).path)
        if found is None:
            return None
        month, day = next((found[i], found[i + 1]) for i in (2, 4, 6) if found[i] is not None)
        named = None if month.isdecimal() else month_of(month, self._writing.language)
        number = int(month) if named is None else named.number
        try:
            return self._possible(day_of(date(int(found[1]), number, int(day))), "url")
        except ValueError:
            return None
