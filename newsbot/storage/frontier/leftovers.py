"""Finds links from earlier runs that gave no article yet and that may be requested now."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Engine, Row, func, or_, select

from newsbot.items import Link
from newsbot.reasons import reason_of
from newsbot.storage.connection.database_clock import NOW
from newsbot.storage.models import crawl_tables

_table, _hosts, _sites, _sources = (
    crawl_tables.frontier,
    crawl_tables.hosts,
    crawl_tables.sites,
    crawl_tables.sources,
)
_rejections = crawl_tables.rejections


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """An article link that an earlier run discovered and whose time to be requested has come."""

    link: Link
    site: str
    is_retry: bool
    """Whether the link was requested before and gave no article, so that this is a further try."""
    is_refused: bool = False
    """Whether the host refused the last request for the link. In newsbot.reasons, a reason that
    means a refusal is marked with `is_refusal`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftovers:
    """The links of one source or site that are due, which means that they may be requested now.

    No more links than a given limit are in `links`.
    """

    links: tuple[Due, ...]
    """The links to request now: first new links, then links to be retried (`is_retry`), in both
    parts the newest first."""
    left: int
    """How many further links are due, but left out of `links` because of the limit."""


class LeftLinks:
    """Reads from the table `newsbot.frontier` the links of earlier runs that are due now."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of_source(self, source_url: str, most: int) -> Leftovers:
        """The due links that earlier runs found in a source, at most `most`."""
        source = select(_sources.c.id).where(_sources.c.url == source_url).scalar_subquery()
        return _leftovers(self._engine, _table.c.source_id == source, most)

    def of_site(self, site: str, most: int) -> Leftovers:
        """The due links of a site that came from no source, at most `most`.

        A person gave these links to the command `crawl pages`.
        """
        site_id = select(_sites.c.id).where(_sites.c.key == site).scalar_subquery()
        is_of_site = _table.c.source_id.is_(None) & (_table.c.site_id == site_id)
        return _leftovers(self._engine, is_of_site, most)


def _leftovers(engine: Engine, which: ColumnElement[bool], most: int) -> Leftovers:
    is_fresh = _table.c.next_at.is_(None)
    newest = func.coalesce(_table.c.published_at, _table.c.changed_at, _table.c.discovered_at)
    is_open = or_(_hosts.c.blocked_until.is_(None), _hosts.c.blocked_until <= NOW)
    due = (
        select(
            _sites.c.key,
            is_fresh.label("is_fresh"),
            _rejections.c.reason,
            *(_table.c[name] for name in ("url", "title", "published_at", "changed_at")),
        )
        .join_from(_table, _sites, _sites.c.id == _table.c.site_id)
        .outerjoin(_hosts, _hosts.c.host == _table.c.host)
        .outerjoin(_rejections, _rejections.c.url_key == _table.c.url_key)
        .where(which, _table.c.state == "pending", or_(is_fresh, _table.c.next_at <= NOW))
        .where(is_open)
    )
    # One link more than the limit is read. Only if there is such a link are all due links counted,
    # because counting takes longer.
    first = due.order_by(is_fresh.desc(), newest.desc(), _table.c.url_key).limit(most + 1)
    with engine.connect() as connection:
        rows = connection.execute(first).all()
        left = 0
        if len(rows) > most:
            everything = select(func.count()).select_from(due.subquery())
            left = connection.execute(everything).scalar_one() - most
    return Leftovers(links=tuple(map(_due, rows[:most])), left=left)


def _due(row: Row[Any]) -> Due:
    link = Link(
        url=row.url, title=row.title, published_at=row.published_at, changed_at=row.changed_at
    )
    is_refused = row.reason is not None and reason_of(row.reason).is_refusal
    return Due(link=link, site=row.key, is_retry=not row.is_fresh, is_refused=is_refused)
