"""The pages of one transaction, each with what it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from newsbot.items import SamePage
from newsbot.storage.articles.decisions import Decided, LookedAt


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The pages of a batch, each with what it is, in the order of the batch."""

    decided: Sequence[Decided]
    same: Sequence[LookedAt] = ()
    """Pages that are as they were."""
    forgotten: Sequence[SamePage] = ()
    """Pages that are as they were, while their texts are stored no more."""

    @property
    def article_ids_seen(self) -> list[int]:
        """The articles whose pages a run has fetched, not taken out of an archive."""
        seen = [each.outcome for each in self.decided if each.item.article.validators is not None]
        return [outcome.article_id for outcome in (*seen, *(each.outcome for each in self.same))]
