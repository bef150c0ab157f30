"""Makes the report on a poll of a source from the response: links, failure, next poll's headers."""

from dataclasses import replace
from datetime import timedelta

from scrapy.http import Response

from newsbot import clock
from newsbot.discovery.digest import digest_of
from newsbot.discovery.freshness import fresh_for
from newsbot.discovery.listing import Listing
from newsbot.errors import SourceError
from newsbot.items import SourceReport, Validators
from newsbot.retry_after import retry_after
from newsbot.sites.registry import Source
from newsbot.wholeness import CUT_OFF

NOT_MODIFIED = 304
# The most characters of an ETag or Last-Modified header that is kept for the next request.
MAX_VALIDATOR_LENGTH = 1000
FRESHNESS = ("Cache-Control", "Age", "Expires", "Date")


def is_unchanged(kind: str, response: Response) -> bool:
    """Whether a source is unchanged since it was last read: by status 304 or by equal bytes."""
    if response.status == NOT_MODIFIED:
        return True
    held: Validators | None = response.meta.get("validators")
    is_whole = CUT_OFF not in response.flags
    return held is not None and is_whole and held.digest == digest_of(response.body, kind)


def unchanged_report(source: Source, response: Response) -> SourceReport:
    """The report on a source that is unchanged since it was last read."""
    report = replace(_report(source, response), is_unchanged=True)
    new, held = _validators(source.kind, response), response.meta["validators"]
    if response.status != NOT_MODIFIED:
        return replace(report, validators=new)
    kept = Validators(
        etag=new.etag or held.etag,
        last_modified=new.last_modified or held.last_modified,
        digest=held.digest,
    )
    return replace(report, validators=kept)


def read_report(source: Source, response: Response, top: Listing, links: int) -> SourceReport:
    """The report on a source that was read; `links` counts those of its child sitemaps too."""
    report = replace(_report(source, response), links=links, ttl=top.ttl)
    # No validators for an index: it may stay the same while the sitemaps below it change.
    return (
        report if top.children else replace(report, validators=_validators(source.kind, response))
    )


def failed_report(
    source: Source, response: Response | None, error: SourceError, links: int = 0
) -> SourceReport:
    """The report on a source that was read only in part or not at all, for the reason in `error`.

    It has no validators, so that the next poll reads the source in any case.
    """
    report = _report(source, response)
    return replace(report, links=links, failure=str(error), reason=error.reason)


def _report(source: Source, response: Response | None) -> SourceReport:
    now = clock.now()
    report = SourceReport(url=source.url, kind=source.kind, site=source.site, at=now, links=0)
    if response is None:
        return report
    return replace(
        report,
        status=response.status,
        stated=_stated(response),
        not_before=retry_after(response.headers.get("Retry-After"), now),
    )


def _stated(response: Response) -> timedelta | None:
    sent = {name: _header(response, name) for name in FRESHNESS}
    return fresh_for({name: value for name, value in sent.items() if value is not None})


def _validators(kind: str, response: Response) -> Validators:
    return Validators(
        etag=_header(response, "ETag"),
        last_modified=_header(response, "Last-Modified"),
        digest=digest_of(response.body, kind),
    )


def _header(response: Response, name: str) -> str | None:
    """A header as sent; None if it is missing, too long, or not fit to be sent back."""
    value = (response.headers.get(name) or b"").decode("latin-1").strip()
    return value if value.isprintable() and 0 < len(value) <= MAX_VALIDATOR_LENGTH else None
