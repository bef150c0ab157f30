"""Finds the faults of single sources: refused, failing, or without news for too long."""

from datetime import datetime, timedelta

from newsbot.health.findings import Finding
from newsbot.health.pauses import silence
from newsbot.health.records import Site, Source
from newsbot.reasons import reason_of

# A source is failing if at least this many polls in a row failed and the first failure is at least
# this long ago: maintenance of a site may take hours.
MANY_FAULTS, LASTING = 3, timedelta(hours=6)
# A source that is polled seldom is failing already after this many failed polls in a row, if the
# first failure is at least this long ago.
FEW_FAULTS, LONG = 2, timedelta(hours=20)
# A source is outdated if it has listed nothing new for this long since it was first read.
STALE = timedelta(days=21)
# Reasons that are no fault of a source: on a quiet weekend a source may list no link for days.
NO_FAULT = frozenset({"no_entries", "no_article_links"})


def source_finding(site: Site, source: Source, now: datetime) -> Finding | None:
    """The finding about a source; None where the source has no fault."""
    return _failing(site, source, now) or _quiet(site, source) or _stale(site, source)


def _failing(site: Site, source: Source, now: datetime) -> Finding | None:
    faults = source.faults
    if faults is None or faults.reason in NO_FAULT:
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
    found = silence(source.days)
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
    lively = [day.last_news_at for day in source.days if day.last_news_at is not None]
    good = [day.good_at for day in source.days if day.good_at is not None]
    if len(lively) != 1 or max(good, default=lively[0]) - lively[0] < STALE:
        return None
    days = round((max(good) - lively[0]) / timedelta(days=1))
    return Finding(
        site=site.key,
        source=source.url,
        kind="quiet",
        since=lively[0],
        summary=f"The {source.kind} answers, with {_links(source)} links, but since it was first "
        f"read {days} days ago it has listed nothing new.",
        evidence={"days": days, "links": _links(source)},
    )


def _links(source: Source) -> int:
    """How many links the source listed when it was last read."""
    return next((day.links for day in reversed(source.days) if day.links is not None), 0)
