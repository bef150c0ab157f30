"""Storing: one transaction a batch decides what each item is and writes all that follows from it.

Every writer of articles and changes holds one lock until its commit. So ids rise in the order of
commits: what was committed since a look-up are the versions with greater ids, and a reader of the
change feed never sees a row appear below one that it has read.
"""

from collections.abc import Sequence

from sqlalchemy import Engine, func, select

from newsbot.items import FingerprintedArticle, Outcome, Rejected, Rejection
from newsbot.storage.articles.decisions import Decider
from newsbot.storage.articles.writes import write_articles
from newsbot.storage.frontier.rejections import write_rejections
from newsbot.storage.sites import Sites

# Any fixed number; it names the lock among all advisory locks of the database.
STORING_LOCK = 7001


class ArticleStore:
    """Writes batches of articles and rejections."""

    def __init__(self, engine: Engine, run_id: int | None = None) -> None:
        self._engine = engine
        self._run_id = run_id
        self._sites = Sites(engine)

    def store(self, items: Sequence[FingerprintedArticle | Rejection]) -> list[Outcome]:
        """What became of each item, in order; all of it is committed on return."""
        site_ids = self._sites.site_ids(_site(item) for item in items)
        found = [item for item in items if isinstance(item, FingerprintedArticle)]
        rejections = [item for item in items if isinstance(item, Rejection)]
        with self._engine.begin() as connection:
            # A statement of its own: those after it see all that earlier holders committed.
            connection.execute(select(func.pg_advisory_xact_lock(STORING_LOCK)))
            decider = Decider(connection, found)
            decided = decider.decide_all()
            write_articles(connection, decided, decider.articles, site_ids)
            write_rejections(connection, rejections, site_ids, self._run_id)
        outcomes = iter(decided)
        return [
            Rejected(rejection=item) if isinstance(item, Rejection) else next(outcomes).outcome
            for item in items
        ]


def _site(item: FingerprintedArticle | Rejection) -> str:
    return item.site if isinstance(item, Rejection) else item.article.site
