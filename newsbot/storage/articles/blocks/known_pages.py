"""Tells what is known of pages of an archive: how often their blocks recur, and what is stored.

An archive may be read a second time, e.g. because the first crawl was killed. By then more articles
of a site are stored than when its first pages were read. So that the same comes out, pages that are
stored already are recognised by their URL and the moment of their fetch, and are not decided anew.
"""

from collections.abc import Sequence
from typing import Any, Protocol

from sqlalchemy import Engine, Row, text

from newsbot.extraction.version import EXTRACTOR_VERSION
from newsbot.items import NOTHING_SEEN, Article, Rejection, SiteBlocks
from newsbot.reasons import EXTRACTION_FAILED
from newsbot.storage.articles.blocks.site_windows import Page, SiteWindows
from newsbot.urls import url_key


class ReadPage(Page, Protocol):
    """A page of an archive, and what was read on it with nothing known of its site."""

    @property
    def requested_url(self) -> str:
        """The URL that was requested."""

    @property
    def result(self) -> Article | Rejection:
        """The article on the page, or why there is none."""


class KnownPages:
    """Tells what is known of pages of an archive. Only one thread at a time may use it.

    The result must be the same if a crawl is killed, and another one goes on.

    Args:
        engine: the database.
        windows: counts blocks; None: nothing is kept in memory from one call to the next.
    """

    def __init__(self, engine: Engine, windows: SiteWindows | None = None) -> None:
        self._engine = engine
        self._windows = windows or SiteWindows(engine, kept_s=0, fresh_s=0)

    def read(self, pages: Sequence[ReadPage]) -> list[SiteBlocks | Rejection]:
        """For each page, how many other articles of its site have each of its blocks.

        If the article on the page is stored already, with this fetch, the result is NOTHING_SEEN.
        If the page was rejected already, the result is the Rejection, unless the extraction failed.
        """
        known = self._stored(pages)
        new = [page for page, each in zip(pages, known, strict=True) if each is None]
        read = iter(self._windows.read(new) if new else ())
        return [next(read) if each is None else each for each in known]

    def _stored(self, pages: Sequence[ReadPage]) -> list[SiteBlocks | Rejection | None]:
        parameters = {
            "keys": [url_key(page.url) for page in pages],
            "requested": [url_key(page.requested_url) for page in pages],
            "moments": [page.fetched_at for page in pages],
            "digests": [_digest(page.result) for page in pages],
            "version": EXTRACTOR_VERSION,
        }
        with self._engine.connect() as connection:
            rows = connection.execute(_STORED, parameters).all()
        return list(map(_known, pages, rows))


def _digest(result: Article | Rejection) -> bytes | None:
    """The digest of an article's text before boilerplate was removed; None if there is none."""
    digest = result.plain_sha256 if isinstance(result, Article) else None
    return None if digest is None else bytes.fromhex(digest)


def _known(page: ReadPage, row: Row[Any]) -> SiteBlocks | Rejection | None:
    if row.is_stored:
        return NOTHING_SEEN
    if row.reason is None or row.reason in EXTRACTION_FAILED:
        return None
    return Rejection(
        url=page.url,
        requested_url=page.requested_url,
        site=page.site,
        at=page.fetched_at,
        stage="extract",
        reason=row.reason,
        detail=row.detail,
        body_sha256=row.body_sha256,
        extractor_version=EXTRACTOR_VERSION,
        archived=page.result.archived,
    )


_STORED = text("""
    SELECT
        EXISTS (
            SELECT FROM newsbot.articles AS a
            JOIN newsbot.versions AS v ON v.article_id = a.id
            WHERE a.url_key = asked.url_key
              AND v.plain_sha256 = asked.plain_sha256
              AND v.extractor_version = :version
              AND (
                  asked.moment IN (v.fetched_at, v.seen_until)
                  OR asked.moment = ANY(v.seen_between)
              )
        ) AS is_stored,
        r.reason, r.detail, r.body_sha256
    FROM unnest(
        CAST(:keys AS bytea[]), CAST(:requested AS bytea[]),
        CAST(:moments AS timestamptz[]), CAST(:digests AS bytea[])
    ) WITH ORDINALITY AS asked (url_key, requested_key, moment, plain_sha256, number)
    LEFT JOIN newsbot.rejections AS r
        ON r.url_key = asked.requested_key
        AND r.last_at = asked.moment
        AND r.stage = 'extract'
        AND r.extractor_version = :version
    ORDER BY asked.number
""")
