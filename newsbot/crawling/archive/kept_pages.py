"""Reads pages of the archive as they were fetched, to extract them again."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from scrapy import Request
from scrapy.http import Response
from sqlalchemy import Engine

from newsbot.archive.folder import Folder
from newsbot.archive.reading import KeptPage, NotInArchive, Pruned, read_page
from newsbot.items import FetchedPage, Link, PageValidators, Reread
from newsbot.storage.archive.selection import Stored, find_again, find_fetch
from newsbot.storage.connection.retry import with_retries
from newsbot.wholeness import CUT_OFF


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPages:
    """Reads pages, e.g. for a new extraction, from the WARC files of the archive."""

    engine: Engine
    folder: Folder

    async def page(self, stored: Stored) -> FetchedPage:
        """An archived page, in the form of a page that was just fetched.

        Its field `reread` says that it is extracted again.

        Raises:
            Pruned: the page was deleted from the archive since `stored` was read.
            NotInArchive: the file is missing or damaged.
        """
        again = partial(find_again, self.engine, stored.page)
        return _as_fetched(*await asyncio.to_thread(self._read, stored, again))

    async def further(self, url: str, first: FetchedPage) -> Response:
        """The response for a further page (page 2, 3, …) of an article, from the archive.

        It is the response for `url` that was fetched at about the same time as `first`, the first
        page of the article.

        Raises:
            NotInArchive: the archive has no such response.
        """
        find = partial(find_fetch, self.engine, url, first.fetched_at)
        found = await asyncio.to_thread(with_retries, find)
        if found is None:
            raise NotInArchive(f"{url} is not in the archive")
        stored, kept = await asyncio.to_thread(self._read, found, find)
        return Response(
            stored.page.url,
            headers={} if kept.content_type is None else {"Content-Type": kept.content_type},
            body=kept.body,
            flags=[CUT_OFF] if stored.page.is_partial else [],
            request=Request(url, meta={"fetched_at": stored.page.fetched_at}),
        )

    def _read(self, stored: Stored, again: Callable[[], Stored | None]) -> tuple[Stored, KeptPage]:
        """Reads a page from the archive; returns it with its place there.

        Since the place was looked up, another command may have deleted the WARC file, or replaced
        it by a copy without the pages of a removed site. So if the page is not at its place,
        `again` looks up where the page is now.
        """
        try:
            return stored, self._read_at(stored)
        except NotInArchive as error:
            found = with_retries(again)
            if found is None:
                raise Pruned(f"{stored.page.url} was deleted from the archive") from error
            if found.file != stored.file:
                return self._read(found, again)
            # The page is in the same WARC file as before. The first attempt to read it may have
            # failed because the file was just being completed, and so got another name. Therefore
            # the page is read once more.
            return found, self._read_at(found)

    def _read_at(self, stored: Stored) -> KeptPage:
        page = stored.page
        path = self.folder.existing(stored.file)
        return read_page(path, page.start, page.length, page.payload_sha256)


def _as_fetched(stored: Stored, kept: KeptPage) -> FetchedPage:
    page = stored.page
    return FetchedPage(
        url=page.url,
        requested_url=page.requested_url,
        site=page.site,
        body=kept.body,
        content_type=kept.content_type,
        fetched_at=page.fetched_at,
        link=None if page.listed is None else _link(page.listed),
        is_partial=page.is_partial,
        validators=_validators(stored, kept),
        reread=Reread(article_id=stored.article_id, same_until=stored.same_until, archived=page),
    )


def _validators(stored: Stored, kept: KeptPage) -> PageValidators | None:
    """The page's ETag, Last-Modified and hash, by which the next request notices a change.

    The result is None if the page had given an article before it was extracted again: then these
    values were stored with the article. The result is also None if the archive has a later fetch of
    the same URL: then these values are out of date.
    """
    if stored.article_id is not None or not stored.is_last:
        return None
    return PageValidators(
        etag=kept.etag,
        last_modified=kept.last_modified,
        body_sha256=stored.page.payload_sha256.hex(),
    )


def _link(listed: dict[str, Any]) -> Link:
    """The link that `newsbot.crawling.archive.keeping` has stored as JSON values."""
    return Link(
        url=listed["url"],
        title=listed.get("title"),
        published_at=_moment(listed.get("published_at")),
        changed_at=_moment(listed.get("changed_at")),
        authors=tuple(listed.get("authors", ())),
        summary=listed.get("summary"),
    )


def _moment(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)
