"""Rows that say why URLs gave no article."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from newsbot.items import Rejection
from newsbot.storage import models
from newsbot.storage.frontier import mark_done, mark_failed
from newsbot.urls import url_key


def write_rejections(
    connection: Connection,
    rejected: Sequence[Rejection],
    site_ids: Mapping[str, int],
    run_id: int | None,
) -> None:
    """Writes why addresses gave no article, and whether they are to be tried again."""
    if not rejected:
        return
    rows = {
        url_key(each.requested_url): _rejection_row(each, site_ids[each.site], run_id)
        for each in rejected
    }
    statement = insert(models.rejections).values(list(rows.values()))
    replaced = {
        name: statement.excluded[name]
        for name in ("url", "run_id", "stage", "reason", "detail", "status", "last_at")
    }
    counted = {"times": models.rejections.c.times + 1}
    connection.execute(
        statement.on_conflict_do_update(index_elements=["url_key"], set_=replaced | counted)
    )
    mark_failed(connection, [url_key(each.requested_url) for each in rejected if each.retry])
    mark_done(
        connection,
        {
            url_key(url): {"url": url, "site_id": site_ids[each.site], "done_at": each.at}
            for each in rejected
            if not each.retry
            for url in (each.requested_url, each.url)
        },
    )


def _rejection_row(each: Rejection, site_id: int, run_id: int | None) -> dict[str, Any]:
    return {
        "url_key": url_key(each.requested_url),
        "url": each.requested_url,
        "site_id": site_id,
        "run_id": run_id,
        "stage": each.stage,
        "reason": each.reason,
        "detail": each.detail,
        "status": each.status,
        "first_at": each.at,
        "last_at": each.at,
    }
