"""Stores a group of waves in one transaction, if nobody else has stored anything meanwhile."""

from itertools import chain, islice

from sqlalchemy import Connection, Engine

from newsbot.items import Outcome
from newsbot.revisits import Revisits
from newsbot.storage.articles.decided import Batch
from newsbot.storage.articles.failures import write_failures
from newsbot.storage.articles.ids import take_ids
from newsbot.storage.articles.loading.group import Ids, PageGroup
from newsbot.storage.articles.refused import page_of
from newsbot.storage.articles.storing import Note
from newsbot.storage.articles.writes import write_articles
from newsbot.storage.connection.storing_lock import take_storing_lock
from newsbot.storage.health.site_counts import count_batch
from newsbot.storage.sites.rows import Sites


class GroupStore:
    """Stores groups of waves for a run."""

    def __init__(self, engine: Engine, run_id: int | None, revisits: Revisits) -> None:
        self._engine = engine
        self._run_id = run_id
        self._revisits = revisits
        self._sites = Sites(engine)

    def store(self, group: PageGroup, note: Note | None = None) -> list[Outcome] | None:
        """Stores a group, and returns the outcome of each page; None if it could not be stored.

        It is not stored if what was decided about the pages may be wrong by now.
        """
        outcomes = [outcome for wave in group.waves for outcome in wave.outcomes]
        items = [item for wave in group.waves for item in wave.items]
        site_ids = self._sites.site_ids(page_of(item).site for item in items)
        with self._engine.begin() as connection:
            take_storing_lock(connection)
            if not _is_as_decided(connection, group):
                return None
            decided = [each for wave in group.waves for each in wave.decided]
            batch = Batch(decided=decided, parts=[wave.decided for wave in group.waves])
            articles = [each for wave in group.waves for each in wave.articles]
            write_articles(connection, batch, articles, site_ids, self._revisits)
            for wave in group.waves:
                write_failures(connection, wave.rejections, site_ids, self._revisits, self._run_id)
            pages = ((each.item, each.outcome) for each in decided)
            rejections = list(chain.from_iterable(wave.rejections for wave in group.waves))
            count_batch(pages, (), rejections).write(connection, site_ids)
            if note is not None and not note(connection, outcomes):
                connection.rollback()
        return outcomes


def _is_as_decided(connection: Connection, group: PageGroup) -> bool:
    return (
        group.facts.hold(connection, group.read_ids, group.url_keys)
        and _take(connection, "articles", group.article_ids)
        and _take(connection, "versions", group.version_ids)
    )


def _take(connection: Connection, table: str, ids: Ids) -> bool:
    """Takes ids of a table, and returns whether they are those that were expected."""
    taken = list(islice(take_ids(connection, table, ids.count), ids.count))
    return taken == list(range(ids.first, ids.next))
