"""The frontier: every article URL that became known, and what became of it.

A URL is `pending` until an article of it is stored (`done`) or it is given up (`failed`), in the
transaction that stores the article or the rejection: what a crash interrupts is still pending for
the next run. A pending URL is asked for again from `next_at` on, which its reason's ladder gives.

Of all writers only the storing transaction waits for rows that another one has locked; the others
pass these by. New rows are inserted in the order of their keys, in one pass a transaction. So
nobody waits in a circle.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, exists, select, true, tuple_
from sqlalchemy.dialects.postgresql import insert

from newsbot.reasons import reason_of
from newsbot.storage.models import crawl_tables
from newsbot.urls import origin_of, url_key

# A URL whose failures change their kind again and again gets one more try a kind, up to this.
MOST_TRIES = 8

_table, _rejections = crawl_tables.frontier, crawl_tables.rejections


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """A URL that was asked for and gave no article, or not the whole of it."""

    url: str
    site_id: int
    at: datetime
    reason: str
    """Of newsbot.reasons."""
    body_sha256: bytes | None = None
    """Of the page that was refused."""


def mark_done(connection: Connection, pages: Mapping[bytes, Mapping[str, Any]]) -> None:
    """Marks URLs as done; `pages` has url, site_id and done_at for each url_key."""
    rows = [
        {"url_key": key, "state": "done", "host": origin_of(pages[key]["url"]), **pages[key]}
        for key in sorted(pages)
    ]
    if not rows:
        return
    statement = insert(_table)
    settled = {"state": "done", "tries": 0, "next_at": None, "done_at": statement.excluded.done_at}
    # Executed row by row: with all rows in one VALUES list each batch would be compiled anew.
    connection.execute(
        statement.on_conflict_do_update(index_elements=["url_key"], set_=settled), rows
    )


def record_tries(
    connection: Connection, tries: Sequence[Try], *, only_pending: bool = False
) -> None:
    """Says when URLs are asked for again, or that they are given up.

    With `only_pending` those that are unknown (an archive's) or done stay as they are. To be called
    before the rejections of these tries are written, for it compares them with the last ones.
    """
    answers = {url_key(each.url): each for each in tries if reason_of(each.reason).is_try}
    if not answers:
        return
    if not only_pending:
        _remember(connection, answers)
    statement = (
        select(_table.c.url_key, _table.c.tries, _rejections.c.reason)
        .outerjoin(_rejections, _rejections.c.url_key == _table.c.url_key)
        .where(_table.c.url_key.in_(answers))
        .where(_table.c.state == "pending" if only_pending else true())
        .order_by(_table.c.url_key)
        .with_for_update(of=_table)
    )
    rows = connection.execute(statement).mappings().all()
    repeated = _same_bytes_again(connection, answers)
    changed = [
        _after(row, answers[row["url_key"]], is_repeated=row["url_key"] in repeated) for row in rows
    ]
    if changed:
        connection.execute(
            _table.update()
            .where(_table.c.url_key == bindparam("key"))
            .values({name: bindparam(name) for name in ("state", "tries", "next_at")}),
            changed,
        )


def _remember(connection: Connection, tries: Mapping[bytes, Try]) -> None:
    rows = [
        {
            "url_key": key,
            "url": tries[key].url,
            "host": origin_of(tries[key].url),
            "site_id": tries[key].site_id,
            "state": "pending",
        }
        for key in sorted(tries)
    ]
    connection.execute(insert(_table).on_conflict_do_nothing(), rows)


def _after(known: RowMapping, answer: Try, *, is_repeated: bool) -> dict[str, Any]:
    """A URL's state after one more answer that was no article."""
    ladder = reason_of(answer.reason).ladder
    row = {"key": known["url_key"], "tries": known["tries"] + 1, "state": "pending"}
    if known["tries"] < len(ladder) and not is_repeated:
        return row | {"next_at": answer.at + ladder[known["tries"]]}
    # After an outage the first page that is too short is not the second in a row.
    is_another_kind = known["reason"] is not None and reason_of(known["reason"]).ladder != ladder
    if ladder and is_another_kind and known["tries"] < MOST_TRIES and not is_repeated:
        return row | {"next_at": answer.at + ladder[-1]}
    return row | {"state": "failed", "next_at": None}


def _same_bytes_again(connection: Connection, answers: Mapping[bytes, Try]) -> set[bytes]:
    """URLs that gave the very page that was refused the last time, as no other URL did.

    Many URLs with one page are a notice of the site's (maintenance), and no verdict about each.
    """
    pages = {
        key: each.body_sha256
        for key, each in answers.items()
        if each.body_sha256 is not None and reason_of(each.reason).by_bytes
    }
    shared = _repeated(pages.values())
    pairs = [(key, page) for key, page in pages.items() if page not in shared]
    if not pairs:
        return set()
    other = _rejections.alias()
    elsewhere = exists().where(
        other.c.body_sha256 == _rejections.c.body_sha256, other.c.url_key != _rejections.c.url_key
    )
    found = select(_rejections.c.url_key).where(
        tuple_(_rejections.c.url_key, _rejections.c.body_sha256).in_(pairs), ~elsewhere
    )
    return set(connection.execute(found).scalars())


def _repeated(pages: Iterable[bytes]) -> set[bytes]:
    return {page for page, count in Counter(pages).items() if count > 1}
