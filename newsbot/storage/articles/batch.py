"""The class `Batch`: the pages that one transaction stores, with what was decided about each.

A page may be e.g. a new article, a copy of another article, or a new text of a stored article.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from newsbot.items import Alias, SamePage
from newsbot.storage.articles.decided import Decided, LookedAt
from newsbot.urls import url_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The pages that one transaction stores together, in three groups.

    Each page is in one group. Within a group, the pages keep the order in which they were given.
    """

    decided: Sequence[Decided]
    """The pages from which an extractor has read an article."""
    same: Sequence[LookedAt] = ()
    """The pages that have not changed since an extractor last read them. Their texts are known, so
    they are not extracted again."""
    forgotten: Sequence[SamePage] = ()
    """The pages that have not changed since an extractor last read them, but whose texts are no
    longer in the database. They have to be downloaded and read again."""

    @property
    def article_ids_seen(self) -> list[int]:
        """The ids of the articles whose pages a crawl run fetched from their sites.

        Pages from an archive are left out, because they do not show that the page still exists on
        its site. Other forms of an article's page, e.g. for print, are left out too (see
        `redirected`).
        """
        seen = [
            each.outcome
            for each in self.decided
            if each.item.article.validators is not None and not isinstance(each.outcome, Alias)
        ]
        return [outcome.article_id for outcome in (*seen, *(each.outcome for each in self.same))]

    @property
    def redirected(self) -> dict[bytes, int]:
        """The key of each requested URL that gave another form of an article's page → its id.

        Pages from an archive are left out.
        """
        return {
            url_key(each.item.article.requested_url): each.outcome.article_id
            for each in self.decided
            if each.item.article.validators is not None and isinstance(each.outcome, Alias)
        }
