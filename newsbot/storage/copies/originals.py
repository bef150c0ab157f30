"""Which article leads a stored one's group: as it is stored, or as it is decided again so far."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """Which groups are meant; its fields are the parameters of `LEADER`."""

    again: bool = False
    """Those of `newsbot.redecisions`, and not those of `newsbot.articles`."""
    undecided: int = 2**63 - 1
    """From this article on nothing is decided yet: such articles stand alone, and lead nobody."""


AS_STORED = Grouping()

# Adds `leader.id` to a row of `article`. An article that is not decided again may be led by one
# that is.
LEADER = """
    LEFT JOIN newsbot.redecisions AS again ON again.article_id = article.id AND :again
    LEFT JOIN newsbot.redecisions AS led ON led.article_id = article.copy_of AND :again
    CROSS JOIN LATERAL (
        SELECT coalesce(
            again.original,
            CASE WHEN greatest(article.id, article.copy_of) < :undecided
                THEN coalesce(led.original, article.copy_of) END,
            article.id
        ) AS id
    ) AS leader
"""
