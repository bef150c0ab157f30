"""Stores hashes of the paragraphs ("blocks") of each new article. `site_windows` reads them."""

from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from newsbot.items import Article, Copy, New

if TYPE_CHECKING:  # it takes .2 s to load, which crawls that read no page need not wait for
    from collections.abc import Sequence

    from newsbot.storage.articles.decided import Decided

# The maximum number of blocks (paragraphs) of one article whose hashes are stored. A hash has 8
# bytes, and the row with all hashes must fit in a database page of 8 kB. An article has about 20
# blocks, a live blog hundreds.
MAX_KEYS = 200

# Inserts the blocks (paragraphs) of articles. The column `is_reprint` becomes true if the article
# has the same text as an older article of the same site. The block keys (hashes) of each article
# are passed as a text, such as "{17,-4}". An array of arrays is not possible: in PostgreSQL, all
# inner arrays must have the same length.
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


def kept_keys(article: Article) -> list[int]:
    """The hashes of an article's blocks that are stored.

    If there are more than MAX_KEYS, they are those of the first and the last blocks. Boilerplate
    seldom stands in the middle of an article.
    """
    half = MAX_KEYS // 2
    keys = list(dict.fromkeys(article.block_keys))
    return keys if len(keys) <= MAX_KEYS else keys[:half] + keys[-half:]


def write_article_blocks(connection: Connection, decided: "Sequence[Decided]") -> None:
    """Writes the blocks (hashes of paragraphs) of the new articles in a batch, copies included.

    The rows of the articles must have been written before. Revisions do not change the stored
    blocks of an article. The blocks are stored to find boilerplate: paragraphs that a site repeats
    in many articles.
    """
    articles = {
        each.outcome.article_id: each.item.article
        for each in decided
        if isinstance(each.outcome, New | Copy) and each.item.article.block_keys
    }
    texts = [f"{{{','.join(map(str, kept_keys(article)))}}}" for article in articles.values()]
    if texts:
        moments = [article.fetched_at for article in articles.values()]
        parameters = {"article_ids": list(articles), "moments": moments, "keys": texts}
        connection.execute(_INSERT, parameters)
