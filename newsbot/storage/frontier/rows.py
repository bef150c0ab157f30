"""The frontier: every article URL that was ever discovered, with its state.

A URL is `pending` until its article is stored (`done`) or the URL is given up (`failed`). The state
changes in the transaction that stores the article or the rejection. So if a crash interrupts a
fetch, the URL is still pending in the next run. A pending URL that was requested before is not
requested again before the moment `next_at`. The pause until then depends on the reason why the last
request gave no article. newsbot.reasons lists the pauses for each reason.

The following rules rule out deadlocks. Only the transaction that stores articles waits for several
locked rows. All other writers skip locked rows, or wait for a single row in a transaction that
locks no other URL. A transaction inserts new rows in one statement, in the order of their keys.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    RowMapping,
    bindparam,
    select,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import insert

from newsbot.discovery.polling.belief import MOST_FALSE_CHANGES
from newsbot.reasons import reason_of
from newsbot.storage.models import crawl_tables
from newsbot.urls import origin_of, url_key

# The maximum number of failed requests for one URL; then it is given up. Usually it is given up
# earlier: each kind of failure allows a certain number of further tries. When they are used up, the
# URL still gets one more try if the last two requests failed in different ways. Without a maximum,
# a URL that fails in ever new ways would be requested for ever.
MOST_TRIES = 8

_table, _rejections = crawl_tables.frontier, crawl_tables.rejections
_TRIED = ("state", "tries", "next_at", "false_changes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """A request that gave no article, or only the beginning of one."""

    url: str
    site_id: int
    at: datetime
    reason: str
    """Why the request gave no whole article: a name from newsbot.reasons."""
    body_sha256: bytes | None = None
    """The SHA-256 hash of the rejected page; None if there was no page to hash."""
    is_elsewhere: bool = False
    """Whether the request failed at another host, to which the URL redirects. Pauses of that host
    do not keep this URL waiting."""

    @property
    def counts(self) -> bool:
        """Whether the failed request counts as a try. After several tries, the URL is given up.

        It counts if it failed at another host, to which the URL redirects. Otherwise it depends on
        the reason of the failure (see `is_try` in newsbot.reasons).
        """
        return self.is_elsewhere or reason_of(self.reason).is_try


def mark_done(connection: Connection, pages: Mapping[bytes, Mapping[str, Any]]) -> None:
    """Marks the URLs of pages whose articles are stored as done, and inserts unknown URLs.

    `pages` maps the url_key of each page to a dict with the keys `url`, `site_id`, `done_at` and
    `is_unchanged` (whether the page gave nothing new).
    """
    keys = sorted(pages)
    if not keys:
        return
    columns = ("url", "site_id", "done_at", "is_unchanged")
    given = {name: [pages[key][name] for key in keys] for name in columns}
    hosts = [origin_of(url) for url in given["url"]]
    connection.execute(_DONE, {"url_key": keys, "host": hosts, "most": MOST_FALSE_CHANGES, **given})


def record_tries(
    connection: Connection, tries: Sequence[Try], *, only_pending: bool = False
) -> None:
    """Schedules the next requests for URLs that gave no article, or gives the URLs up.

    Must be called before the rejections of the same requests are written, because `tries` are
    compared with the stored rejections of earlier requests.

    Args:
        connection: the transaction that also stores articles.
        tries: the requests; if several are for the same URL, only the last one counts.
        only_pending: whether to change only URLs that are pending in the frontier. If true, URLs
            that are done or given up stay as they are, and URLs that are missing in the frontier,
            such as those of pages from an archive, are not added.
    """
    answers = {url_key(each.url): each for each in tries if each.counts}
    if not answers:
        return
    if not only_pending:
        _remember(connection, answers)
    statement = (
        select(_table.c.url_key, _table.c.tries, _table.c.false_changes, _rejections.c.reason)
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
            .values({name: bindparam(name) for name in _TRIED}),
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
    """The new values in the frontier row of a URL after one more request that gave no article.

    Args:
        known: the stored values of the URL: its `url_key`; `tries`, the number of failed requests
            in a row; `false_changes`, how often a source wrongly said that the page had changed;
            and the `reason` of its last rejection.
        answer: the new request and why it gave no article.
        is_repeated: whether the URL sent the same bytes as when it was last rejected.
    """
    ladder = reason_of(answer.reason).ladder
    row = {"key": known["url_key"], "tries": known["tries"] + 1, "state": "pending"}
    # If a source says that the page of a rejected URL has changed, the URL's tries are set to 0. If
    # the page is then rejected for the same reason again, the source probably was wrong.
    is_false_change = not known["tries"] and known["reason"] == answer.reason
    changes = known["false_changes"] + is_false_change
    row["false_changes"] = min(changes, MOST_FALSE_CHANGES)
    if known["tries"] < len(ladder) and not is_repeated:
        return row | {"next_at": answer.at + ladder[known["tries"]]}
    # `ladder` is the list of pauses before each further try. Each kind of failure has its own list.
    # The URL has now had as many tries as this list allows. But if the last try before this one
    # failed in another way, the tries were partly used up by that other failure. For example, the
    # site was down then, and now the page is too short. So the URL gets one more try.
    is_another_kind = known["reason"] is not None and reason_of(known["reason"]).ladder != ladder
    if ladder and is_another_kind and known["tries"] < MOST_TRIES and not is_repeated:
        return row | {"next_at": answer.at + ladder[-1]}
    return row | {"state": "failed", "next_at": None}


def _same_bytes_again(connection: Connection, answers: Mapping[bytes, Try]) -> set[bytes]:
    """The url_keys of URLs that sent the same bytes as when they were last rejected.

    A URL is left out if another URL has sent the same bytes too. Such bytes are a notice of the
    whole site (such as "maintenance"), which says nothing about the single URL.
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
    sent = {"keys": [key for key, _ in pairs], "pages": [page for _, page in pairs]}
    return set(connection.execute(_SAME_BYTES, sent).scalars())


