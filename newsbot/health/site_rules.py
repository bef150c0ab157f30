"""The faults of whole sites: refusing or failing hosts, too few articles."""

from datetime import UTC, datetime, timedelta

from newsbot.health.findings import Finding, Kind
from newsbot.health.records import Host, Site, SiteDay
from newsbot.reasons import reason_of

# How often in a row a host must have refused, or failed, to be reported. A paused host is tried
# again after 15 minutes, then 1 hour, then 6 hours: the third failure comes after an hour and a
# quarter, the fourth after seven hours.
REFUSALS, FAILURES = 3, 4
# A site without any new article is reported only if at least so many requests failed, or its
# sources listed so many new links.
MANY_TRIES = 10
# Former days with this many failed requests each and no article show that such days are usual if
# there are at least so many of them, without those of faults that are over.
FEW_TRIES, FEW_DAYS = 5, 2


def blocked_host(site: Site, now: datetime) -> Finding | None:
    """A finding for the first host that has refused or failed all requests for hours."""
    for host in site.hosts:
        is_refusal = reason_of(host.reason).is_refusal
        if host.failures >= (REFUSALS if is_refusal else FAILURES):
            return _of_host(site, host, "blocked" if is_refusal else "failing", now)
    return None


def _of_host(site: Site, host: Host, kind: Kind, now: datetime) -> Finding:
    sentence = reason_of(host.reason).sentence
    return Finding(
        site=site.key,
        kind=kind,
        since=_first_sign(site, host.reason, now),
        summary=f"The host {host.host} failed {host.failures} times in a row as a whole, "
        f"last by {host.reason}: {sentence}",
        evidence={"host": host.host, "failures": host.failures, "reason": host.reason},
    )


def _first_sign(site: Site, reason: str, now: datetime) -> datetime:
    """When the first source of the site began to fail.

    Where no source fails: the start of the latest unbroken row of days on which pages were rejected
    for `reason`, or `now` where there is no such day.
    """
    signs = [each.faults.since for each in site.sources if each.faults is not None]
    if signs:
        return min(signs)
    since = now
    for day in reversed(site.days):
        if not day.rejected.get(reason):
            break
        since = start_of(day)
    return since


def too_few(site: Site, now: datetime) -> Finding | None:
    """A finding if yesterday brought fewer articles than the registry expects of a day."""
    yesterday = now.astimezone(UTC).date() - timedelta(days=1)
    days = {day.day: day for day in site.days}
    if site.articles_a_day is None or min(days, default=yesterday) >= yesterday:
        return None  # the first day was not a whole one
    articles = days[yesterday].articles if yesterday in days else 0
    if articles >= site.articles_a_day:
        return None
    return Finding(
        site=site.key,
        kind="too_few",
        since=datetime(yesterday.year, yesterday.month, yesterday.day, tzinfo=UTC),
        summary=f"{articles} articles were stored on {yesterday}; the registry expects "
        f"{site.articles_a_day} or more a day.",
        evidence={"articles": articles, "expected": site.articles_a_day},
    )


def nothing_stored(site: Site, now: datetime) -> Finding | None:
    """A finding if many links gave no article since yesterday, and such days are not usual."""
    yesterday = now.astimezone(UTC).date() - timedelta(days=1)
    recent = [day for day in site.days if day.day >= yesterday]
    tries = sum(map(_tries, recent))
    found = sum(day.found for day in recent if day.day == yesterday)
    if any(day.articles for day in recent) or max(tries, found) < MANY_TRIES:
        return None
    before = [day for day in site.days[: -len(recent)] if not site.was_faulty(day.day)]
    if sum(not day.articles and _tries(day) >= FEW_TRIES for day in before) >= FEW_DAYS:
        return None
    return Finding(
        site=site.key,
        kind="nothing_stored",
        since=start_of(recent[0]),
        summary=f"No article was stored since {recent[0].day}: {tries} tries gave none, and the "
        f"sources listed {found} new links yesterday.",
        evidence={"found": found, "tries": tries},
    )


def _tries(day: SiteDay) -> int:
    return sum(day.rejected.values())


def start_of(day: SiteDay) -> datetime:
    """The moment at which a day begins, in UTC."""
    return datetime(day.day.year, day.day.month, day.day.day, tzinfo=UTC)
