"""The outcomes of storing an item: a new article, a copy, a further version, or nothing new."""

from dataclasses import dataclass

from newsbot.items.articles import Rejection
from newsbot.items.copies import Match


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """The outcome for an article that was not stored before, and is now stored as an original.

    An original is an article that does not count as a copy of another article.
    """

    article_id: int
    takes_over: Match | None = None
    """The match with a stored article that was an original until now, and becomes a copy of this
    article. None if there is no such article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """The outcome for an article that was not stored before, and is now stored as a copy."""

    article_id: int
    original: int
    """The id of the article of which this article is a copy. That article is an original, never a
    copy."""
    match: Match
    """The match by which the copy was recognised: a match with the original, or with another copy
    of the original."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revised:
    """The outcome for a stored article whose text has changed: a further version is stored."""

    article_id: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended:
    """The outcome for a stored article whose text is the same, but whose metadata has changed.

    The view `news.changes` has a row for the change.
    """

    article_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A known article with a much shorter text than before, which a later fetch must confirm."""

    article_id: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """The outcome for a stored article whose text has not changed, nor its important metadata.

    Important are the metadata whose changes the view `news.changes` shows.
    """

    article_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """The outcome for a page that gave no article: only the reason is stored."""

    rejection: Rejection


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferred:
    """A page that was not stored, for `reason`, and whose URL stays due.

    The run has lost the lease of the host, or the stored version of an unchanged page is missing.
    """

    reason: str = "lease_lost"
    """Why it was not stored, in snake case: the counter is newsbot/deferred/REASON."""


Outcome = New | Copy | Revised | Amended | Held | Unchanged | Rejected | Deferred
