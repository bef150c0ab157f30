"""SQL that finds the original of a stored article.

It looks in the stored groups of copies, or in those that `scrapy dedup` has found.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """Which groups of copies a query uses; the fields are the parameters of `LEADER`."""

    again: bool = False
    """Whether the groups of `newsbot.redecisions` are used instead of those of
    `newsbot.articles`."""
    unresolved: int = 2**63 - 1
    """The lowest id of an article that `scrapy dedup` has not resolved yet: each article with this
    id or a higher one counts as a group of its own."""


AS_STORED = Grouping()

# Adds the id of the original, `leader.id`, to each row of `article`. The original of an article
# outside `redecisions` may itself be in there, and have become a copy.
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
