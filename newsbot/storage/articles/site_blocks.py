"""The blocks of a site's articles: written with each new one, read for each page.

A row says what one article had, and never changes: what is known does not depend on the order in
which articles are stored, and an archive's pages are held against those of their own time.
"""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection, Engine, text

from newsbot.extraction.boilerplate import count_blocks
from newsbot.items import Article, Copy, FetchedPage, New, SiteBlocks
from newsbot.storage.articles.decisions import Decided
from newsbot.urls import url_key

# Shares of a twentieth, below which nothing is decided, still show: three of 64.
NEAREST = 64
# Articles have about 20 blocks; live blogs have hundreds, and the row must stay on its page.
MAX_KEYS = 200

_NEAREST_ARTICLES = text("""
    SELECT query.number, near.keys, near.is_reprint
    FROM unnest(
        CAST(:sites AS text[]), CAST(:moments AS timestamptz[]), CAST(:url_keys AS bytea[])
    ) WITH ORDINALITY AS query (site, moment, url_key, number)
    JOIN newsbot.sites AS site ON site.key = query.site
    LEFT JOIN newsbot.articles AS own ON own.url_key = query.url_key
    CROSS JOIN LATERAL (
        SELECT either.keys, either.is_reprint, either.distance, either.article_id
        FROM (
            (
                SELECT b.keys, b.is_reprint, b.article_id, query.moment - b.fetched_at AS distance
                FROM newsbot.article_blocks AS b
                WHERE b.site_id = site.id
                  AND b.fetched_at <= query.moment
                  AND b.article_id IS DISTINCT FROM own.id
                ORDER BY b.fetched_at DESC, b.article_id DESC
                LIMIT :nearest
            )
            UNION ALL
            (
                SELECT b.keys, b.is_reprint, b.article_id, b.fetched_at - query.moment AS distance
                FROM newsbot.article_blocks AS b
                WHERE b.site_id = site.id
                  AND b.fetched_at > query.moment
                  AND b.article_id IS DISTINCT FROM own.id
                ORDER BY b.fetched_at, b.article_id
                LIMIT :nearest
            )
        ) AS either
        ORDER BY either.distance, either.article_id DESC
        LIMIT :nearest
    ) AS near
    ORDER BY query.number, near.distance, near.article_id DESC
""")


_INSERT = text("""
    INSERT INTO newsbot.article_blocks (article_id, fetched_at, site_id, keys, is_reprint)
    SELECT own.id, :fetched_at, own.site_id, CAST(:keys AS bigint[]), EXISTS (
        SELECT FROM newsbot.articles AS other
        WHERE other.site_id = own.site_id
          AND other.id < own.id
          AND (other.id = its.original OR other.copy_of = its.original)
    )
    FROM newsbot.articles AS own
    CROSS JOIN LATERAL (SELECT coalesce(own.copy_of, own.id) AS original) AS its
    WHERE own.id = :article_id
""")


def write_article_blocks(connection: Connection, decided: Sequence[Decided]) -> None:
    """Writes the blocks of new articles, copies included, once the articles are written.

    What revisions have was there before.
    """
    rows = [
        {
            "article_id": each.outcome.article_id,
            "fetched_at": each.item.article.fetched_at,
            "keys": _bounded(list(dict.fromkeys(each.item.article.block_keys))),
        }
        for each in decided
        if isinstance(each.outcome, New | Copy) and each.item.article.block_keys
    ]
    if rows:
        connection.execute(_INSERT, rows)


def _bounded(keys: list[int]) -> list[int]:
    """At most MAX_KEYS: boilerplate stands at the ends of a body, seldom in its middle."""
    half = MAX_KEYS // 2
    return keys if len(keys) <= MAX_KEYS else keys[:half] + keys[-half:]


def read_site_blocks(engine: Engine, pages: Sequence[FetchedPage | Article]) -> list[SiteBlocks]:
    """For each page what the NEAREST stored articles of its site say, its own left out."""
    parameters = {
        "sites": [page.site for page in pages],
        "moments": [page.fetched_at for page in pages],
        "url_keys": [url_key(page.url) for page in pages],
        "nearest": NEAREST,
    }
    articles: dict[int, list[list[int]]] = defaultdict(list)
    reprints: dict[int, list[list[int]]] = defaultdict(list)
    with engine.connect() as connection:
        for number, keys, is_reprint in connection.execute(_NEAREST_ARTICLES, parameters):
            (reprints if is_reprint else articles)[number].append(keys)
    numbers = range(1, len(pages) + 1)
    return [count_blocks(articles[number], reprints[number]) for number in numbers]
