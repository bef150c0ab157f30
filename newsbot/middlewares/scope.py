"""Finds out from which sources, sites and hosts a run may request pages."""

from collections.abc import Collection, Iterable
from functools import partial
from typing import Any

from newsbot.downloading.leases import Leases
from newsbot.middlewares.rows import Rows
from newsbot.storage.connection.retry import ask
from newsbot.storage.leases.scope import Scope


async def scope_of(
    spider: Any, rows: Rows, leases: Leases, sources: Iterable[str], source_ids: Collection[int]
) -> Scope:
    """Finds out what a run may request.

    Args:
        spider: the spider of the run.
        rows: reads the database.
        leases: the hosts that the run leases.
        sources: the URLs of the run's sources.
        source_ids: the ids of these sources in the database.
    """
    site_ids = None
    if spider.only_sites:  # the sites that a person named by `-a site=`
        site_ids = tuple((await ask(partial(rows.sites.site_ids, spider.only_sites))).values())
    # The names of the queues that the run may lease; None means all. A queue is the work on one
    # host, or on several hosts of one server.
    queues = None
    if spider.is_told:
        queues = await ask(partial(rows.due.queues_listed_by, source_ids))
    elif site_ids is not None:
        of_sites = await ask(partial(rows.due.queues_of, site_ids))
        queues = of_sites | {leases.queue_of(url) for url in sources}
    return Scope(
        source_ids=tuple(source_ids),
        site_ids=site_ids,
        only_from_sources=spider.is_told,
        queues=queues,
        period=getattr(spider, "period", None),
    )
