"""Makes the report (a SourceReport) on each poll of a source: a feed, sitemap or section page.

The report says how many links the source has, or why it could not be read. It also has the headers
with which the next poll asks the server whether the source has changed.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from scrapy.http import Response

from newsbot import clock
from newsbot.crawling.conditional import NOT_MODIFIED
from newsbot.crawling.retry_after import retry_after
from newsbot.discovery.digest import digest_of
from newsbot.discovery.listing import Listing
from newsbot.discovery.polling.freshness import fresh_for
from newsbot.errors import SourceError
from newsbot.items import SourceReport, Validators
from newsbot.sites.site import Source
from newsbot.wholeness import CUT_OFF

# The maximum length in characters of an ETag or Last-Modified header. A longer one is not kept, and
# so is not sent back with the next request.
MAX_VALIDATOR_LENGTH = 1000
FRESHNESS = ("Cache-Control", "Age", "Expires", "Date")


def is_unchanged(kind: str, response: Response) -> bool:
    """Whether `response` shows that a source is unchanged since it was last read.

    This is so if the status is 304, or if the bytes are the same as before. `kind` is the kind of
    the source, e.g. "feed".
    """
    if response.status == NOT_MODIFIED:
        return True
    held: Validators | None = response.meta.get("validators")
    is_whole = CUT_OFF not in response.flags
    return held is not None and is_whole and held.digest == digest_of(response.body, kind)


def unchanged_report(source: Source, response: Response) -> SourceReport:
    """The report on the source `source`, which is unchanged since it was last read.

    `response` is the answer to the latest poll of the source.
    """
    report = replace(_report(source, response), is_unchanged=True)
    return replace(report, validators=validators_of(source.kind, response))


def read_report(source: Source, response: Response, top: Listing, links: int) -> SourceReport:
    """The report on a source that was read without a fault.

    Args:
        source: the source.
        response: the answer to the poll of the source.
        top: the parsed content of the response.
        links: the number of links to articles. For an index of sitemaps, it is the number of links
            in these sitemaps.
    """
    report = replace(_report(source, response), links=links, ttl=top.ttl)
    return replace(report, validators=validators_of(source.kind, response))


def validators_of(kind: str, response: Response) -> Validators:
    """The values with which the next request asks whether a source or sitemap has changed.

    They are the headers ETag and Last-Modified of `response`, and a hash of its content. If the
    status is 304 (Not Modified), `response` may lack some of these values. The missing values are
    taken from the request for `response`. `kind` is the kind of the source, e.g. "feed".
    """
    new = Validators(
        etag=_header(response, "ETag"), last_modified=_header(response, "Last-Modified")
    )
    if response.status != NOT_MODIFIED:
        return replace(new, digest=digest_of(response.body, kind))
    held: Validators = response.meta["validators"]
    return Validators(
        etag=new.etag or held.etag,
        last_modified=new.last_modified or held.last_modified,
        digest=held.digest,
    )


def failed_report(
    source: Source, response: Response | None, error: SourceError, links: int = 0
) -> SourceReport:
    """The report on a source that was read only in part, or not at all.

    No ETag and Last-Modified are kept from the response. So the next poll reads the source again,
    even if it has not changed.

    Args:
        source: the source.
        response: the answer to the poll; None if there was none.
        error: why the source was not read as a whole.
        links: the number of links that were read.
    """
    report = _report(source, response)
    return replace(report, links=links, failure=str(error), reason=error.reason)


def _report(source: Source, response: Response | None) -> SourceReport:
    now = clock.now()
    report = SourceReport(url=source.url, kind=source.kind, site=source.site, at=now, links=0)
    if response is None:
        return report
    headers = response.headers
    return replace(
        report,
        status=response.status,
        stated=_stated(response, now),
        not_before=retry_after(headers.get("Retry-After"), now, headers.get("Date")),
    )


def _stated(response: Response, now: datetime) -> timedelta | None:
    sent = {name: _header(response, name) for name in FRESHNESS}
    return fresh_for({name: value for name, value in sent.items() if value is not None}, now)


def _header(response: Response, name: str) -> str | None:
    """The value of the response header `name`.

    The result is None if the header is missing, has more than MAX_VALIDATOR_LENGTH characters, or
    has characters that cannot be sent back to the host.
    """
    value = (response.headers.get(name) or b"").decode("latin-1").strip()
    return value if value.isprintable() and 0 < len(value) <= MAX_VALIDATOR_LENGTH else None
