"""Decides whether a known URL is fetched again. A URL is known if it is in the table frontier."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ARRAY, LargeBinary, RowMapping, any_, bindparam, func, select

from newsbot.discovery.polling.belief import believed_from
from newsbot.items import Link
from newsbot.reasons import reason_of
from newsbot.storage.connection.database_clock import NOW
from newsbot.storage.models import crawl_tables

# A source may state a date for a link. A date more than a day ahead of the present moment is wrong,
# and is ignored. A date up to a day ahead may come from a mistake about the time zone.
BELIEVED_AHEAD = timedelta(days=1)

Answer = Literal["fresh", "retry", "refused", "waiting", "done", "failed", "forgotten"]
"""What is to be done with a link.

- Fetch it: "fresh" (a new link), "retry" (requested before), "refused" (the host refused the last
  request).
- Do not fetch it now: "waiting" (the time of the next try has not come, or the host is paused).
- Do not fetch it: "done" (stored), "failed" (given up), "forgotten" (a person has removed its
  site or its article)."""

_table, _rejections, _hosts = crawl_tables.frontier, crawl_tables.rejections, crawl_tables.hosts
CHANGING = (
    "state", "tries", "next_at", "title", "published_at", "changed_at", "authors", "summary",
)  # fmt: skip
"""The columns of newsbot.frontier that may change when a source lists a known URL again."""

KNOWN = (
    select(
        _table.c.url_key,
        *(_table.c[name] for name in CHANGING),
        _table.c.discovered_at,
        _table.c.done_at,
        _table.c.false_changes,
        _table.c.host,
        _rejections.c.last_at.label("tried_at"),
        _rejections.c.reason,
        func.coalesce(_hosts.c.blocked_until > NOW, False).label("is_blocked"),
        NOW.label("now"),
    )
    .outerjoin_from(_table, _rejections, _rejections.c.url_key == _table.c.url_key)
    .outerjoin(_hosts, _hosts.c.host == _table.c.host)
    .where(_table.c.url_key == any_(bindparam("keys", type_=ARRAY(LargeBinary))))
)
"""A query for the frontier rows of the URLs whose url_keys are `:keys`. It reads the columns from
which the function `answer_to` decides what is to be done with a URL."""


def as_it_is(known: RowMapping) -> dict[str, Any]:
    """The present values of those columns of a frontier row that may change (see CHANGING)."""
    return {name: known[name] for name in CHANGING}


def after_offer(known: RowMapping, link: Link) -> dict[str, Any]:
    """The new values of a frontier row, after a source has listed the row's URL again.

    `known` is the row as it was read, and `link` is what the source states now.
    """
    changed_at = _believed(link.changed_at, known["now"])
    before = _believed(known["changed_at"], known["now"])
    row = as_it_is(known) | {
        "changed_at": max(filter(None, (before, changed_at)), default=None),
        "published_at": known["published_at"] or link.published_at,
        "title": known["title"] or link.title,
    }
    authors = list(link.authors) or None
    if known["state"] != "done":
        row |= {"authors": known["authors"] or authors, "summary": known["summary"] or link.summary}
    if _has_changed(known, before, changed_at):
        fetched_at = known["done_at"] or known["tried_at"] or known["now"]
        from_when = believed_from(fetched_at, known["false_changes"])
        next_at = from_when if from_when > known["now"] else None
        row |= {"state": "pending", "tries": 0, "next_at": next_at}
        row |= {
            "title": link.title or known["title"],
            "authors": authors or known["authors"],
            "summary": link.summary or known["summary"],
        }
    return row


def _has_changed(known: RowMapping, before: datetime | None, changed_at: datetime | None) -> bool:
    """Whether a source now says that an article changed after newsbot last stored or requested it.

    The date that the source states now is compared with another date. For a stored article, this is
    the date that the source stated before or, if it stated none, the time of storing. For an
    article that was requested in vain, it is the later of two: the date that the source stated
    before, and the time of the last request. For a URL that was never requested, the result is
    False.

    Args:
        known: the frontier row of the article's URL.
        before: the date of change that the source stated earlier; None if it stated none.
        changed_at: the date of change that the source states now.
    """
    if changed_at is None:
        return False
    if known["state"] == "done":
        seen = before or known["done_at"]
    elif known["next_at"] is not None or known["state"] == "failed":
        seen = max(filter(None, (before, known["tried_at"])), default=None)
    else:
        return False  # a link that was never requested is due anyway
    return seen is not None and changed_at > seen


def _believed(moment: datetime | None, now: datetime) -> datetime | None:
    return None if moment is None or moment > now + BELIEVED_AHEAD else moment


def answer_to(known: RowMapping, after: Mapping[str, Any]) -> Answer:
    """Decides whether a URL in the table frontier is to be fetched, and why (see `Answer`).

    `known` is the row of the URL as it was read. `after` has the values that the columns in
    CHANGING will get now, e.g. because a source has listed the URL again.
    """
    if after["state"] != "pending":
        state: Answer = after["state"]
        return state
    is_early = after["next_at"] is not None and after["next_at"] > known["now"]
    if known["is_blocked"] or is_early:
        return "waiting"
    if known["reason"] is not None and reason_of(known["reason"]).is_refusal:
        return "refused"
    return "fresh" if after["next_at"] is None else "retry"
