"""Finds the faults of single sources: refused, failing, or without news for too long."""

from datetime import datetime, timedelta

from newsbot.health.findings import Finding
from newsbot.health.pauses import silence
from newsbot.health.records import Faults, Site, Source
from newsbot.reasons import reason_of

# A source is failing if at least this many polls in a row failed and the first failure is at least
# this long ago: maintenance of a site may take hours.
MANY_FAULTS, LASTING = 3, timedelta(hours=6)
# A source that is polled seldom is failing already after this many failed polls in a row, if the
# first failure is at least this long ago.
FEW_FAULTS, LONG = 2, timedelta(hours=20)
# A source is outdated if it has listed nothing new for this long since it was first read, or
# nothing at all.
STALE = timedelta(days=21)
# Reasons by which a source was read and lists nothing. It does not fail: on a quiet weekend a
# source may list no link for days. Its own habits say when it is quiet for too long.
EMPTY = frozenset({"no_entries", "no_article_links"})


def source_finding(site: Site, source: Source, now: datetime) -> Finding | None:
    """The finding about a source; None where the source has no fault."""
    return _failing(site, source, now) or _quiet(site, source) or _stale(site, source)


def _failing(site: Site, source: Source, now: datetime) -> Finding | None:
    faults = source.faults
    if faults is None or faults.reason in EMPTY:
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
    empty = _empty(source)
    if not signs and empty is not None:
        signs = [empty.since]
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


def _empty(source: Source) -> Faults | None:
    """The polls at which a source listed nothing, where the last poll was such a one."""
    faults = source.faults
    return faults if faults is not None and faults.reason in EMPTY else None


def _read_until(source: Source) -> datetime | None:
    """When a poll last saw what the source lists, be it nothing; None where no poll did."""
    moments = [day.good_at for day in source.days if day.good_at is not None]
    empty = _empty(source)
    if empty is not None:
        moments.append(empty.until)
    return max(moments, default=None)


def _links(source: Source) -> int:
    """How many links the source listed when it was last read."""
    if _empty(source) is not None:
        return 0
    return next((day.links for day in reversed(source.days) if day.links is not None), 0)
