"""Stores a batch of items: one transaction decides what each item is, and writes all rows.

Every transaction that writes articles or changes holds the storing lock until its commit. So rows
get their ids in the order of the commits. This has two uses: all versions stored after a look-up
have greater ids than the newest version at the time of the look-up, and a client that reads
news.changes by ascending id misses no row.
"""

from collections.abc import Sequence

from sqlalchemy import Engine, text

from newsbot.items import FingerprintedArticle, Outcome, Rejected, Rejection
from newsbot.storage.articles.decisions import Decider
from newsbot.storage.articles.writes import write_articles
from newsbot.storage.frontier.rejections import write_rejections
from newsbot.storage.sites import Sites

# The key of the PostgreSQL advisory lock that only one storing transaction at a time can hold. The
# number is arbitrary, but no other advisory lock in the database may use it.
STORING_LOCK = 7001
_LOCK = text("SELECT pg_advisory_xact_lock(:key)")


class ArticleStore:
    """Stores batches of articles and rejections in the database."""

    def __init__(self, engine: Engine, run_id: int | None = None) -> None:
        self._engine = engine
        self._run_id = run_id
        self._sites = Sites(engine)

    def store(self, items: Sequence[FingerprintedArticle | Rejection]) -> list[Outcome]:
        """Stores items in one transaction.

        Returns, after the commit, what each item was found to be (a new article, a copy, …), in the
        order of `items`.
        """
        pages = [item if isinstance(item, Rejection) else item.article for item in items]
        site_ids = self._sites.site_ids(page.site for page in pages)
        found = [item for item in items if isinstance(item, FingerprintedArticle)]
        rejections = [item for item in items if isinstance(item, Rejection)]
        with self._engine.begin() as connection:
            # The lock is taken in a statement of its own, so that the statements after it see all
            # rows that earlier holders of the lock have committed.
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
