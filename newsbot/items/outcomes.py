"""The outcomes of storing an item: a new article, a copy, a further version, or nothing new."""

from dataclasses import dataclass

from newsbot.items.articles import Rejection
from newsbot.items.copies import Match


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """A new article that is stored as an original."""

    article_id: int
    takes_over: Match | None = None
    """If this article replaces a stored article as the original of a group of copies: the match of
    the two articles. None if it replaces no article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A new article that is stored as a copy."""

    article_id: int
    original: int
    """The id of the article of which this article is a copy. That article is an original, never a
    copy."""
    match: Match
    """The match by which the copy was recognised: a match with the original, or with another copy
    of the original."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revised:
    """A stored article whose text has changed, so that a further version of it is stored."""

    article_id: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended:
    """A stored article whose text is the same, but whose metadata has changed.

    The view `news.changes` has a row for the change.
    """

    article_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """A stored article whose text has not changed, nor any metadata that `news.changes` shows."""

    article_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A page that gave no article; the reason is stored."""

    rejection: Rejection


Outcome = New | Copy | Revised | Amended | Unchanged | Rejected
