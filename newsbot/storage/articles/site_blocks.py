"""Stores the blocks (paragraphs) of each new article, and counts how often blocks recur on a site.

A block that recurs in many articles of a site is boilerplate. The blocks of a page are looked for
in the articles of the site that were fetched nearest to the page in time. So an old page that comes
from an archive is compared with articles of its own time.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, text

from newsbot.extraction.page.boilerplate import count_blocks
from newsbot.items import Article, Copy, FetchedPage, New, SiteBlocks
from newsbot.urls import url_key

if TYPE_CHECKING:  # it takes .2 s to load, which crawls that read no page need not wait for
    from newsbot.storage.articles.decided import Decided

# How many articles of a site are searched for the blocks of a page: those that were fetched nearest
# to the page in time. A block that occurs in at least three of the 64 articles (about a twentieth)
# is probably boilerplate.
NEAREST = 64
# The maximum number of blocks of one article whose keys (hashes) are stored. A key has 8 bytes, and
# the row with all keys must fit in a database page of 8 kB. An article has about 20 blocks, a live
# blog hundreds.
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

# The column `is_reprint` becomes true if an older article of the same site is in the same group of
# copies. PostgreSQL has no arrays of arrays of different lengths. So the keys of each article are
# passed as a text, such as "{17,-4}".
_INSERT = text("""
    INSERT INTO newsbot.article_blocks (article_id, fetched_at, site_id, keys, is_reprint)
    SELECT own.id, given.fetched_at, own.site_id, CAST(given.keys AS bigint[]),
        EXISTS (
            SELECT FROM newsbot.articles AS other
            WHERE other.site_id = own.site_id
              AND other.id < own.id
              AND coalesce(own.copy_of, own.id) IN (other.id, other.copy_of)
        )
    FROM unnest(
        CAST(:article_ids AS bigint[]), CAST(:moments AS timestamptz[]), CAST(:keys AS text[])
    ) AS given (article_id, fetched_at, keys)
    JOIN newsbot.articles AS own ON own.id = given.article_id
""")


def write_article_blocks(connection: Connection, decided: "Sequence[Decided]") -> None:
    """Writes the blocks of the new articles in a batch, copies included.

    The rows of the articles must have been written before. Revisions do not change the stored
    blocks of an article. If an article has more than MAX_KEYS blocks, only the first and the last
    blocks are stored, since boilerplate seldom stands in the middle of a body.
    """
    half = MAX_KEYS // 2
    articles = {
        each.outcome.article_id: each.item.article
        for each in decided
        if isinstance(each.outcome, New | Copy) and each.item.article.block_keys
    }
    texts = []
    for article in articles.values():
        keys = list(map(str, dict.fromkeys(article.block_keys)))
        kept = keys if len(keys) <= MAX_KEYS else keys[:half] + keys[-half:]
        texts.append(f"{{{','.join(kept)}}}")
    if texts:
        moments = [article.fetched_at for article in articles.values()]
        parameters = {"article_ids": list(articles), "moments": moments, "keys": texts}
        connection.execute(_INSERT, parameters)


def read_site_blocks(engine: Engine, pages: Sequence[FetchedPage | Article]) -> list[SiteBlocks]:
    """Counts for each page how often every block occurs in the nearest articles of the same site.

    The nearest articles are the NEAREST stored ones that were fetched closest in time to the page.
    If the page is stored already, its own article is left out.
    """
    parameters = {
        "sites": [page.site for page in pages],
        "moments": [page.fetched_at for page in pages],
        "url_keys": [url_key(page.url) for page in pages],
        "nearest": NEAREST,
    }
    articles: dict[int, list[list[int]]] = defaultdict(list)
    copies: dict[int, list[list[int]]] = defaultdict(list)
    with engine.connect() as connection:
        for number, keys, is_copy in connection.execute(_NEAREST_ARTICLES, parameters):
            (copies if is_copy else articles)[number].append(keys)
    numbers = range(1, len(pages) + 1)
    return [count_blocks(articles[number], copies[number]) for number in numbers]
