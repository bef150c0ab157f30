"""Stores the results of requests for the pages of articles, and the times of the next requests.

A repeated request for the page of a stored article is called a look. Its result and the time of the
next look are stored in the row of the URL in `newsbot.frontier`. If a look fails, the `state` of
the URL stays "done", since its article is stored. No row is written to `newsbot.rejections`, which
only has URLs without an article.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, text

from newsbot.items import PageValidators, Rejection
from newsbot.reasons import reason_of
from newsbot.revisits import MISSING_FOR, Revisits
from newsbot.urls import url_key

# Names of two rejection reasons (newsbot.reasons): the server answered 404 or 410. A page that
# answers 410 counts as gone at once. A page that answers 404 counts as gone if it has done so for
# at least the time MISSING_FOR.
MISSING, GONE = "http_404", "http_410"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A fetch of an article's page, whose text was stored just now, or is stored and unchanged.

    `write_looks` writes it to the row of the page's URL in the table `frontier`.
    """

    url: str
    """The URL of the page, after redirects. Only this URL is requested again, not the URLs that
    redirect to it."""
    requested_url: str
    at: datetime
    version_id: int
    """The id of the version (a stored text of the article) to which the page belongs."""
    validators: PageValidators
    confirmed_from: datetime | None
    """From which moment on a further request can confirm a suspiciously short text. The text is
    confirmed if the page gives a short text again. None if there is nothing to confirm, e.g.
    because the text is long enough."""
    published_at: datetime | None = None
    """When the article was published, as the page states it; None if the page is unchanged or does
    not state it."""


def known_versions(connection: Connection, urls: Sequence[str]) -> dict[str, int]:
    """Maps each URL to the id of the version (a stored text) that was last read from the URL.

    URLs from which no version was read are left out.
    """
    by_key = {url_key(url): url for url in urls}
    rows = connection.execute(_VERSIONS, {"keys": list(by_key)}) if by_key else ()
    return {by_key[row.url_key]: row.version_id for row in rows}


def forget_page(connection: Connection, url: str) -> None:
    """Makes a page due at once, and deletes what the table frontier says of its last download.

    `url` is the URL of the page. ETag and Last-Modified are among the deleted values. So the server
    sends the page even if the page is unchanged.
    """
    connection.execute(_FORGET, {"key": url_key(url)})


def write_looks(connection: Connection, looks: Sequence[Look], revisits: Revisits) -> None:
    """Stores the times of the next requests for pages, and validators of the pages, such as ETags.

    Must be called in the transaction that stores the pages, after their URLs were marked as done.
    `revisits` computes the times of the next requests.
    """
    by_key = {url_key(each.url): each for each in looks}
    if not by_key:
        return
    known = _rows(connection, by_key)
    keys = sorted(by_key)
    found = [by_key[key] for key in keys]
    looked: dict[str, Any] = {
        "keys": keys,
        "version_ids": [each.version_id for each in found],
        "etags": [each.validators.etag for each in found],
        "last_modified": [each.validators.last_modified for each in found],
        "bodies": [bytes.fromhex(each.validators.body_sha256) for each in found],
        "moments": [each.at for each in found],
        "revisits": [
            each.confirmed_from
            or revisits.next_after(
                known[key]["first_done_at"] or each.at,
                each.at,
                max(known[key]["dated_at"], each.published_at or known[key]["dated_at"]),
            )
            for key, each in zip(keys, found, strict=True)
        ],
    }
    connection.execute(_LOOKED, looked)
    cancel_looks(connection, {url_key(each.requested_url) for each in looks} - by_key.keys())


def cancel_looks(connection: Connection, keys: Collection[bytes]) -> None:
    """Cancels the planned repeated requests for URLs, and deletes the stored ETags of their pages.

    `keys` are the url_keys of URLs whose pages belong to an article that is stored under another
    URL. Only this other URL is requested again, to see whether the article has changed.
    """
    if keys:
        connection.execute(_LED_ON, {"keys": sorted(keys)})


def take_over_looks(connection: Connection, former: bytes, key: bytes) -> None:
    """Moves a planned look (a repeated request for a stored article's page) to another URL.

    `former` is the key of the URL that has the look, and `key` is the key of the URL that gets it.
    """
    connection.execute(_TAKE_OVER, {"former": former, "key": key})
    cancel_looks(connection, [former])


def write_failed_looks(
    connection: Connection, failures: Sequence[Rejection], revisits: Revisits
) -> dict[int, datetime]:
    """Stores when to request pages again whose last request gave no article.

    Args:
        connection: a transaction that holds the storing lock. Every transaction that stores
            articles takes this lock, so that there is only one at a time.
        failures: the failed requests: repeated requests for pages of stored articles ("looks"), and
            all requests that were answered by 404 or 410.
        revisits: computes when a page is requested again.

    Returns a dict with one entry for each page that does not exist any more ("is gone"). The key is
    the id of the version (stored text) that was last read from the page. The value is the moment of
    the failed request. A page does not count as gone if its article was fetched at another URL
    since.
    """
    by_key = {url_key(each.requested_url): each for each in failures}
    known = _rows(connection, by_key) if by_key else {}
    rows, gone = [], {}
    for key in sorted(known):
        row, failure = known[key], by_key[key]
        since = row["missing_since"]
        if failure.reason == MISSING:
            since = since or failure.at
        elif _has_page(failure):
            since = None
        if row["version_id"] is not None and not row["is_elsewhere"] and _is_gone(failure, since):
            gone[row["version_id"]] = failure.at
        rows.append({
            "key": key,
            "missing_since": since,
            "is_look": failure.is_revisit,
            "revisit_at": _next_look(row, failure, since, revisits),
        })  # fmt: skip
    if rows:
        connection.execute(_FAILED, rows)
    return gone


