"""Classes that say what was decided about a fetched page, e.g. that it is a new article."""

from dataclasses import dataclass

from newsbot.items import (
    Alias,
    Amended,
    Copy,
    FingerprintedArticle,
    Held,
    New,
    Revised,
    SamePage,
    Unchanged,
)
from newsbot.storage.versions.amending import Amendment
from newsbot.storage.versions.timeline import Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A fetched page and what was decided about it.

    The page may be a new article, a copy of another article, or a page of a stored article. A page
    of a stored article may have a new text (revised), only new metadata (amended), or nothing new
    (unchanged).
    """

    item: FingerprintedArticle
    outcome: New | Copy | Revised | Amended | Held | Unchanged | Alias
    version: Version
    """The version of the article (a text with the times of its fetches) to which the page belongs.
    It was stored before, or this page has created it."""
    amendment: Amendment | None = None
    """The change of the article's metadata, if the page has changed only metadata (the `outcome` is
    Amended). Otherwise None. The change gets a row in the table `amendments`."""
    is_shrunk: bool = False
    """Whether the text of the page has less than half as many words as the current text of the
    article had before this page."""
    former_key: bytes | None = None
    """If the article gets the URL of this page: the key (see newsbot.urls.url_key) of the URL that
    the article had before. Otherwise None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedAt:
    """An unchanged page, and what was decided about it.

    Unchanged means: the page is the same as when an extractor last read it.
    """

    page: SamePage
    outcome: Revised | Held | Unchanged
    version: Version
    """The version of the article (a text with the times of its fetches) to which the page belongs.
    It was stored before, or this page has created it."""
    is_shrunk: bool
    """Whether the text of the page has less than half as many words as the current text of the
    article had before this page."""
