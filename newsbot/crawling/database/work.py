"""The database work for pages: block counts, the search for originals, and storing.

The work can be done in any process: in that of the crawl, or in one of its own.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Literal, get_args

from sqlalchemy import Engine

from newsbot.items import Fingerprint, Match
from newsbot.revisits import Revisits
from newsbot.urls import queue_of

if TYPE_CHECKING:
    from newsbot.storage.articles.storing import ArticleStore

Kind = Literal["count_blocks", "know_pages", "look_up", "store", "try_to_store"]
"""The kinds of work: `SiteWindows.read` for pages, whose content is not needed; `KnownPages.read`
for pages of an archive; `look_up` for articles with their fingerprints (or None), with a LookedUp
as the result for each; `ArticleStore.store` for items, and a trial of it."""
KINDS: tuple[Kind, ...] = get_args(Kind)
LookedUp = tuple[Fingerprint, Match | None, int]
"""The fields `fingerprint`, `match` and `horizon` of a FingerprintedArticle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The run for which the work is done."""

    run_id: int
    groups: Mapping[str, str] | None
    """Host → name of its group. The hosts of a group are on one server and share a queue, which
    only one run at a time may work off. None if the run needs no leases of queues to store pages,
    because it downloads none."""
    revisits: Revisits

    @property
    def queue_of(self) -> Callable[[str], str] | None:
        """A function that takes a URL and returns the name of the queue of its host, or None."""
        return None if self.groups is None else partial(queue_of, groups=self.groups)


class Work:
    """Does the database work of a run. One thread at a time may use each kind of it."""

    def __init__(self, engine: Engine, run: Run) -> None:
        self._engine = engine
        self._run = run

    def do(self, kind: Kind, items: Sequence[Any]) -> list[Any]:
        """Does one kind of work for a batch of items; returns one result for each item."""
        does: Callable[[Sequence[Any]], list[Any]] = getattr(self, f"_{kind}")
        return does(items)

    # The imports below take half a second together. A run without articles does not need them.

    @cached_property
    def _count_blocks(self) -> Callable[[Sequence[Any]], list[Any]]:
        from newsbot.storage.articles.blocks.site_windows import SiteWindows  # noqa: PLC0415

        return SiteWindows(self._engine).read

    @cached_property
    def _know_pages(self) -> Callable[[Sequence[Any]], list[Any]]:
        from newsbot.storage.articles.blocks.known_pages import KnownPages  # noqa: PLC0415

        return KnownPages(self._engine).read

    @cached_property
    def _look_up(self) -> Callable[[Sequence[Any]], list[LookedUp]]:
        from newsbot.storage.copies.candidates import look_up  # noqa: PLC0415

        def fields(asked: Sequence[Any]) -> list[LookedUp]:
            known = {article.body: own for article, own in asked if own is not None}
            found = look_up(self._engine, [article for article, _ in asked], known)
            return [(each.fingerprint, each.match, each.horizon) for each in found]

        return fields

    @cached_property
    def _articles(self) -> "ArticleStore":
        from newsbot.storage.articles.storing import ArticleStore  # noqa: PLC0415

        run = self._run
        return ArticleStore(self._engine, run.run_id, run.queue_of, run.revisits)

    def _store(self, items: Sequence[Any]) -> list[Any]:
        return self._articles.store(items)

    def _try_to_store(self, items: Sequence[Any]) -> list[Any]:
        return self._articles.store(items, is_trial=True)
