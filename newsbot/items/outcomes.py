"""The outcomes of storing a fetched page: e.g. a new article, a copy, a new version, no change."""

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
    """The match with a stored article that was an original until now, and now becomes a copy of
    this article. None if no article becomes a copy of this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """The outcome for an article that was not stored before, and is now stored as a copy."""

    article_id: int
    original: int
    """The id of the article of which this article is a copy. That article is an original, never a
    copy."""
    match: Match
    """The stored article by which this one was recognised as a copy. It is the original, or another
    copy of the original."""


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
    """The outcome for a stored article whose new text is much shorter than the text before.

    The new text is stored, but is held back: it is shown only after a later fetch of the page has
    confirmed it.
    """

    article_id: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """The outcome for a stored article whose text and important metadata are the same as before.

    Metadata are important here if the view `news.changes` shows their changes.
    """

    article_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """The outcome for a page that is only another form of a stored article's page.

    An example is a page for AMP (Google's format for phones), for phones or for print. Another one
    is a page with further parameters in its URL. Its URL is stored as a further URL of the article.
    The article itself stays as it is.
    """

    article_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """The outcome for a page that gave no article. The database keeps only the reason for this."""

    rejection: Rejection


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferred:
    """The outcome for a page that was not stored, but will be requested again.

    For example, the run may have lost its lease of the host, i.e. the right to be the only run that
    requests pages from the host. Or the page is unchanged, but its text is not stored any more.
    """

    reason: str = "lease_lost"
    """Why the page was not stored: a name in snake case. Such pages are counted in the counter
    `newsbot/deferred/REASON`, where REASON is this name."""


Outcome = New | Copy | Revised | Amended | Held | Unchanged | Alias | Rejected | Deferred


def counted_as(outcome: Outcome) -> str:
    """The name under which a stored page is counted, e.g. "revised".

    If a new article turns out to be the original of a stored article, it counts as "copy", although
    the stored article becomes the copy. The stored article has been counted as "new", so the two
    together are counted as one new article and one copy.
    """
    is_copy = isinstance(outcome, New) and outcome.takes_over is not None
    return (Copy if is_copy else type(outcome)).__name__.lower()
