"""Stores the results of requests that gave no article: rejected URLs, and articles now gone."""

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

# The names of two rejection reasons (newsbot.reasons). They mean that the extractor found no text
# in a page, or too little. If the page of a stored article is rejected for one of them, the text of
# the article counts as shrunken.
_SHRUNK = frozenset(("empty", "too_short"))


def write_failures(
    connection: Connection,
    rejections: Sequence[Rejection],
    site_ids: Mapping[str, int],
    revisits: Revisits,
    run_id: int | None,
) -> None:
    """Stores the results of requests that gave no article.

    If no article is stored for a URL, its rejection is written to `newsbot.rejections`. If an
    article is stored, the request was a look: a repeated request for the page of the article. If
    the page no longer exists, the article is marked as gone. If the page was downloaded, but has no
    article any more, this is counted, because the layout of the site may have changed.

    Args:
        connection: a transaction that holds the storing lock. Every transaction that stores
            articles takes this lock, so that there is only one at a time.
        rejections: the failed requests, at most one for each URL.
        site_ids: the key of each site in `rejections` → the id of the site.
        revisits: computes when the page of a stored article is requested again.
        run_id: the id of the crawl run; None outside a run.
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
