"""Writes further URLs of articles, and gives articles the URLs of their ordinary pages.

An article may have other pages besides its ordinary page: for AMP (Google's format for phones), for
phones or for print. The URLs of these pages are aliases of the article, and are stored in
`newsbot.article_urls`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, func, text
from sqlalchemy.dialects.postgresql import insert

from newsbot.article_numbers import article_number
from newsbot.items import Alias, Copy, New
from newsbot.storage.articles.decided import Decided
from newsbot.storage.articles.twins import PageUrls
from newsbot.storage.connection.database_clock import NOW
from newsbot.storage.frontier.looks import Look, cancel_looks, take_over_looks
from newsbot.storage.models import article_tables
from newsbot.urls import url_key

_articles, _urls = article_tables.articles, article_tables.article_urls
# Stores the present URL of an article as an alias, i.e. as a further URL of the article. The
# article is about to get another URL.
_KEEP_FORMER = text("""
    INSERT INTO newsbot.article_urls (url_key, url, article_id, fetched_at)
    SELECT url_key, url, id, fetched_at FROM newsbot.articles WHERE id = :id
    ON CONFLICT (url_key) DO UPDATE
    SET article_id = excluded.article_id, fetched_at = excluded.fetched_at
""")
# The table `article_blocks` has one row for each article, with the hashes of its paragraphs
# (blocks) and the id of its site. An article may get a new URL that belongs to another site. Then
# this statement changes the site in the row.
_MOVE_BLOCKS = text("UPDATE newsbot.article_blocks SET site_id = :site WHERE article_id = :id")
_NOT_OF_ARTICLES = text("""
    SELECT key FROM unnest(CAST(:keys AS bytea[])) AS named (key)
    WHERE NOT EXISTS (SELECT FROM newsbot.articles WHERE url_key = key)
""")
# Sets `main_url` of the article :id, i.e. the URL of its ordinary page, to the canonical URL
# :main_url that a fetched page states. :own is the key of the fetched page's URL. Two conditions
# must hold. The page must be at the article's own URL or at its former `main_url`. And the article
# must not have been fetched later than the page, which may come from an archive.
_FOLLOW = text("""
    UPDATE newsbot.articles SET main_url = named.url, main_key = named.key
    FROM (
        SELECT
            a.id,
            CASE WHEN a.url_key <> :main_key THEN :main_url END AS url,
            CASE WHEN a.url_key <> :main_key THEN CAST(:main_key AS bytea) END AS key
        FROM newsbot.articles AS a
        WHERE a.id = :id AND :own IN (a.url_key, a.main_key) AND a.fetched_at <= :fetched_at
    ) AS named
    WHERE articles.id = named.id AND articles.main_key IS DISTINCT FROM named.key