def _has_page(failure: Rejection) -> bool:
    """Whether the server has sent a page and no refusal, so that the page still exists."""
    return failure.stage == "extract" and not reason_of(failure.reason).is_refusal


def _is_gone(failure: Rejection, missing_since: datetime | None) -> bool:
    if failure.reason == GONE:
        return True
    return (
        failure.reason == MISSING
        and missing_since is not None
        and failure.at >= missing_since + MISSING_FOR
    )


def _next_look(
    row: RowMapping, failure: Rejection, missing_since: datetime | None, revisits: Revisits
) -> datetime | None:
    first = row["first_done_at"] or failure.at
    if failure.reason == MISSING and missing_since is not None:
        return revisits.after_missing(first, failure.at, missing_since)
    if failure.reason != GONE and row["undecided_since"] is not None:
        return revisits.after_undecided(first, failure.at, row["undecided_since"])
    return revisits.next_after(first, failure.at)


def _rows(connection: Connection, keys: Mapping[bytes, Any]) -> dict[bytes, RowMapping]:
    rows = connection.execute(_KNOWN, {"keys": sorted(keys)}).mappings()
    return {row["url_key"]: row for row in rows}


_VERSIONS = text("""
    SELECT url_key, version_id FROM newsbot.frontier
    WHERE url_key = ANY(CAST(:keys AS bytea[])) AND version_id IS NOT NULL
""")
_KNOWN = text("""
    SELECT
        f.url_key,
        f.first_done_at,
        f.missing_since,
        -- About when a backfilled article was published; for others the time of discovery.
        least(f.published_at, f.discovered_at) AS dated_at,
        f.version_id,
        -- greatest() ignores NULL.
        CASE
            WHEN a.gone_at IS NULL
            THEN greatest(CASE WHEN v.held THEN v.seen_until END, f.missing_since)
        END AS undecided_since,
        -- Whether the article was fetched later at another URL, e.g. one with a new slug.
        EXISTS (
            SELECT FROM newsbot.versions AS other
            WHERE other.article_id = v.article_id AND NOT other.held
                AND other.seen_until > f.done_at
        ) AS is_elsewhere
    FROM newsbot.frontier AS f
    LEFT JOIN newsbot.versions AS v ON v.id = f.version_id
    LEFT JOIN newsbot.articles AS a ON a.id = v.article_id
    WHERE f.url_key = ANY(CAST(:keys AS bytea[]))
    ORDER BY f.url_key FOR UPDATE OF f
""")
_FORGET = text("""
    UPDATE newsbot.frontier SET etag = NULL, last_modified = NULL, body_sha256 = NULL,
        version_id = NULL, revisit_at = newsbot.now()
    WHERE url_key = :key
""")
_LOOKED = text("""
    UPDATE newsbot.frontier AS f SET
        version_id = look.version_id, body_sha256 = look.body_sha256,
        etag = coalesce(look.etag, CASE WHEN f.body_sha256 = look.body_sha256 THEN f.etag END),
        last_modified = coalesce(
            look.last_modified, CASE WHEN f.body_sha256 = look.body_sha256 THEN f.last_modified END
        ),
        looks = CASE WHEN f.first_done_at IS NULL THEN 0 ELSE least(f.looks + 1, 32767) END,
        first_done_at = coalesce(f.first_done_at, look.at),
        missing_since = NULL, revisit_at = look.revisit_at
    FROM unnest(
        CAST(:keys AS bytea[]), CAST(:version_ids AS bigint[]), CAST(:bodies AS bytea[]),
        CAST(:etags AS text[]), CAST(:last_modified AS text[]), CAST(:moments AS timestamptz[]),
        CAST(:revisits AS timestamptz[])
    ) AS look (url_key, version_id, body_sha256, etag, last_modified, at, revisit_at)
    WHERE f.url_key = look.url_key
""")
_TAKE_OVER = text("""
    UPDATE newsbot.frontier AS f SET
        first_done_at = coalesce(f.first_done_at, former.first_done_at),
        revisit_at = coalesce(f.revisit_at, former.revisit_at)
    FROM newsbot.frontier AS former
    WHERE f.url_key = :key AND former.url_key = :former
""")
_LED_ON = text("""
    UPDATE newsbot.frontier SET revisit_at = NULL, etag = NULL, last_modified = NULL,
        body_sha256 = NULL, version_id = NULL
    WHERE url_key = ANY(CAST(:keys AS bytea[]))
""")
_FAILED = text("""
    UPDATE newsbot.frontier SET missing_since = :missing_since,
        looks = CASE WHEN :is_look THEN least(looks + 1, 32767) ELSE looks END,
        revisit_at = CASE WHEN :is_look THEN CAST(:revisit_at AS timestamptz) ELSE revisit_at END
    WHERE url_key = :key
""")
