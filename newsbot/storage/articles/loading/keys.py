"""What pages and articles are found by: the keys of their URLs, and their article numbers.

If two pages, or a page and an article, have no key in common, they have nothing to do with each
other, except that one text may be a copy of the other.
"""

from collections.abc import Collection

from sqlalchemy import Connection, text

from newsbot.article_numbers import article_number
from newsbot.items import Article, Rejection
from newsbot.storage.articles.twins import PageUrls
from newsbot.urls import url_key

Key = bytes | tuple[str, str]
"""The url_key of a URL, or the key of a site and an article number."""


def keys_of_page(page: Article | Rejection) -> frozenset[Key]:
    """The keys of a page's own URLs, of the URLs that it names, and of its article number."""
    if isinstance(page, Rejection):
        return frozenset((url_key(page.url), url_key(page.requested_url)))
    keys: frozenset[Key] = frozenset(PageUrls(article=page).all)
    number = article_number(page.url)
    return keys if number is None else keys | {(page.site, number)}


def keys_of_stored(connection: Connection, article_ids: Collection[int]) -> set[Key]:
    """The keys by which stored articles are found."""
    if not article_ids:
        return set()
    found = connection.execute(_KEYS, {"ids": list(article_ids)})
    return {row.url_key or (row.site, row.number) for row in found}


_KEYS = text("""
    WITH asked AS (
        SELECT * FROM newsbot.articles WHERE id = ANY(CAST(:ids AS bigint[]))
    )
    SELECT url_key, NULL AS site, NULL AS number FROM asked
    UNION ALL
    SELECT main_key, NULL, NULL FROM asked WHERE main_key IS NOT NULL
    UNION ALL
    SELECT url_key, NULL, NULL FROM newsbot.article_urls
    WHERE article_id = ANY(CAST(:ids AS bigint[]))
    UNION ALL
    SELECT NULL, site_key, article_number FROM asked WHERE article_number IS NOT NULL
""")