def _repeated(pages: Iterable[bytes]) -> set[bytes]:
    return {page for page, count in Counter(pages).items() if count > 1}


_SAME_BYTES = text("""
    SELECT r.url_key
    FROM unnest(CAST(:keys AS bytea[]), CAST(:pages AS bytea[])) AS sent (url_key, body_sha256)
    JOIN newsbot.rejections AS r USING (url_key, body_sha256)
    WHERE NOT EXISTS (
        SELECT FROM newsbot.rejections AS other
        WHERE other.body_sha256 = r.body_sha256 AND other.url_key <> r.url_key
    )
""")
# Marks URLs as done, because their articles are stored. All rows are written in one statement,
# which costs half the CPU time of one statement for each row.
#
# The statement also counts false changes. If a URL is pending although its article was stored
# before, a source such as a sitemap has probably said that the page changed. If the page then gives
# nothing new, this is a false change.
_DONE = text("""
    WITH given AS MATERIALIZED (
        SELECT * FROM unnest(
            CAST(:url_key AS bytea[]), CAST(:url AS text[]), CAST(:host AS text[]),
            CAST(:site_id AS integer[]), CAST(:done_at AS timestamptz[]),
            CAST(:is_unchanged AS boolean[])
        ) AS given (url_key, url, host, site_id, done_at, is_unchanged)
    )
    INSERT INTO newsbot.frontier AS known (url_key, url, host, site_id, done_at, state)
    SELECT url_key, url, host, site_id, done_at, 'done' FROM given ORDER BY url_key
    ON CONFLICT (url_key) DO UPDATE SET
        state = 'done', tries = 0, next_at = NULL, done_at = excluded.done_at,
        authors = NULL, summary = NULL,
        false_changes = CASE
            WHEN NOT (SELECT is_unchanged FROM given WHERE given.url_key = known.url_key) THEN 0
            WHEN known.state = 'pending' AND known.done_at IS NOT NULL
                THEN least(known.false_changes + 1, :most)
            ELSE known.false_changes
        END
""")
