"""Forgets single articles: deletes their rows, and keeps crawls from storing them again.

First, all URLs of an article get rows in `newsbot.forgotten_urls`. From then on, no transaction
stores anything from these URLs. Then the caller deletes the archived pages of the article. At last,
the other rows of the article are deleted in one transaction. If the work is interrupted, the next
call does the rest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, text
from sqlalchemy.dialects.postgresql import insert

from newsbot.storage.connection.retry import with_retries
from newsbot.storage.connection.storing_lock import take_storing_lock
from newsbot.storage.models import article_tables
from newsbot.storage.rewriting.ownership.archived import (
    PagesOfArticles,
    archived_spellings,
    count_archived_of,
)
from newsbot.storage.rewriting.ownership.deleting import delete_articles
from newsbot.storage.sites.forgotten import take_forgotten_lock
from newsbot.storage.sites.forgotten_urls import keys_of
from newsbot.urls import url_key


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle:
    """What is stored of an article that is to be forgotten, or of a URL without an article."""

    article_id: int | None
    """The id of the article; None if no article is stored at the URL."""
    title: str | None
    urls: tuple[str, ...]
    """All URLs of the article: its own, those of other forms of its page (e.g. for print), and
    those that redirect to it. If there is no article, only the URL that the user named."""
    versions: int
    known_urls: int
    """How many of the URLs have a row in the table `frontier`."""
    rejections: int
    archived: int
    """The number of pages in the archive that are of the article or its URLs."""
    copies_led: int
    """The number of copies of the article. They are not deleted, but get another original."""
    is_forgotten: bool
    """Whether the article was forgotten before. Then only what an interrupted deletion left is
    stored."""
    site_ids: tuple[int, ...]
    pages: PagesOfArticles
    """Selects the archived pages of the article."""

    @property
    def is_known(self) -> bool:
        """Whether anything is stored of the article or URL, or the URL was forgotten before."""
        stored = (self.known_urls, self.rejections, self.archived, self.is_forgotten)
        return self.article_id is not None or any(stored)


def articles_named(engine: Engine, name: int | str) -> list[StoredArticle]:
    """The articles that a user names by an id or a URL. Several articles may belong to one URL.

    For a URL without an article, the result is one StoredArticle without an id. The same holds for
    the id that a forgotten article had. For any other id without an article, the result is empty.
    """
    with engine.connect() as connection:
        if isinstance(name, int):
            ids = connection.execute(_BY_ID, {"id": name}).scalars().all()
            gone = connection.execute(_FORGOTTEN_BY_ID, {"id": name}).scalars().all()
        else:
            ids, gone = _ids_at(connection, url_key(name)), [name]
        found = {each: _urls_of(connection, [each]) for each in ids}
    if not found:
        return [_stored(engine, None, list(gone))] if gone else []
    return [_stored(engine, each, urls) for each, urls in found.items()]


def set_article_forgotten(engine: Engine, article: StoredArticle) -> None:
    """Marks an article as forgotten, so that crawls do not store it again; its rows stay."""

    def transaction() -> None:
        with engine.begin() as connection:
            take_storing_lock(connection)
            take_forgotten_lock(connection)
            ids = [] if article.article_id is None else [article.article_id]
            urls = [*article.urls, *_urls_of(connection, ids)]
            _write(connection, urls, article.article_id)

    with_retries(transaction)


def delete_forgotten(engine: Engine, article: StoredArticle) -> None:
    """Deletes all rows of an article for which `set_article_forgotten` was called.

    The archived pages of the article must have been deleted before. `news.changes` gets a row
    `delete` for the article, and a row `merge` for each of its copies.
    """
    with_retries(partial(_delete, engine, article))


def forget_again(engine: Engine) -> int:
    """Deletes the articles that are stored although one of their URLs is forgotten.

    A dump brings them back if it is older than the takedown. Returns how many there were. Their
    archived pages keep their rows, which tell which pages may be in the archive again.
    """
    with engine.connect() as connection:
        ids = connection.execute(_BACK).scalars().all()
    for article_id in ids:
        for each in articles_named(engine, article_id):
            set_article_forgotten(engine, each)
            delete_forgotten(engine, each)
    return len(ids)


def forgotten_sites_stored(engine: Engine) -> list[str]:
    """The keys of the forgotten sites of which articles are stored."""
    with engine.connect() as connection:
        return list(connection.execute(_SITES_BACK).scalars())


def _ids_at(connection: Connection, key: bytes) -> Sequence[int]:
    """The ids of the articles at a URL, given by its url_key.

    The URL may be that of the article, or of another form of its page, e.g. for print. If there is
    no such article, the result has the articles whose pages name the URL as that of their ordinary
    page or, if there are none, the article to which the URL redirects.
    """
    for statement in (_AT_URL, _NAMING_URL, _REDIRECTED):
        ids = connection.execute(statement, {"key": key}).scalars().all()
        if ids:
            return ids
    return ()


def _urls_of(connection: Connection, ids: Sequence[int]) -> list[str]:
    return list(connection.execute(_URLS, {"ids": list(ids)}).scalars()) if ids else []


def _stored(engine: Engine, article_id: int | None, urls: Sequence[str]) -> StoredArticle:
    keys = keys_of(urls)
    given: dict[str, Any] = {"id": article_id, "keys": keys}
    with engine.connect() as connection:
        counts = connection.execute(_COUNTS, given).mappings().one()
    ids = () if article_id is None else (article_id,)
    site_ids = tuple(counts["site_ids"])
    spellings = archived_spellings(engine, ids, set(keys), site_ids)
    pages = PagesOfArticles(article_ids=ids, urls=spellings)
    return StoredArticle(
        article_id=article_id,
        urls=tuple(dict.fromkeys(urls)),
        archived=count_archived_of(engine, pages),
        pages=pages,
        **{**counts, "site_ids": site_ids},
    )


def _write(connection: Connection, urls: Sequence[str], article_id: int | None) -> None:
    rows = {
        url_key(url): {"url_key": url_key(url), "url": url, "article_id": article_id}
        for url in urls
    }
    statement = insert(article_tables.forgotten_urls)
    kept = statement.on_conflict_do_nothing(index_elements=["url_key"])
    connection.execute(kept, [rows[key] for key in sorted(rows)])
    connection.execute(_PLACES, {"keys": list(rows)})


def _delete(engine: Engine, article: StoredArticle) -> None:
    with engine.begin() as connection:
        take_storing_lock(connection)
        take_forgotten_lock(connection)
        ids = [] if article.article_id is None else [article.article_id]
        urls = [*article.urls, *_urls_of(connection, ids)]
        _write(connection, urls, article.article_id)
        keys = sorted(keys_of(urls))
        there = connection.execute(_THERE, {"ids": ids}).scalars().all()
        if there:
            connection.execute(_HEADLINES, {"ids": there})
            delete_articles(connection, there, frozenset(there))
        connection.execute(_FRONTIER, {"keys": keys})
        connection.execute(_REJECTIONS, {"keys": keys})


_BY_ID = text("SELECT id FROM newsbot.articles WHERE id = :id")
_FORGOTTEN_BY_ID = text(
    "SELECT url FROM newsbot.forgotten_urls WHERE article_id = :id ORDER BY url"
)
_BACK = text("""
    SELECT a.id FROM newsbot.forgotten_urls JOIN newsbot.articles AS a USING (url_key)
    UNION
    SELECT u.article_id FROM newsbot.forgotten_urls JOIN newsbot.article_urls AS u USING (url_key)
    ORDER BY 1