""")


def write_urls(
    connection: Connection, decided: Sequence[Decided], site_ids: Mapping[str, int]
) -> None:
    """Writes the URLs of articles after a batch of pages: their own URLs, and their aliases.

    An alias is the URL of another page with the same article, e.g. for print. This function must be
    called after the new articles of the batch were inserted.

    Args:
        connection: a transaction that holds the storing lock. Every transaction that stores
            articles takes this lock, so that there is only one at a time.
        decided: the pages of the batch, with what was decided about each.
        site_ids: the key of each site → its id.
    """
    new = [each.item.article for each in decided if isinstance(each.outcome, New | Copy)]
    _forget(connection, [url_key(article.url) for article in new])
    for each in decided:
        if each.former_key is not None:
            _move(connection, each, site_ids)
    _write_aliases(connection, decided)
    _write_named(connection, decided)
    _follow_main_urls(connection, decided)


def _move(connection: Connection, page: Decided, site_ids: Mapping[str, int]) -> None:
    article, article_id = page.item.article, page.outcome.article_id
    key = url_key(article.url)
    connection.execute(_KEEP_FORMER, {"id": article_id})
    _forget(connection, [key])
    moved = {
        "url_key": key,
        "url": article.url,
        "site_id": site_ids[article.site],
        "article_number": article_number(article.url),
        "main_url": None,
        "main_key": None,
        "updated_at": NOW,
    }
    connection.execute(_articles.update().where(_articles.c.id == article_id).values(moved))
    connection.execute(_MOVE_BLOCKS, {"id": article_id, "site": moved["site_id"]})


def _forget(connection: Connection, keys: Sequence[bytes]) -> None:
    if keys:
        connection.execute(_urls.delete().where(_urls.c.url_key.in_(keys)))


def _write_aliases(connection: Connection, decided: Sequence[Decided]) -> None:
    rows: dict[bytes, dict[str, Any]] = {}
    for each in decided:
        article = each.item.article
        if isinstance(each.outcome, Alias) and not article.is_partial:
            rows[url_key(article.url)] = {
                "url_key": url_key(article.url),
                "url": article.url,
                "article_id": each.outcome.article_id,
                "fetched_at": article.fetched_at,
            }
    if rows:
        statement = insert(_urls)
        told = statement.excluded
        latest = func.greatest(_urls.c.fetched_at, told.fetched_at)
        changed = {"article_id": told.article_id, "fetched_at": latest}
        connection.execute(
            statement.on_conflict_do_update(index_elements=["url_key"], set_=changed),
            list(rows.values()),
        )


def _write_named(connection: Connection, decided: Sequence[Decided]) -> None:
    """Stores further URLs of articles: those that their pages name for other forms of the page.

    For example, a page may link to its form for print. The URL is left out if it is already the
    main URL of a stored article.
    """
    named = {row["url_key"]: row for each in decided for row in _named(each)}
    free = connection.execute(_NOT_OF_ARTICLES, {"keys": list(named)}).scalars() if named else ()
    rows = [named[key] for key in free]
    if rows:
        connection.execute(insert(_urls).on_conflict_do_nothing(), rows)


def _follow_main_urls(connection: Connection, decided: Sequence[Decided]) -> None:
    """Stores the canonical URLs that the pages of stored articles name now.

    A publisher may give an article a new URL, but keep the page at the former URL. From then on,
    this page names the new URL as canonical.
    """
    followed = []
    for each in sorted(decided, key=lambda page: page.item.article.fetched_at):
        is_stored = not isinstance(each.outcome, New | Copy) and each.former_key is None
        urls = PageUrls(article=each.item.article)
        # An article may be stored with the URL of its page for AMP, because its ordinary page lacks
        # most of the text, e.g. behind a paywall. The row of the article then has the URL of the
        # ordinary page as `main_url`, and this page is requested again until it has the whole text.
        # `is_waited_for` is true if the page `each` is such an ordinary page that still lacks the
        # text. In this case, `main_url` must stay as it is.
        is_waited_for = isinstance(each.outcome, Alias) and urls.is_ordinary
        if is_stored and not is_waited_for and not each.item.article.is_partial:
            names = {"own": urls.own, "main_key": urls.main, "main_url": urls.main_url}
            fetched_at = each.item.article.fetched_at
            followed.append({
                "id": each.outcome.article_id, "fetched_at": fetched_at, **names,
            })  # fmt: skip
    if followed:
        connection.execute(_FOLLOW, followed)


def _named(page: Decided) -> Iterator[dict[str, Any]]:
    if isinstance(page.outcome, New | Copy | Alias) or page.former_key is not None:
        for url in page.item.article.twin_urls:
            yield {"url_key": url_key(url), "url": url, "article_id": page.outcome.article_id}


def move_looks(connection: Connection, decided: Sequence[Decided]) -> None:
    """Makes the next request for each article that gets a new URL go to this new URL.

    An article gets a new URL if a page at another URL turns out to be its ordinary page. The time
    of the next request is moved from the row of the old URL in the table `frontier` to the row of
    the new URL. The row of the new URL must already have the state "done", as after every fetch
    that gave an article.
    """
    for each in decided:
        if each.former_key is not None:
            take_over_looks(connection, each.former_key, url_key(each.item.article.url))


def look_again_elsewhere(connection: Connection, decided: Sequence[Decided]) -> list[Look]:
    """Makes sure that further requests for an article use only the URL stored with the article.

    Other URLs lead to other forms of the article's page, e.g. for print. The requests that are
    planned for them are cancelled. But the stored URL may itself redirect to such a form. Then the
    result has a Look for the page that was fetched through the stored URL. With it, the caller
    plans the next request for the stored URL, which would otherwise never be requested again.
    """
    aliases = [
        each
        for each in decided
        if isinstance(each.outcome, Alias) and not each.item.article.is_partial
    ]
    pages = [each.item.article for each in aliases]
    keys = sorted({url_key(url) for page in pages for url in (page.url, page.requested_url)})
    free = set(connection.execute(_NOT_OF_ARTICLES, {"keys": keys}).scalars()) if keys else set()
    cancel_looks(connection, free)
    return [
        Look(
            url=page.requested_url,
            requested_url=page.requested_url,
            at=page.fetched_at,
            version_id=each.version.id,
            validators=page.validators,
            confirmed_from=None,
        )
        for each, page in zip(aliases, pages, strict=True)
        if page.validators is not None and url_key(page.requested_url) not in free
    ]
