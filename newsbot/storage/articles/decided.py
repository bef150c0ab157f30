"""Classes that say what was decided about fetched pages, e.g. that one is a new article."""

from collections.abc import Sequence
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
from newsbot.urls import url_key


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
    """Whether the text of the page has less than half of the words of the article's current text.
    The current text is the one from before this page."""
    former_key: bytes | None = None
    """If the article gets the URL of this page: the key (see newsbot.urls.url_key) of the URL that
    the article had before. Otherwise None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedAt:
    """A page of a stored article that was fetched again with the same bytes, and what follows.

    The page was not extracted again. The `outcome` says what its article gets from this fetch.
    """

    page: SamePage
    outcome: Revised | Held | Unchanged
    version: Version
    """The version of the article that has the text of the page. A version is a text that the
    article had at some time, with the times of its fetches."""
    is_shrunk: bool
    """Whether the text of the page has less than half as many words as the current text of the
    article had before this page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The fetched pages that one transaction stores together.

    Each page is in one of three groups. An article was extracted from the page; or the page has not
    changed since it was last extracted; or it has not changed, but the text extracted from it is no
    longer stored, so that it must be downloaded again. Within a group, the pages keep the order in
    which they were given.
    """

    decided: Sequence[Decided]
    """The pages from which an extractor has read an article."""
    parts: Sequence[Sequence[Decided]] = ()
    """The same pages, by the waves in which they were decided about; empty: all at once."""
    same: Sequence[LookedAt] = ()
    """The pages that have not changed since an extractor last read them. Their texts are known, so
    they are not extracted again."""
    forgotten: Sequence[SamePage] = ()
    """The pages that have not changed since an extractor last read them, but whose texts are no
    longer in the database. They have to be downloaded and read again."""

    @property
    def article_ids_seen(self) -> list[int]:
        """The ids of the articles whose ordinary pages this run has requested from their sites.

        Pages that were read from an archive are left out. So are other forms of an article's page,
        e.g. for print: the property `redirected` has them.
        """
        seen = [each.outcome for each in self._fetched if not isinstance(each.outcome, Alias)]
        return [outcome.article_id for outcome in (*seen, *(each.outcome for each in self.same))]

    @property
    def redirected(self) -> dict[bytes, int]:
        """The requested URLs whose pages are other forms of an article's page, e.g. for print.

        Returns a dict: the key of such a URL (see newsbot.urls.url_key) → the id of the article.
        """
        return {
            url_key(each.item.article.requested_url): each.outcome.article_id
            for each in self._fetched
            if isinstance(each.outcome, Alias)
        }

    @property
    def _fetched(self) -> list[Decided]:
        """The pages that gave an article and that this crawl run fetched from their sites.

        Pages from an archive are left out, because they do not show that the page still exists on
        its site.
        """
        return [
            each
            for each in self.decided
            if each.item.article.validators is not None and each.item.article.reread is None
        ]