""")
_SITES_BACK = text("""
    SELECT key FROM newsbot.sites AS s
    WHERE forgotten_at IS NOT NULL
        AND EXISTS (SELECT FROM newsbot.articles WHERE site_id = s.id)
    ORDER BY key
""")
_AT_URL = text("""
    SELECT id FROM newsbot.articles WHERE url_key = :key
    UNION
    SELECT article_id FROM newsbot.article_urls WHERE url_key = :key
""")
_NAMING_URL = text("SELECT id FROM newsbot.articles WHERE main_key = :key ORDER BY id")
_REDIRECTED = text("""
    SELECT v.article_id FROM newsbot.frontier AS f JOIN newsbot.versions AS v ON v.id = f.version_id
    WHERE f.url_key = :key
""")
# Selects the URLs of articles. The last part finds URLs in the frontier that redirect to an
# article: their rows name a version of it. Only URLs of the article's site are searched.
_URLS = text("""
    WITH a AS (SELECT * FROM newsbot.articles WHERE id = ANY(CAST(:ids AS bigint[])))
    SELECT url FROM (
        SELECT 1 AS turn, url FROM a
        UNION
        SELECT 2, main_url FROM a WHERE main_url IS NOT NULL
        UNION
        SELECT 3, u.url FROM newsbot.article_urls AS u JOIN a ON a.id = u.article_id
        UNION
        SELECT 4, f.url FROM a
        JOIN newsbot.versions AS v ON v.article_id = a.id
        JOIN newsbot.frontier AS f ON f.site_id = a.site_id AND f.version_id = v.id
    ) AS found
    ORDER BY turn, url
