"""SQL that finds the original of a stored article.

The original is the article of which the stored article is a copy, or the article itself if it is no
copy. `scrapy dedup` decides again which articles are copies of which originals, and collects its
decisions in the table `redecisions`. The SQL can use these decisions, or the stored ones.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """Parameters of the SQL in `LEADER`, the part of a query that finds the original of an article.

    They choose the table that says of which original an article is a copy. `newsbot.articles` has
    the stored decisions. `newsbot.redecisions` has the new decisions of a running `scrapy dedup`.
    """

    again: bool = False
    """Where a query with `LEADER` finds the original of an article. False: in `newsbot.articles`,
    as stored. True: in `newsbot.redecisions`. While `scrapy dedup` compares all articles anew, it
    collects its results in this table."""
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
