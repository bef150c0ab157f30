"""Stores a batch of items: pages with an article, unchanged pages, and rejections.

One transaction decides what each page is (e.g. a new article or a copy), and writes all rows.
"""

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, Engine

from newsbot.items import (
    Deferred,
    FingerprintedArticle,
    Outcome,
    Rejected,
    Rejection,
    SamePage,
)
from newsbot.revisits import Revisits
from newsbot.storage.articles.archived import is_counted, settle_archived
from newsbot.storage.articles.decided import Batch
from newsbot.storage.articles.decisions import Decider
from newsbot.storage.articles.failures import write_failures
from newsbot.storage.articles.refused import (
    ARTICLE_REASON,
    Item,
    page_of,
    refuse_forgotten,
)
from newsbot.storage.articles.writes import write_articles
from newsbot.storage.connection.storing_lock import take_storing_lock
from newsbot.storage.health.site_counts import count_batch
from newsbot.storage.leases.queues import held_by
from newsbot.storage.leases.waking import add_hosts
from newsbot.storage.sites.rows import Sites
from newsbot.urls import host_of, is_too_long, origin_of

Note = Callable[[Connection, Sequence[Outcome]], bool]
"""A function that writes, in the transaction that stores items, that they are stored.

It gets the outcomes of the items. The result is False if this is written already. Then all that was
done in the transaction has been done before, and is undone.
"""


class ArticleStore:
    """Writes batches of articles, unchanged pages and rejections to the database."""

    def __init__(
        self,
        engine: Engine,
        run_id: int | None = None,
        queue_of: Callable[[str], str] | None = None,
        revisits: Revisits = Revisits(),  # noqa: B008 - a frozen value
    ) -> None:
        """Creates a store that writes to one database.

        Args:
            engine: the database.
            run_id: the id of the crawl run that stores the items; None outside a run.
            queue_of: takes a URL, and returns the name of a queue: the crawling work of the URL's
                host, which only one run at a time may do. Items are stored only if this run has the
                right to do the work of their queue. None: all items are stored.
            revisits: computes when the page of a stored article is requested again.
        """
        self._engine = engine
        self._run_id = run_id
        self._queue_of = queue_of
        self._revisits = revisits
        self._sites = Sites(engine)
        self._hosts: set[str] = set()

    def store(
        self, items: Sequence[Item], *, is_trial: bool = False, note: Note | None = None
    ) -> list[Outcome]:
        """Stores items in one transaction, and commits it.

        Returns the outcome of each item, in the order of `items`. An item is not stored if another
        run now has the right to crawl its host. Then its outcome is Deferred. If `is_trial`, all is
        undone at the end: a trial only shows whether the database refuses the items.
        """
        site_ids = self._sites.site_ids(page_of(item).site for item in items)
        self._add_hosts([each for each in items if isinstance(each, FingerprintedArticle)])
        with self._engine.begin() as connection:
            take_storing_lock(connection)
            held = self._held(connection, items)
            refused = refuse_forgotten(connection, held)
            refused_ids = {id(each.item) for each in refused}
            kept = [each for each in held if id(each) not in refused_ids]
            found = [each for each in kept if isinstance(each, FingerprintedArticle)]
            same = [each for each in kept if isinstance(each, SamePage)]
            rejections = [each for each in kept if isinstance(each, Rejection)]
            # `again` are pages of the archive that were extracted again, and still gave no article.
            # As they were not requested now, no failed request is written for them.
            again = [each for each in rejections if each.reread is not None]
            rejections = [each for each in rejections if each.reread is None]
            rejections += [each.rejection for each in refused if each.is_written]
            decider = Decider(connection, found)
            decided, looks = decider.decide_all(), decider.look_again(same)
            batch = Batch(
                decided=decided,
                same=[each for each in looks if each is not None],
                forgotten=[page for page, look in zip(same, looks, strict=True) if look is None],
            )
            write_articles(connection, batch, decider.articles, site_ids, self._revisits)
            write_failures(connection, rejections, site_ids, self._revisits, self._run_id)
            pages = ((each.item, each.outcome) for each in decided if is_counted(each))
            count_batch(pages, same, rejections).write(connection, site_ids)
            outcomes: dict[int, Outcome] = {
                id(each): Rejected(rejection=each) for each in (*rejections, *again)
            }
            outcomes |= {id(each.item): Rejected(rejection=each.rejection) for each in refused}
            for item, each in zip(found, decided, strict=True):
                outcomes[id(item)] = each.outcome
            for page, look in zip(same, looks, strict=True):
                is_forgotten = Deferred(reason="page_forgotten")
                outcomes[id(page)] = is_forgotten if look is None else look.outcome
            of_each = [(item, outcomes.get(id(item), Deferred())) for item in items]
            settle_archived(connection, of_each, refused_ids, site_ids)
            in_order = [outcome for _, outcome in of_each]
            if is_trial or not (note is None or note(connection, in_order)):
                connection.rollback()
        return in_order

    def _add_hosts(self, items: Sequence[FingerprintedArticle]) -> None:
        """Inserts the hosts of the pages into `newsbot.hosts`, if they are not there yet.

        A page may be on a host without a row, to which a redirect has led. The row is needed to
        request the page again later. It is inserted in a transaction of its own before the pages
        are stored, because all transactions lock hosts before URLs, to avoid deadlocks.
        """
        urls = [each.article.url for each in items if each.article.validators is not None]
        new = {origin_of(url): url for url in urls if origin_of(url) not in self._hosts}
        if new:
            queue_of = self._queue_of or host_of
            with self._engine.begin() as connection:
                add_hosts(connection, {origin: queue_of(url) for origin, url in new.items()})
            self._hosts |= new.keys()

    def _held(self, connection: Connection, items: Sequence[Item]) -> Sequence[Item]:
        """The items that may be stored: those whose hosts this run still has the right to crawl.

        This right is a lease of the queue (the crawling work) of a host. No other run can take over
        the queues of these items before the transaction ends.
        """
        if self._queue_of is None or self._run_id is None:
            return items
        queues = [self._queue_of(page_of(item).requested_url) for item in items]
        held = held_by(connection, self._run_id, set(queues))
        return [
            item
            for item, queue in zip(items, queues, strict=True)
            if queue in held or _is_unrequested(item)
        ]


def _is_unrequested(item: Item) -> bool:
    """Whether a person named a URL that was not requested.

    That is so if its article is forgotten, or if the URL is too long to be stored. Nothing was sent
    to its host, so that the run needs no right to crawl the host.
    """
    if not isinstance(item, Rejection):
        return False
    return item.reason == ARTICLE_REASON or is_too_long(item.requested_url)
