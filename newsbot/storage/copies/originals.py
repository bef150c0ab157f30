"""SQL that finds the original of a stored article.

The SQL reads either the stored groups of copies or the groups that `scrapy dedup` has found anew.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """Which groups of copies a query uses: the stored ones, or those found by `scrapy dedup`.

    The fields are parameters of the SQL in `LEADER`.
    """

    again: bool = False
    """True: the query uses the groups in `newsbot.redecisions`, which `scrapy dedup` has found
    anew. False: it uses those in `newsbot.articles`."""
    unresolved: int = 2**63 - 1
    """The id of the first article that `scrapy dedup` has not compared again yet. Every article
    with this or a higher id counts as a group of its own."""


AS_STORED = Grouping()

# A part of a query that reads articles under the alias `article`. It adds the column `leader.id`:
# the id of the article's original. With `:again`, the groups that `scrapy dedup` found are used. An
# article without a row in `redecisions` then keeps its stored original. But `redecisions` may say
# that this original is a copy of a third article. Then the third one is the original of both.
LEADER = """
    LEFT JOIN newsbot.redecisions AS again ON again.article_id = article.id AND :again
    LEFT JOIN newsbot.redecisions AS led ON led.article_id = article.copy_of AND :again
    CROSS JOIN LATERAL (
        SELECT coalesce(
            again.original,
            CASE WHEN greatest(article.id, article.copy_of) < :unresolved
                THEN coalesce(led.original, article.copy_of) END,
            article.id
        ) AS id
    ) AS leader
"""
