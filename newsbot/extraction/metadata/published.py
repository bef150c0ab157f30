"""Finds when an article was published and last changed, and names the source of each date.

The source of a date is mostly the part of the page that states it. Its name is "json-ld",
"microdata" (an element with `itemprop`), "time-element", "url", "text" or, for a meta tag NAME,
"meta:NAME". The source "rule" is what the rules that a person wrote for the site find on the page;
it comes before all other sources. The source "feed" is the feed, sitemap or section page that lists
the article.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date

from htmldate import find_date
from lxml.html import HtmlElement

from newsbot.extraction.metadata.clocks import page_offset
from newsbot.extraction.metadata.dates import (
    MONTH_NAMES,
    Moment,
    day_of,
    moment_of,
    month_number,
    parse_moment,
    plausible,
)
from newsbot.extraction.metadata.json_ld import LinkedData
from newsbot.extraction.metadata.meta_tags import PageHead
from newsbot.extraction.page.phrases import phrases
from newsbot.items import FetchedPage

_PUBLISHED = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished",
    "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "publish_date",
    "dc.date.issued", "dcterms.issued", "dc.date", "date", "pubdate", "pub_date",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "og:article:modified_time", "og:modified_time", "datemodified",
    "og:updated_time", "dcterms.modified",
)  # fmt: skip
# Matches a day in a URL: "/2024/05/03/", "/2024-05-03-", "/20240503/", "/2024/may/03/".
_URL_DATE = re.compile(
    rf"/((?:19|20)\d\d)([/-]?)(\d{{1,2}}|{MONTH_NAMES})\2(\d{{1,2}})(?=[/_-]|$)", re.IGNORECASE
)
_PUBLICATION = "(//@itemprop[. = 'datePublished'] | //@pubdate)/.."
_CHANGE = "//@itemprop[. = 'dateModified']/.."
# Times inside these elements belong to other articles than that of the page. So do times inside
# lists and links (_LISTED), unless they are marked as the date of publication.
_APART = frozenset(("aside", "footer", "nav"))
_LISTED = _APART | {"a", "li"}
# At most this many elements marked as dates are read; the dates of the article itself stand first.
MOST_MARKED = 20
_CHANGED = re.compile(phrases("changed"), re.IGNORECASE)

Stated = Iterable[tuple[str, str | None]]
"""Pairs of a source's name, e.g. "json-ld", and the date that this source states, as written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated(Moment):
    """A moment that the page or the feed of an article states, and where it is stated.

    The field `source` says where, e.g. "json-ld", "feed" or "time-element". All names of sources
    are in the docstring of this module.
    """

    source: str


def find_published(
    page: FetchedPage, tree: HtmlElement, head: PageHead, linked: LinkedData
) -> Dated | None:
    """When the article was published, by the first source with a possible date; None without one.

    `head` has the page's meta tags, and `linked` its JSON-LD. If the date states no offset from
    UTC, or the offset 0, but the page also shows the local time, the offset is computed from the
    two times.
    """
    stated = [("json-ld", linked.published), *_meta(head, _PUBLISHED)]
    listed = None if page.link is None else page.link.published_at
    found = (
        _first(page, stated)
        or (listed and _possible(page, moment_of(listed), "feed"))
        or _first(page, _shown(tree))
        or _from_url(page)
        or _from_text(page, tree, is_refused=any(text for _, text in stated))
    )
    if found is None or found.precision == "day" or found.offset_minutes:
        return found
    offset = page_offset(tree, found.at)
    return found if offset is None else replace(found, offset_minutes=offset)


def find_modified(
    page: FetchedPage,
    tree: HtmlElement,
    head: PageHead,
    linked: LinkedData,
    published: Dated | None,
) -> Dated | None:
    """When the article was last changed, by the first source with a possible date, if any.

    The result is also None if this date is before that of the publication (`published`): an
    article cannot be changed before it is published.
    """
    modified = _first(page, [("json-ld", linked.modified), *_meta(head, _MODIFIED)])
    if modified is None and published is not None and published.source == "microdata":
        modified = _first(page, _marked(tree, _CHANGE))
    is_contradiction = modified and published and modified.at < published.at
    return None if is_contradiction else modified


def _meta(head: PageHead, names: Iterable[str]) -> Iterator[tuple[str, str | None]]:
    return ((f"meta:{name}", head.first(name)) for name in names)


def _first(page: FetchedPage, stated: Stated) -> Dated | None:
    """The first of the stated dates that can be read and is possible (see `parse_moment`)."""
    moments = ((source, parse_moment(text, page.fetched_at)) for source, text in stated)
    dated = (Dated(**asdict(moment), source=source) for source, moment in moments if moment)
    return next(dated, None)


def _possible(page: FetchedPage, moment: Moment, source: str) -> Dated | None:
    """`moment` with the name of its source; None if it is not `plausible` as a date of `page`."""
    possible = plausible(moment, page.fetched_at)
    return None if possible is None else Dated(**asdict(possible), source=source)


def _shown(tree: HtmlElement) -> Stated:
    """The dates marked as those of publication, then those of <time> elements after the headline.

    Only the first three <time> elements after the headline are read. Of these, an element is left
    out if it tells of a change, or stands in a list or a link.
    """
    yield from _marked(tree, _PUBLICATION)
    heading = next(tree.iter("h1"), None)
    if heading is not None:
        for element in heading.xpath("(following::time)[position() <= 3]"):
            said = (
                element.get("class"),
                element.get("itemprop"),
                element.text_content(),
                element.getparent().text,
            )
            is_change = any(words and _CHANGED.search(words) for words in said)
            if not is_change and not _is_within(element, _LISTED):
                yield "time-element", element.get("datetime")


def _marked(tree: HtmlElement, marks: str) -> Stated:
    """The dates in the elements that the XPath expression `marks` finds, as written."""
    for element in tree.xpath(marks)[:MOST_MARKED]:
        if not _is_within(element, _APART):
            stated = element.get("datetime") or element.get("content")
            yield "microdata", stated or element.text_content()


def _is_within(element: HtmlElement, tags: frozenset[str]) -> bool:
    return any(ancestor.tag in tags for ancestor in element.iterancestors())


def _from_url(page: FetchedPage) -> Dated | None:
    """The day in the path of a page's URL; None if there is no day in it, or an impossible one."""
    found = _URL_DATE.search(page.url)
    if found is None:
        return None
    try:
        day = date(int(found[1]), month_number(found[3]), int(found[4]))
    except ValueError:
        return None
    return _possible(page, day_of(day), "url")


def _from_text(page: FetchedPage, tree: HtmlElement, *, is_refused: bool) -> Dated | None:
    """The day that htmldate finds somewhere on the page; None if htmldate made up part of the date.

    htmldate turns a mere year ("© 2025") into 1 January; none of 64 such dates in the corpus wcxb
    was right. It turns an impossible date ("2024-02-30") into the first of the month. So the result
    is None for 1 January and, if the page states an impossible date (`is_refused`), for the first
    of any month.
    """
    latest = page.fetched_at.date().isoformat()
    try:
        day = find_date(tree, original_date=True, extensive_search=True, max_date=latest)
    except (ValueError, OverflowError):  # raised by its parser for an offset of 24 hours or more
        return None
    is_completed = day is None or day.endswith("-01-01") or (is_refused and day.endswith("-01"))
    return None if is_completed else _first(page, [("text", day)])
