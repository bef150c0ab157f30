"""A page's tree → what is known of its article besides the body.

Each field is taken from the first place that states it: JSON-LD, meta tags, then what the source
said or trafilatura finds. Nothing is made up: what no place states is None or empty.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from htmldate import find_date
from lxml.html import HtmlElement
from trafilatura.metadata import (
    examine_meta,
    extract_author,
    extract_meta_json,
    extract_title,
)

from newsbot.extraction.authors import split_names
from newsbot.extraction.dates import Moment, moment_of, parse_moment, plausible
from newsbot.extraction.json_ld import LinkedData, read_linked_data
from newsbot.extraction.languages import iso_639_1
from newsbot.extraction.meta_tags import PageHead, read_head
from newsbot.extraction.text import distinct, one_line
from newsbot.extraction.titles import choose_title
from newsbot.items import FetchedPage
from newsbot.urls import is_web_url

_PUBLISHED = (
    "article:published_time", "datepublished", "parsely-pub-date", "sailthru.date",
    "cxenseparse:recs:publishtime", "dc.date", "date", "pubdate",
)  # fmt: skip
_MODIFIED = ("article:modified_time", "datemodified", "og:updated_time")
_IMAGES = ("og:image", "og:image:url", "twitter:image")
# What trafilatura raises on JSON-LD of a shape that it does not expect.
_ODD_SHAPES = (AttributeError, LookupError, RecursionError, TypeError, ValueError)
_TAGS = ("article:tag", "news_keywords", "keywords")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statements:
    """What a page says of itself, by the place that says it."""

    head: PageHead
    linked: LinkedData | None
    """None where the page's JSON-LD describes no article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """An article's fields besides its body, as `newsbot.items.Article` describes them."""

    title: str
    subtitle: str | None
    authors: tuple[str, ...]
    published: Moment | None
    modified: Moment | None
    language: str | None
    section: str | None
    tags: tuple[str, ...]
    summary: str | None
    image_url: str | None
    canonical_url: str | None
    is_paywalled: bool | None


def read_statements(tree: HtmlElement) -> Statements:
    """What the page says of itself."""
    return Statements(head=read_head(tree), linked=read_linked_data(tree))


def read_metadata(page: FetchedPage, tree: HtmlElement, said: Statements) -> Metadata:
    """The article's metadata; `tree` stays as it is."""
    head, linked = said.head, said.linked or LinkedData()
    title = choose_title(head, linked.headline) or (
        one_line(page.link.title) if page.link else None
    )
    authors = split_names(linked.authors)
    dates = (linked.published, *(head.first(name) for name in _PUBLISHED))
    published = _published(page, head, dates)
    if not title:
        title = one_line(extract_title(tree)) or ""
    if not authors:
        authors = split_names((_searched_author(tree) or "").split(";"))
    if published is None:
        published = _searched_date(page, tree, is_refused=any(dates))
    return Metadata(
        title=title,
        subtitle=linked.subtitle,
        authors=authors,
        published=published,
        modified=_modified(page, head, linked, published),
        language=iso_639_1(head.language, linked.language, head.first("og:locale")),
        section=linked.section or head.first("article:section"),
        tags=_tags(head, linked),
        summary=head.first("description", "og:description") or linked.summary,
        image_url=_web_url(page, head.first(*_IMAGES), linked.image),
        canonical_url=_web_url(page, head.canonical, head.first("og:url")),
        is_paywalled=None if linked.is_free is None else not linked.is_free,
    )


def _searched_author(tree: HtmlElement) -> str | None:
    """The names that trafilatura finds in meta tags, odd JSON-LD, or else near the headline."""
    stated = examine_meta(tree)
    if stated.author and " " not in stated.author:  # a login, not a name
        stated.author = None
    with contextlib.suppress(*_ODD_SHAPES):
        stated = extract_meta_json(tree, stated)
    return stated.author or extract_author(tree)


def _searched_date(page: FetchedPage, tree: HtmlElement, *, is_refused: bool) -> Moment | None:
    """The day that htmldate finds somewhere on the page, unless it completed less than a day to it.

    It makes 1 January of a year ("© 2025": of wcxb's 64 such dates not one was right), and the
    first of the month of a stated date that was refused here ("2024-02-30").
    """
    latest = page.fetched_at.date().isoformat()
    day = find_date(tree, url=page.url, original_date=True, extensive_search=True, max_date=latest)
    is_completed = day is None or day.endswith("-01-01") or (is_refused and day.endswith("-01"))
    return None if is_completed else parse_moment(day, page.fetched_at)


def _published(page: FetchedPage, head: PageHead, stated: tuple[str | None, ...]) -> Moment | None:
    """The first possible moment that the page states, then its source, then a marked time."""
    return (
        _first_moment(page, *stated)
        or _hint(page)
        or parse_moment(head.published_time, page.fetched_at)
    )


def _hint(page: FetchedPage) -> Moment | None:
    """When the source says that the article was published."""
    if page.link is None or page.link.published_at is None:
        return None
    return plausible(moment_of(page.link.published_at), page.fetched_at)


def _modified(
    page: FetchedPage, head: PageHead, linked: LinkedData, published: Moment | None
) -> Moment | None:
    """The first possible moment named as that of the last change; none before publication."""
    stated = (linked.modified, *(head.first(name) for name in _MODIFIED))
    modified = _first_moment(page, *stated)
    is_contradiction = modified and published and modified.at < published.at
    return None if is_contradiction else modified


def _first_moment(page: FetchedPage, *stated: str | None) -> Moment | None:
    moments = (parse_moment(text, page.fetched_at) for text in stated)
    return next(filter(None, moments), None)


def _tags(head: PageHead, linked: LinkedData) -> tuple[str, ...]:
    """The keywords of the first place that has any; a single one may list several by commas."""
    stated = linked.tags or next(filter(None, (head.meta.get(name) for name in _TAGS)), ())
    words = stated[0].split(",") if len(stated) == 1 else stated
    return distinct(word.strip() for word in words if word.strip())


def _web_url(page: FetchedPage, *stated: str | None) -> str | None:
    """The first of these that is an address on the web, absolute."""
    return next(_absolute_urls(page, stated), None)


def _absolute_urls(page: FetchedPage, stated: tuple[str | None, ...]) -> Iterator[str]:
    for href in stated:
        if href is not None:
            try:
                url = urljoin(page.url, "".join(href.split()))
            except ValueError:  # "http://[": no address at all
                continue
            if is_web_url(url):
                yield url
