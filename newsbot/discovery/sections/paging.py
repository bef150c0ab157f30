"""Finds the link of a section page to its next page, e.g. "Older posts" or the "2" of a pager."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from newsbot.discovery.sections.page import Page
from newsbot.discovery.sections.places import text_of
from newsbot.discovery.sections.traps import is_endless_path, is_of_calendar
from newsbot.discovery.sections.words import tokens, words
from newsbot.urls import host_of, url_key

_SIGNS = frozenset((">", ">>", "\u203a", "\u00bb", "\u2192", "\u276f", "\u25b6"))  # › » → ❯ ▶  # noqa: RUF003
_NEXT_CLASS = re.compile(r"(?:^|[-_\s])next(?:$|[-_\s])", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")
MAX_TEXT_WORDS = 3
# Matches the number of a page in a URL, after the name of a query parameter or folder that
# announces it, e.g. "?page=2". Other numbers in a URL may be ids or dates.
_PAGED = re.compile(
    r"(?:^|[/?&;_.-])(?:p|pg|pn|page|paged|pageno|pagenum|page-number|pagina|pag|seite|sida|side|sivu|strona"
    r"|strana|sayfa|stranica|oldal|halaman|offset|start)[/=_-]?(\d{1,6})(?!\d)",
    re.IGNORECASE,
)
_AT_END = re.compile(r"[/_-](\d{1,4})(?:\.\w{3,5})?/?$")


def next_page_of(page: Page) -> str | None:
    """The URL of the page that follows a section page; None if the section page names none.

    The result is the target of the first of these links that the page has:

    1. a link with `rel=next`;
    2. a link that says "next" in one of many languages;
    3. the next number in a row of page numbers, e.g. the link "3" on page 2.

    The URL must be on the same host, and must not be that of a day or month.
    """
    return next(_candidates(page), None)


def _candidates(page: Page) -> Iterator[str]:
    links = [(place, url) for place, url in page.links.items() if _is_possible(page, url)]
    for place, url in links:
        if "next" in (page.elements[place].get("rel") or "").casefold().split():
            yield url
    anchors = [(place, url) for place, url in links if page.elements[place].tag == "a"]
    for place, url in anchors:
        if _says_next(page, place) and _number_of(url) is not None:
            yield url
    following = str((_number_of(page.url) or 1) + 1)
    for place, url in anchors:
        if text_of(page.elements[place]) == following and str(_number_of(url)) == following:
            yield url


def _is_possible(page: Page, url: str) -> bool:
    is_other_page = host_of(url) == host_of(page.url) and url_key(url) != url_key(page.url)
    return is_other_page and not is_of_calendar(url) and not is_endless_path(url)


def _says_next(page: Page, place: int) -> bool:
    element = page.elements[place]
    text = text_of(element) or element.get("aria-label") or element.get("title") or ""
    if text in _SIGNS or _NEXT_CLASS.search(element.get("class") or ""):
        return True
    said = tokens(text)
    return 0 < len(said) <= MAX_TEXT_WORDS and bool(set(said) & words("next_page"))


def _number_of(url: str) -> int | None:
    """The number of a page in a URL, e.g. 2 in "/world/page/2", "?p=2" or "/world/2"."""
    parts = urlsplit(url)
    found = _PAGED.search(f"{parts.path}?{parts.query}")
    if found is None:
        found = _AT_END.search(parts.path)
    if found is not None:
        return int(found[1])
    numbers = [value for _, value in parse_qsl(parts.query) if _NUMBER.fullmatch(value)]
    return int(numbers[-1]) if numbers else None
