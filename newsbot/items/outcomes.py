"""The outcomes of storing an item: a new article, a copy, a further version, or nothing new."""

from dataclasses import dataclass

from newsbot.items.articles import Rejection
from newsbot.items.copies import Match


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """A new article that is stored as an original."""

    article_id: int
    takes_over: Match | None = None
    """The match with the former original, if this article becomes the original of a group of
    copies in its place; None otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A new article that is stored as a copy."""

    article_id: int
    original: int
    """The id of the article that this one is a copy of; that article is never itself a copy."""
    match: Match
    """The match with the article that the copy was recognised by: the original or another copy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revised:
    """A known article whose text had changed: a further version of it is stored."""

    article_id: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended:
    """A known article with the same text and changed metadata: a row of the view news.changes."""

    article_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A known article with a much shorter text than before, which a later fetch must confirm."""

    article_id: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """A known article with the same text, and no change that the view news.changes would show."""

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
