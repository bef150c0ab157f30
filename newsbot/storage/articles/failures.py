"""Writes the rows that follow from requests that gave no article."""

from collections.abc import Mapping, Sequence
from datetime import UTC

from sqlalchemy import Connection

from newsbot.items import Rejection
from newsbot.revisits import Revisits
from newsbot.storage.articles.gone import mark_gone
from newsbot.storage.frontier.looks import GONE, MISSING, write_failed_looks
from newsbot.storage.frontier.rejections import write_rejections
from newsbot.storage.frontier.site_looks import SiteLook, count_looks
from newsbot.storage.models import article_tables

# The reasons for which a stored article's page is rejected if almost nothing is left of its text.
_SHRUNK = frozenset(("empty", "too_short"))


def write_failures(
    connection: Connection,
    rejections: Sequence[Rejection],
    site_ids: Mapping[str, int],
    revisits: Revisits,
    run_id: int | None,
) -> None:
    """Writes rejections of URLs without an article, and what failed looks say of stored articles.

    A failed look writes no rejection: it may mark the article as gone, and is counted for the site.

    Args:
        connection: within the storing transaction.
        rejections: one for each URL.
        site_ids: the id of each site that occurs, by key.
        revisits: when pages are looked at again.
        run_id: the crawl run; None outside a run.
    """
    about_stored = [
        each for each in rejections if each.is_revisit or each.reason in {MISSING, GONE}
    ]
    gone = mark_gone(connection, write_failed_looks(connection, about_stored, revisits))
    if gone:
        told = [{"op": "update", "article_id": each} for each in gone]
        connection.execute(article_tables.changes.insert(), told)
    looks = [
        SiteLook(
            site_id=site_ids[each.site],
            day=each.at.astimezone(UTC).date(),
            is_shrunk=each.reason in _SHRUNK,
        )
        for each in rejections
        if each.is_revisit and each.stage == "extract"
    ]
    count_looks(connection, looks)
    of_no_article = [each for each in rejections if not each.is_revisit]
    write_rejections(connection, of_no_article, site_ids, run_id)
