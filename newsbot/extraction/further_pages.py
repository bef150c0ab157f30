"""Articles of several pages: where the next page is, and how the pages become one body."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from lxml.html import HtmlElement

from newsbot.extraction.boilerplate import plain_sha256
from newsbot.extraction.page.parts import PartFailure
from newsbot.extraction.page.phrases import words
from newsbot.extraction.page.text import word_key
from newsbot.extraction.rules.applied import find
from newsbot.extraction.rules.site_rules import SiteRules
from newsbot.items import Article, FetchedPage, NotAnArticle
from newsbot.urls import registrable_domain, requested_url, url_key

# What page parameters are called that need no rule; "cpage" and the like turn comments over.
PARAMETERS = words("page_parameters")

_EXTENSION = re.compile(r"\.[a-z]{2,5}$", re.IGNORECASE)
# The number of an address that says that it is the first page: "/story/1", "/story_1.html".
_FIRST_IN_PATH = re.compile(r"(?<=/)1$|(?<=[-_,])1(?=\.[a-z]{2,5}$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLinks:
    """Where more of an article is; None where the page does not say."""

    single: str | None = None
    """The address of a page with the whole article."""
    next: str | None = None
    """The address of its next page."""


NO_LINKS = PageLinks()


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """What was found on one page; it may be the first of an article, or a further one."""

    result: Article | NotAnArticle
    lines: tuple[str, ...] = ()
    """Its body, a line a paragraph, whether or not it is an article by itself."""
    links: PageLinks = NO_LINKS
    failures: tuple[PartFailure, ...] = ()
    is_partial: bool = False
    """Whether the page was cut off on the way."""


def page_links(
    tree: HtmlElement, url: str, rules: SiteRules | None, before: Sequence[str] = ()
) -> PageLinks:
    """The links of the page at `url`; `before` are the addresses of the article's pages up to it.

    By the rules, else by a rel=next to the article's own address with the next page's number in it
    (https://html.spec.whatwg.org/multipage/links.html#link-type-next): of 80 pages with a rel=next
    in the corpora, one leads to a next page and the others to other articles. Never an address
    that is among the pages already, or of another registrable domain.
    """
    pages = (*before, url)
    return PageLinks(
        single=None if before or rules is None else _first_new(_single(tree, rules), pages),
        next=_first_new((*_ruled_next(tree, rules), *_generic_next(tree, pages)), pages),
    )


def join_pages(first: Article, further: Sequence[Extracted]) -> Article:
    """The article with the lines of all its pages in order, each line of an earlier page once."""
    lines = first.body.split("\n")
    known = set(map(word_key, lines))
    for page in further:
        lines += [line for line in page.lines if word_key(line) not in known]
        known.update(map(word_key, page.lines))
    keys = (first.block_keys, *(_block_keys(page) for page in further))
    distinct_keys = tuple(dict.fromkeys(key for each in keys for key in each))
    return replace(
        first,
        body="\n".join(lines),
        block_keys=distinct_keys,
        plain_sha256=plain_sha256(*(_plain(page) for page in (Extracted(result=first), *further))),
        is_partial=first.is_partial or any(page.is_partial for page in further),
    )


def take_single_page(first: Article | NotAnArticle, page: FetchedPage, single: Article) -> Article:
    """The article with the body of the page that has it whole, and the first page's metadata.

    Where the first page `page` is no article by itself, what the single page says of it.
    """
    if isinstance(first, NotAnArticle):
        return replace(single, url=page.url, requested_url=page.requested_url)
    return replace(
        first,
        body=single.body,
        block_keys=single.block_keys,
        plain_sha256=single.plain_sha256,
        is_partial=single.is_partial,
        unmatched_rules=single.unmatched_rules,
    )


def _plain(page: Extracted) -> str:
    """What stands for a page's text as it is if nothing is known of the site."""
    article = page.result
    digest = article.plain_sha256 if isinstance(article, Article) else None
    return "\n".join(page.lines) if digest is None else digest


def _block_keys(page: Extracted) -> tuple[int, ...]:
    return page.result.block_keys if isinstance(page.result, Article) else ()


def _single(tree: HtmlElement, rules: SiteRules) -> Iterator[str]:
    conditions = rules.if_page_contains
    if not conditions or any(find(tree, condition) for condition in conditions):
        yield from _addresses(tree, rules.single_page_link)


def _ruled_next(tree: HtmlElement, rules: SiteRules | None) -> Iterator[str]:
    yield from _addresses(tree, () if rules is None else rules.next_page_link)


def _addresses(tree: HtmlElement, expressions: Sequence[str]) -> Iterator[str]:
    """What the expressions find: elements with a href, or the addresses themselves."""
    for expression in expressions:
        for each in find(tree, expression):
            address = each.get("href") if isinstance(each, HtmlElement) else str(each)
            if address and address.strip():
                yield address.strip()


def _generic_next(tree: HtmlElement, pages: Sequence[str]) -> Iterator[str]:
    linked = [each for each in tree.iter("link", "a") if "next" in _relations(each)]
    if not linked:  # as nearly always; the rest takes a millisecond
        return
    possible = {url_key(url) for url in _numbered(pages[0], len(pages) + 1)}
    for element in linked:
        url = _absolute(pages[-1], element.get("href") or "")
        if url is not None and url_key(url) in possible:
            yield url


def _relations(link: HtmlElement) -> list[str]:
    return (link.get("rel") or "").lower().split()


def _numbered(first: str, number: int) -> Iterator[str]:
    """The addresses that page `number` of the article at `first` may have."""
    parts = urlsplit(first)
    path, query = parts.path.rstrip("/"), parse_qsl(parts.query, keep_blank_values=True)
    if not path:  # a front page's next page is no article's
        return
    unnumbered = [(name, value) for name, value in query if (name, value) not in _FIRST_IN_QUERY]
    for name in PARAMETERS:
        asked = urlencode([*unnumbered, (name, str(number))])
        yield urlunsplit(parts._replace(query=asked))
    for numbered in _numbered_paths(path, number):
        yield urlunsplit(parts._replace(path=numbered))


_FIRST_IN_QUERY = frozenset((name, "1") for name in PARAMETERS)


def _numbered_paths(path: str, number: int) -> Iterator[str]:
    yield from (f"{path}/{number}", f"{path}/page/{number}", f"{path}/page-{number}")
    if extension := _EXTENSION.search(path):
        stem = path[: extension.start()]
        yield from (f"{stem}{mark}{number}{extension[0]}" for mark in "-_,")
    if _FIRST_IN_PATH.search(path):
        yield _FIRST_IN_PATH.sub(str(number), path)


def _first_new(addresses: Iterable[str], pages: Sequence[str]) -> str | None:
    """The first that may be fetched, absolute."""
    urls = (_absolute(pages[-1], address) for address in addresses)
    return next((url for url in urls if url and _is_new(url, pages)), None)


def _is_new(url: str, pages: Sequence[str]) -> bool:
    is_of_site = registrable_domain(url) == registrable_domain(pages[-1])
    return is_of_site and url_key(url) not in map(url_key, pages)


def _absolute(base: str, address: str) -> str | None:
    try:
        return requested_url(urljoin(base, address))
    except ValueError:  # "http://[": no address at all
        return None
