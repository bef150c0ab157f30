"""The pages that one transaction stores, each with its outcome (new, copy, revised …)."""

from collections.abc import Sequence
from dataclasses import dataclass

from newsbot.items import SamePage
from newsbot.storage.articles.decisions import Decided, LookedAt


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The pages of a batch in three groups, each in the order of the batch."""

    decided: Sequence[Decided]
    """Pages that were read by an extractor."""
    same: Sequence[LookedAt] = ()
    """Pages that have not changed since they were last read, so that they were not read again."""
    forgotten: Sequence[SamePage] = ()
    """Pages that have not changed, but whose last texts are no longer in the database."""

    @property
    def article_ids_seen(self) -> list[int]:
        """The ids of the articles whose pages a run has fetched, not read from an archive."""
        seen = [each.outcome for each in self.decided if each.item.article.validators is not None]
        return [outcome.article_id for outcome in (*seen, *(each.outcome for each in self.same))]
