"""Tells which articles an export has to write, according to the change feed `news.changes`.

An export works in rounds. A round covers a range of the feed, or all articles there are.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, RowMapping, text

from newsbot.errors import ConfigurationError


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A part of an export (a range of changes, or all articles), and how much of it is written."""

    since: int | None
    """The `change_id` after which the changes of this round begin; None: the round covers all
    articles, whether they are in the feed or not."""
    until: int
    """The highest `change_id` of the round. The rows that are written are at least as new as this
    change."""
    after: int
    """What is written already: all articles whose last change in the round is at most this. If
    `since` is None, this is not a change but the id of the last article that was written."""
    last_id: int | None = None
    """The greatest id of an article at the change `until`, in a round that covers all articles.
    Later ones belong to the next round: if they were in this one too, the next round would take an
    article that is gone by then for one that nobody was told of."""

    @property
    def finished(self) -> "Round":
        """An empty round at the end of this round, from which the next round is made."""
        return Round(since=self.until, until=self.until, after=self.until)


_FEED = text("""
    SELECT
        (SELECT changed_at FROM news.changes ORDER BY change_id LIMIT 1) AS oldest_at,
        (SELECT max(change_id) FROM news.changes) AS newest,
        (SELECT max(id) FROM news.all_articles) AS last_id
""")
_FROM = text("SELECT min(change_id) FROM news.changes WHERE changed_at >= :moment")


def everything(engine: Engine) -> Round:
    """The round that covers all articles."""
    feed = _feed(engine)
    return Round(since=None, until=feed["newest"] or 0, after=0, last_id=feed["last_id"] or 0)


def changed_after(engine: Engine, change_id: int) -> Round:
    """The round that covers all changes after `change_id`, or all articles if `change_id` is 0.

    `scrapy db prune` may have deleted changes after `change_id`, but never the last change of an
    article. So the round has each article that has changed since.

    Raises:
        ConfigurationError: `change_id` is higher than any id in the feed.
    """
    if change_id == 0:
        return everything(engine)
    feed = _feed(engine)
    if feed["newest"] is None:
        return Round(since=change_id, until=change_id, after=change_id)
    if change_id > feed["newest"]:
        raise ConfigurationError(
            f"there is no change {change_id}, the newest is {feed['newest']}: "
            "is this the database that the number comes from?"
        )
    return Round(since=change_id, until=feed["newest"], after=change_id)


def changed_from(engine: Engine, moment: datetime) -> Round:
    """The round that covers all changes at `moment` or later.

    If the feed has no change from before `moment`, the round covers all articles.
    """
    feed = _feed(engine)
    if feed["newest"] is None or feed["oldest_at"] >= moment:
        return everything(engine)
    with engine.connect() as connection:
        first: int | None = connection.execute(_FROM, {"moment": moment}).scalar_one()
    before = feed["newest"] if first is None else first - 1
    return Round(since=before, until=feed["newest"], after=before)


def _feed(engine: Engine) -> RowMapping:
    with engine.connect() as connection:
        return connection.execute(_FEED).mappings().one()