""")
_COUNTS = text("""
    SELECT
        (
            SELECT title FROM newsbot.versions WHERE article_id = :id AND is_current
        ) AS title,
        (SELECT count(*) FROM newsbot.versions WHERE article_id = :id) AS versions,
        (
            SELECT count(*) FROM newsbot.frontier WHERE url_key = ANY(CAST(:keys AS bytea[]))
        ) AS known_urls,
        (
            SELECT count(*) FROM newsbot.rejections WHERE url_key = ANY(CAST(:keys AS bytea[]))
        ) AS rejections,
        (SELECT count(*) FROM newsbot.articles WHERE copy_of = :id) AS copies_led,
        EXISTS (
            SELECT FROM newsbot.forgotten_urls WHERE url_key = ANY(CAST(:keys AS bytea[]))
        ) AS is_forgotten,
        ARRAY(
            SELECT site_id FROM newsbot.articles WHERE id = :id
            UNION
            SELECT site_id FROM newsbot.frontier WHERE url_key = ANY(CAST(:keys AS bytea[]))
            UNION
            SELECT site_id FROM newsbot.rejections WHERE url_key = ANY(CAST(:keys AS bytea[]))
        ) AS site_ids
""")
_THERE = text("SELECT id FROM newsbot.articles WHERE id = ANY(CAST(:ids AS bigint[]))")
# If the frontier does not say where a URL leads, the row of the URL stays, although it may redirect
# to the article. But the headline that a feed gave for the URL is deleted.
_HEADLINES = text("""
    UPDATE newsbot.frontier AS f SET title = NULL
    FROM (
        SELECT url_key FROM newsbot.frontier AS known
        WHERE site_id IN (
                SELECT site_id FROM newsbot.articles WHERE id = ANY(CAST(:ids AS bigint[]))
            )
            AND state = 'done' AND title IN (
                SELECT title FROM newsbot.versions WHERE article_id = ANY(CAST(:ids AS bigint[]))
            )
            AND NOT EXISTS (SELECT FROM newsbot.articles AS a WHERE a.url_key = known.url_key)
        ORDER BY url_key FOR UPDATE
    ) AS told
    WHERE f.url_key = told.url_key
""")
# Keeps the site and the source of each URL, so that the URL can be requested again later.
_PLACES = text("""
    UPDATE newsbot.forgotten_urls AS u SET site_id = f.site_id, source_id = f.source_id
    FROM newsbot.frontier AS f
    WHERE f.url_key = u.url_key AND u.url_key = ANY(CAST(:keys AS bytea[]))
""")
# Rows of the frontier are locked in the order of their keys. All transactions lock them in this
# order, so they cannot deadlock.
_FRONTIER = text("""
    DELETE FROM newsbot.frontier AS f
    USING (
        SELECT url_key FROM newsbot.frontier WHERE url_key = ANY(CAST(:keys AS bytea[]))
        ORDER BY url_key FOR UPDATE
    ) AS gone
    WHERE f.url_key = gone.url_key
""")
_REJECTIONS = text("""
    DELETE FROM newsbot.rejections AS r
    USING (
        SELECT url_key FROM newsbot.rejections WHERE url_key = ANY(CAST(:keys AS bytea[]))
        ORDER BY url_key FOR UPDATE
    ) AS gone
    WHERE r.url_key = gone.url_key
""")
