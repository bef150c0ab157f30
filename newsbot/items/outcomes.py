"""The outcomes of storing an item: a new article, a copy, a further version, or nothing new."""

from dataclasses import dataclass

from newsbot.items.articles import Rejection
from newsbot.items.copies import Match


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """A new article that is stored as an original."""

    article_id: int
    takes_over: Match | None = None
    """If this article replaces another as the original of a group of copies: the match with that
    other article; else None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A new article that is stored as a copy."""

    article_id: int
    original: int
    """The id of the original of which this article is a copy. An original is never itself a copy.
    """
    match: Match
    """The match by which the copy was recognised, with the original or with another copy of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revised:
    """A stored article whose text has changed, so that a further version of it is stored."""

    article_id: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended:
    """A stored article whose text is the same, but whose metadata has changed.

    The view news.changes has a row for the change.
    """

    article_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A known article with a much shorter text than before, which a later fetch must confirm."""

    article_id: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """A stored article whose text has not changed, nor any metadata that news.changes shows."""

    article_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A page without an article, or a failed download; the rejection is stored."""

    rejection: Rejection


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferred:
    """A page that was not stored, for `reason`, and whose URL stays due.

    The run has lost the lease of the host, or the stored version of an unchanged page is missing.
    """

    reason: str = "lease_lost"
    """Why it was not stored, in snake case: the counter is newsbot/deferred/REASON."""


Outcome = New | Copy | Revised | Amended | Held | Unchanged | Rejected | Deferred
