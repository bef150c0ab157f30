"""Reads an article's metadata, which is everything but the body, from the tree of a page.

A field comes from the first part of the page that states it: JSON-LD, meta tags, then other parts.
Nothing is made up: a field that no part states is None or empty.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from lxml.html import HtmlElement

from newsbot.extraction.metadata.canonical import choose_canonical
from newsbot.extraction.metadata.json_ld import LinkedData, read_linked_data
from newsbot.extraction.metadata.languages import iso_639_1
from newsbot.extraction.metadata.meta_tags import SAYS_NOTHING, PageHead, read_head
from newsbot.extraction.metadata.paywall import is_paywalled
from newsbot.extraction.metadata.people.authors import Byline
from newsbot.extraction.metadata.people.chosen import choose_byline
from newsbot.extraction.metadata.people.stated import stated_bylines
from newsbot.extraction.metadata.pictures import choose_picture, stated_pictures
from newsbot.extraction.metadata.tags import chosen_tags
from newsbot.extraction.metadata.times.headline import Headline, find_headline
from newsbot.extraction.metadata.times.published import PageDates
from newsbot.extraction.metadata.titles import choose_title, with_words
from newsbot.extraction.page.base_url import base_url
from newsbot.extraction.page.linked.linked_objects import MAX_CHARACTERS, has_unread_script
from newsbot.extraction.page.parts import PartFailure, Parts
from newsbot.extraction.page.text import word_key
from newsbot.items import FetchedPage, Metadata
from newsbot.urls import is_web_url, registrable_domain, without_userinfo

_BREAKS = re.compile(r"[\t\r\n]+")
_SITES = ("og:site_name", "application-name", "publisher", "apple-mobile-web-app-title")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statements:
    """What a page says of itself in its head and headings, and in JSON-LD."""

    head: PageHead
    linked: LinkedData | None
    """The article object in the page's JSON-LD; None if the JSON-LD describes no article."""
    failures: tuple[PartFailure, ...] = ()


def read_statements(tree: HtmlElement) -> Statements:
    """What a page says of itself in its head and headings, and in JSON-LD.

    If an error in newsbot stops the reading of the head or of JSON-LD, or if a JSON-LD script is
    too long to be read, `failures` of the result says so.
    """
    parts = Parts()
    head = parts.read("head", lambda: read_head(tree), SAYS_NOTHING)
    linked = parts.read("json_ld", lambda: read_linked_data(tree, head), None)
    if has_unread_script(tree):
        parts.leave("json_ld", f"a script of more than {MAX_CHARACTERS} characters is not read")
    return Statements(head=head, linked=linked, failures=parts.failures)


def read_metadata(page: FetchedPage, tree: HtmlElement, said: Statements, parts: Parts) -> Metadata:
    """The metadata of the article on `page`.

    `said` is what the page says of itself in its head and in JSON-LD. If an error in newsbot stops
    the reading of a field, this field stays empty, and `parts` records the failure.
    """
    head, linked = said.head, said.linked or LinkedData()
    nameless: frozenset[str] = frozenset()
    site_names = parts.read("site", lambda: names_of_site(page, said), nameless)
    titles = tuple(filter(None, (linked.headline, head.first("og:title"), head.title)))
    headline = Headline(
        titles=titles,
        element=parts.read("headline", lambda: find_headline(tree, titles), None),
    )
    stated = stated_bylines(head, linked.authors)
    byline = parts.read(
        "authors",
        lambda: choose_byline(tree, stated, linked.organisations, headline, site_names),
        Byline(),
    )
    dates = PageDates(page, tree, head, linked, headline.element)
    published = parts.read("published_at", dates.published, None)
    modified = parts.read("modified_at", lambda: dates.modified(published), None)

    base = parts.read("base_url", lambda: base_url(tree, page.url), page.url)

    def web_url(part: str, *stated: str | None) -> str | None:
        return parts.read(part, lambda: next(_web_urls(base, *stated), None), None)

    return Metadata(
        title=_title(head, linked, site_names, parts),
        subtitle=linked.subtitle,
        authors=byline.persons,
        credits=byline.groups,
        published_at=published.at if published else None,
        published_precision=published.precision if published else None,
        published_source=published.source if published else None,
        published_offset_minutes=published.offset_minutes if published else None,
        modified_at=modified.at if modified else None,
        modified_source=modified.source if modified else None,
        language=iso_639_1(head.language, linked.language, head.first("og:locale")),
        section=linked.section or head.first("article:section"),
        tags=parts.read("tags", lambda: chosen_tags(tree, head, linked.tags), ()),
        summary=head.first("description", "og:description") or linked.summary,
        image_url=parts.read(
            "image_url",
            lambda: choose_picture(
                page.url, _web_urls(base, *stated_pictures(tree, head, linked.images))
            ),
            None,
        ),
        canonical_url=parts.read(
            "canonical_url",
            lambda: choose_canonical(
                page.url, _web_urls(base, *head.canonicals, head.first("og:url"), linked.url)
            ),
            None,
        ),
        based_on=web_url("based_on", linked.based_on),
        is_paywalled=parts.read("is_paywalled", lambda: is_paywalled(tree, head), None),
    )


def _title(head: PageHead, linked: LinkedData, site_names: frozenset[str], parts: Parts) -> str:
    """The article's title as the page states it; "" if it states none.

    If `choose_title` raises because of a bug, the title is the first one that the page states.
    """
    stated = (linked.headline, head.first("og:title"), head.title, *head.headings)
    first = next(iter(with_words(stated)), None)
    chosen = parts.read("title", lambda: choose_title(head, linked.headline, site_names), first)
    return chosen or ""


def names_of_site(page: FetchedPage, said: Statements) -> frozenset[str]:
    """The names of a page's site, in lower case without spaces and signs (`word_key`).

    They are taken from the metadata and the domain of the page, e.g. "millbrooktimes" for
    "Millbrook Times (UK)". `said` is what the page says about itself.
    """
    head, linked = said.head, said.linked or LinkedData()
    domain = registrable_domain(page.url).removeprefix("www.")
    stated = (linked.publisher, *(head.first(name) for name in _SITES))
    names = (*stated, domain, domain.split(".")[0])
    keys = (word_key(name.partition("(")[0]) for name in names if name)
    return frozenset(filter(None, keys))


def _web_urls(base: str, *stated: str | None) -> Iterator[str]:
    """The web URLs among the texts `stated`, as absolute URLs without user and password.

    Relative URLs are resolved against `base`. A space within a URL becomes "%20".
    """
    for href in (each for each in stated if each is not None):
        try:
            url = urljoin(base, _BREAKS.sub("", href.strip()).replace(" ", "%20"))
        except ValueError:  # e.g. for "http://["
            continue
        if is_web_url(url):
            yield without_userinfo(url)
