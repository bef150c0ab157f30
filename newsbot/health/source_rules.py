"""Finds the faults of single sources: refused, failing, or without news for too long."""

from datetime import datetime, timedelta

from newsbot.health.findings import Finding
from newsbot.health.pauses import silence
from newsbot.health.records import Site, Source
from newsbot.reasons import reason_of

# A source (e.g. a feed) is reported as failing if at least MANY_FAULTS polls in a row failed, and
# the first of these polls was at least LASTING ago. It is not reported earlier, because a site may
# be down for hours for maintenance. A poll that finds no links in the source has not failed: many
# sources are empty at times.
MANY_FAULTS, LASTING = 3, timedelta(hours=6)
# A source (e.g. a feed) is also reported as failing if only FEW_FAULTS polls in a row failed, but
# the first of them was at least LONG ago. This is for sources that are polled seldom.
FEW_FAULTS, LONG = 2, timedelta(hours=20)
# Some sources (e.g. feeds) never list a link, or list links only when they are first read. Such a
# source is reported if no new link has come for this long.
STALE = timedelta(days=21)


def source_finding(site: Site, source: Source, now: datetime) -> Finding | None:
    """A finding if `source` fails or has listed nothing new for too long; None if it has no fault.

    `source` is e.g. a feed of `site`.
    """
    return _failing(site, source, now) or _quiet(site, source) or _stale(site, source)


def _failing(site: Site, source: Source, now: datetime) -> Finding | None:
    faults = source.faults
    if faults is None:
        return None
    lasting = now - faults.since
    if not (
        (faults.times >= MANY_FAULTS and lasting >= LASTING)
        or (faults.times >= FEW_FAULTS and lasting >= LONG)
    ):
        return None
    is_refused = reason_of(faults.reason).is_refusal
    hours = round(lasting / timedelta(hours=1))
    what = "is refused" if is_refused else "cannot be read"
    return Finding(
        site=site.key,
        source=source.url,
        kind="blocked" if is_refused else "failing",
        since=faults.since,
        summary=f"The {source.kind} {what}: {faults.times} polls in a row failed in {hours} hours. "
        f"{faults.failure}",
        evidence={"polls": faults.times, "hours": hours, "reason": faults.reason},
    )


def _quiet(site: Site, source: Source) -> Finding | None:
    found = silence(source.days, _read_until(source))
    if found is None:
        return None
    links = _links(source)
    return Finding(
        site=site.key,
        source=source.url,
        kind="quiet",
        since=found.since,
        summary=f"The {source.kind} answers, with {links} links, but has listed nothing new for "
        f"{found.hours:.0f} hours, in which it usually does so {found.usual:.0f} times; its "
        f"longest pause in four weeks was {found.longest_hours:.0f} hours.",
        evidence={
            "hours": round(found.hours, 1),
            "longest_hours": round(found.longest_hours, 1),
            "usual": round(found.usual, 1),
            "links": links,
        },
    )


def _stale(site: Site, source: Source) -> Finding | None:
    signs = [day.last_news_at for day in source.days if day.last_news_at is not None]
    if not signs and source.empty is not None:
        signs = [source.empty.since]
    until = _read_until(source)
    if len(signs) != 1 or until is None or until - signs[0] < STALE:
        return None
    days = round((until - signs[0]) / timedelta(days=1))
    return Finding(
        site=site.key,
        source=source.url,
        kind="quiet",
        since=signs[0],
        summary=f"The {source.kind} answers, with {_links(source)} links, but since it was first "
        f"read {days} days ago it has listed nothing new.",
        evidence={"days": days, "links": _links(source)},
    )


def _read_until(source: Source) -> datetime | None:
    """The time of the last poll that could read the source, even if it listed no links.

    None if no poll could read the source.
    """
    moments = [day.good_at for day in source.days if day.good_at is not None]
    if source.empty is not None:
        moments.append(source.empty.until)
    return max(moments, default=None)


def _links(source: Source) -> int:
    """How many links the source (e.g. a feed) listed when it was last read."""
    if source.empty is not None:
        return 0
    return next((day.links for day in reversed(source.days) if day.links is not None), 0)
