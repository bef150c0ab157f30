"""Storing a batch: one transaction finds out what each item is and writes all rows for it.

Every writer of articles and changes holds one lock until its commit. So ids rise in the order of
commits: the versions that were committed since a look-up are those with greater ids, and a reader
of news.changes never sees a row appear below a row that it has read.
"""

from collections.abc import Sequence

from sqlalchemy import Engine, text

from newsbot.items import FingerprintedArticle, Outcome, Rejected, Rejection
from newsbot.storage.articles.decisions import Decider
from newsbot.storage.articles.writes import write_articles
from newsbot.storage.frontier.rejections import write_rejections
from newsbot.storage.sites import Sites

# The key of the lock among all advisory locks of the database; any fixed number would do.
STORING_LOCK = 7001
_LOCK = text("SELECT pg_advisory_xact_lock(:key)")


class ArticleStore:
    """The writer of batches of articles and rejections."""

    def __init__(self, engine: Engine, run_id: int | None = None) -> None:
        self._engine = engine
        self._run_id = run_id
        self._sites = Sites(engine)

    def store(self, items: Sequence[FingerprintedArticle | Rejection]) -> list[Outcome]:
        """Stores items; returns what became of each, in their order, once all is committed."""
        pages = [item if isinstance(item, Rejection) else item.article for item in items]
        site_ids = self._sites.site_ids(page.site for page in pages)
        found = [item for item in items if isinstance(item, FingerprintedArticle)]
        rejections = [item for item in items if isinstance(item, Rejection)]
        with self._engine.begin() as connection:
            # A statement of its own, so that those after it see all that earlier holders committed.
            connection.execute(_LOCK, {"key": STORING_LOCK})
            decider = Decider(connection, found)
            decided = decider.decide_all()
            write_articles(connection, decided, decider.articles, site_ids)
            write_rejections(connection, rejections, site_ids, self._run_id)
        outcomes = iter(decided)
        return [
            Rejected(rejection=item) if isinstance(item, Rejection) else next(outcomes).outcome
            for item in items
        ]
