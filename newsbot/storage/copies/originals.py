"""SQL that finds the original of a stored article.

The original is the article of which the stored article is a copy, or the article itself if it is no
copy. `scrapy dedup` decides again which articles are copies of which originals, and collects its
decisions in the table `redecisions`. The SQL can use these decisions, or the stored ones.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """Parameters of the SQL in `LEADER`, the part of a query that finds the original of an article.

    They say where the query looks: in `newsbot.articles`, or for what `scrapy dedup` has decided
    anew in `newsbot.redecisions`.
    """

    again: bool = False
    """True: the query reads the new decisions of `scrapy dedup` in `newsbot.redecisions`. False: it
    reads the stored ones in `newsbot.articles`."""
    unresolved: int = 2**63 - 1
    """The id of the first article that `scrapy dedup` has not compared again yet. Every article
    with this or a higher id counts as a group of its own."""


AS_STORED = Grouping()

# The part of a query that adds the column `leader.id` to rows of `articles` (alias `article`). The
# column has the id of the article's original, or of the article itself if it is no copy.
# If `:again` is true, the results of `scrapy dedup` in the table `redecisions` are used. An article
# without a result keeps its stored original. But if a result says that this original is now a copy
# of a third article, the third one is the original of both.
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
