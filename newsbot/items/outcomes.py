"""What became of each item that was stored."""

from dataclasses import dataclass

from newsbot.items.articles import Rejection
from newsbot.items.copies import Match


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """Stored as an article of its own."""

    article_id: int
    takes_over: Match | None = None
    """The article that was the original until this one, the true original, came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """Stored, and pointing to the original, which is never itself a copy."""

    article_id: int
    original: int
    match: Match
    """What of the original's group it was found by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revised:
    """A known article with another text than it had at that time; stored as a further version."""

    article_id: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended:
    """A known article with the text that it has, and other metadata of the kind readers compare."""

    article_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """A known article with the text that it had at that time."""

    article_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """Not an article, or not fetched; its reason is stored."""

    rejection: Rejection


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferred:
    """Not stored: another run has the page's host in hand. Its URL is still due."""


Outcome = New | Copy | Revised | Amended | Unchanged | Rejected | Deferred
