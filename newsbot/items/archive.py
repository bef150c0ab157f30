"""Fetched pages as the archive keeps them: their HTTP messages, and their places in files."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Kind = Literal["page", "further", "revisit"]
"""What the archive has of a fetch: "page", the first or only page of an article; "further", a page
2, 3, … of an article; "revisit", only the fact that the same bytes came again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """An HTTP request and the response to it, as the archive keeps them."""

    request_head: bytes
    """The request line and the headers, each with CR LF, and the empty line after them."""
    response_head: bytes
    """The status line and the headers, each with CR LF, and the empty line after them. The headers
    describe the body as newsbot has it, which is not compressed."""
    ip: str | None = None
    """The IP of the server; None if it is unknown."""
    body: bytes | None = None
    """The bytes of the page. None if the server answered 304 (Not Modified), or if the exchange is
    a field of a FetchedPage, which has the bytes in its own field `body`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedPage:
    """One fetch of a page that is kept in the archive, and where in the archive the page is."""

    file_id: int
    """The id of the WARC file: a value of `newsbot.archive_files.id`."""
    start: int
    """The number of bytes in the WARC file before the records of the page."""
    length: int
    """The size of the records in the WARC file, in bytes, as they are compressed."""
    kind: Kind
    url: str
    requested_url: str
    site: str
    fetched_at: datetime
    payload_sha256: bytes
    """The SHA-256 (32 bytes) of the page's bytes."""
    is_partial: bool = False
    listed: dict[str, object] | None = None
    """What a feed or sitemap said of the page: the fields of the class Link as JSON values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """What is stored about an archived page whose article is being extracted again."""

    article_id: int | None
    """The id of the article that was extracted from this page earlier; None if there was none."""
    same_until: datetime
    """The last moment at which the site is known to have sent the same bytes as this page."""
    archived: ArchivedPage = field(repr=False)
    """The fetch of the page, and where in the archive the page is."""
