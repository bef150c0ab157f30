"""Writes the rows of the table `newsbot.rejections`, which say why URLs gave no article."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.dialects.postgresql import insert

from newsbot.items import Rejection
from newsbot.storage.frontier.rows import Try, record_tries
from newsbot.storage.models import crawl_tables
from newsbot.urls import MAX_URL_BYTES, origin_of, url_key

_table = crawl_tables.rejections
# The columns of `rejections` that get new values if a URL is rejected again. The table has only one
# row for each URL.
_REPLACED = (
    "url", "run_id", "stage", "reason", "detail", "status", "last_at",
    "body_sha256", "extractor_version",
)  # fmt: skip


def write_rejections(
    connection: Connection,
    rejected: Sequence[Rejection],
    site_ids: Mapping[str, int],
    run_id: int | None,
) -> None:
    """Stores why URLs gave no article, and when each URL is to be tried again.

    Args:
        connection: a connection in the transaction that also stores articles.
        rejected: one rejection for each URL.
        site_ids: site key → id of the site's row, for all sites in `rejected`.
        run_id: the id of the crawl run in `newsbot.runs`; None outside a run.
    """
    if not rejected:
        return
    tries = [
        Try(
            url=each.requested_url,
            site_id=site_ids[each.site],
            at=each.at,
            reason=each.reason,
            body_sha256=each.body_sha256,
            is_elsewhere=origin_of(each.url) != origin_of(each.requested_url),
        )
        for each in rejected
    ]
    record_tries(connection, tries, only_pending=True)
    rows = {
        url_key(each.requested_url): _row(each, site_ids[each.site], run_id) for each in rejected
    }
    connection.execute(_WRITE, [{"url_key": key, **rows[key]} for key in sorted(rows)])


def forget_rejections(connection: Connection, keys: Collection[bytes]) -> None:
    """Deletes the rejections of URLs whose articles are now stored; `keys` are their url_keys."""
    connection.execute(_FORGET, {"keys": list(keys)})


def _row(each: Rejection, site_id: int, run_id: int | None) -> dict[str, Any]:
    return {
        "url": each.requested_url.encode()[:MAX_URL_BYTES].decode(errors="ignore"),
        "site_id": site_id,
        "run_id": run_id,
        "stage": each.stage,
        "reason": each.reason,
        "detail": each.detail,
        "status": each.status,
        "first_at": each.at,
        "last_at": each.at,
        "body_sha256": each.body_sha256,
        "extractor_version": each.extractor_version,
    }


_NEW = insert(_table)
_WRITE = _NEW.on_conflict_do_update(
    index_elements=["url_key"],
    set_={name: _NEW.excluded[name] for name in _REPLACED} | {"times": _table.c.times + 1},
)
_FORGET = text("""
    DELETE FROM newsbot.rejections WHERE url_key = ANY(CAST(:keys AS bytea[]))
""")
