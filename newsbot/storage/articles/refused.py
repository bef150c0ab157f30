"""Refuses to store pages of sites and articles that a person has removed.

The commands are `scrapy sites forget` and `scrapy articles forget`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, text

from newsbot.items import Article, FingerprintedArticle, Rejection, SamePage
from newsbot.page_forms import main_url, other_endings
from newsbot.storage.sites.forgotten import Forgotten, read_forgotten
from newsbot.storage.sites.forgotten_urls import ForgottenUrl, keys_of
from newsbot.urls import url_key

Item = FingerprintedArticle | SamePage | Rejection
REASON = "site_forgotten"
ARTICLE_REASON = "article_forgotten"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An item that is not stored, because its page belongs to a forgotten site or article.

    That is one which a person has removed, by `scrapy sites forget` or `scrapy articles forget`.
    """

    item: Item
    rejection: Rejection
    """The record that the page in `item` gave no article. If `item` is a rejection itself, this is
    `item`. If it is not, this is a new rejection, with the reason that the site or the article is
    forgotten."""
    is_written: bool
    """Whether `rejection` is stored. It is not stored if the requested URL belongs to a forgotten
    site, of which the database keeps nothing. It is stored if the requested URL belongs to another
    site, and only redirects to a page of a forgotten one; then it is stored for that other site. It
    is stored for a forgotten article too, whose URLs the database keeps."""


def refuse_forgotten(connection: Connection, items: Sequence[Item]) -> list[Refused]:
    """Finds the items whose pages belong to sites or articles that a person has removed.

    `connection` is a transaction that holds the storing lock. Every transaction that stores
    articles takes this lock, so that there is only one at a time.
    """
    named = keys_of([url for item in items for url in _named(item)])
    keys = {*named, *keys_of([url for item in items for url in _own(item)])}
    forgotten = read_forgotten(connection, {page_of(item).site for item in items}, keys)
    shared = _shared(connection, forgotten.urls.keys() & named)
    refused = [each for item in items if (each := _refused(item, forgotten, shared)) is not None]
    written = {url_key(each.rejection.requested_url) for each in refused if each.is_written}
    if written:
        done = set(connection.execute(_DONE, {"keys": list(written)}).scalars())
        refused = [_as_look(each, done) for each in refused]
    return refused


def page_of(item: Item) -> Article | SamePage | Rejection:
    """The object in which an item has the fields `url`, `requested_url` and `site`.

    For a FingerprintedArticle it is the Article in it. Any other item has these fields itself.
    """
    return item.article if isinstance(item, FingerprintedArticle) else item


# Selects those of the given URLs whose articles are stored. A request for such a URL is only a
# look: a repeated request, by which newsbot finds out whether the stored article has changed.
_DONE = text("""
    SELECT url_key FROM newsbot.frontier
    WHERE url_key = ANY(CAST(:keys AS bytea[])) AND state = 'done'
""")


# Selects those of the given URLs that stored articles name as that of their ordinary page.
_SHARED = text("""
    SELECT DISTINCT main_key FROM newsbot.articles AS a
    WHERE main_key = ANY(CAST(:keys AS bytea[]))
        AND NOT EXISTS (SELECT FROM newsbot.forgotten_urls AS f WHERE f.url_key = a.url_key)
""")


def _shared(connection: Connection, keys: Collection[bytes]) -> frozenset[bytes]:
    """Those of some forgotten URLs, by their url_keys, that do not tell which article is meant.

    A faulty site may name the same canonical URL on the pages of many articles. When one of these
    articles is forgotten, the URL is forgotten too. But the others must still be stored.
    """
    if not keys:
        return frozenset()
    return frozenset(connection.execute(_SHARED, {"keys": list(keys)}).scalars())


def _as_look(each: Refused, done: Collection[bytes]) -> Refused:
    is_look = url_key(each.rejection.requested_url) in done
    return replace(each, rejection=replace(each.rejection, is_revisit=is_look))


def _refused(item: Item, forgotten: Forgotten, shared: Collection[bytes]) -> Refused | None:
    page = page_of(item)
    cause = forgotten.cause(page.requested_url, page.site)
    if isinstance(page, Rejection):
        # The item is a rejection: the record that a request gave no article. It belongs to the site
        # of the requested URL, even if a redirect led to another site. If a person has removed this
        # site or the article at this URL, the rejection is not stored, unless it tells just that.
        is_told = cause is None or page.reason == ARTICLE_REASON
        return None if is_told else Refused(item=item, rejection=page, is_written=False)
    is_own_site = cause is not None and not isinstance(cause, ForgottenUrl)
    for url in [*_own(item), *(url for url in _named(item) if url_key(url) not in shared)]:
        cause = cause or forgotten.cause(url, page.site)
    if cause is None:
        return None
    rejection = Rejection(
        url=page.url,
        requested_url=page.requested_url,
        site=page.site,
        at=page.fetched_at if isinstance(page, Article) else page.at,
        stage="store",
        reason=ARTICLE_REASON if isinstance(cause, ForgottenUrl) else REASON,
        detail=cause.url if isinstance(cause, ForgottenUrl) else None,
    )
    return Refused(item=item, rejection=rejection, is_written=not is_own_site)


def _own(item: Item) -> tuple[str, str]:
    """The URL that was requested, and the URL that answered."""
    page = page_of(item)
    return page.requested_url, page.url


def _named(item: Item) -> list[str]:
    """The URLs at which the ordinary page of an article may be, as its page names them.

    If the page is one for AMP, phones or print, URLs with other endings are among them: the page
    "/mill/amp" may be a form of "/mill.html".
    """
    page = page_of(item)
    if not isinstance(page, Article):
        return []
    main = main_url(page.url, page.canonical_url)
    return [main] if url_key(main) == url_key(page.url) else [main, *other_endings(main)]
