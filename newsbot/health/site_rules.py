"""Finds the faults of whole sites: hosts that refuse or fail, and too few or no articles."""

from datetime import UTC, datetime, timedelta

from newsbot.health.findings import Finding, Kind
from newsbot.health.records import Host, Site, SiteDay
from newsbot.reasons import reason_of

# A host is reported if it has refused requests REFUSALS times in a row, or failed FAILURES times in
# a row. After each time, newsbot sends the host no requests for a while: for 15 minutes, then for 1
# hour, then for 6 hours. So the third time comes after an hour and a quarter, and the fourth after
# more than seven hours.
REFUSALS, FAILURES = 3, 4
# A site of which no article was stored since yesterday is reported only if at least this many
# requests gave no article, or if its sources listed at least this many new links yesterday.
MANY_TRIES = 10
# Some sites often have days on which none of their articles is stored. A site is not reported for
# such a day if it had at least FEW_DAYS of them before. A day counts only if at least FEW_TRIES
# articles were requested on it, and if the site had no fault on it.
FEW_TRIES, FEW_DAYS = 5, 2


def blocked_host(site: Site, now: datetime) -> Finding | None:
    """A finding if a host of the site has refused or failed all requests for an hour or longer.

    If there are several such hosts, the finding is about the first in `site.hosts`.
    """
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
        summary=f"The last {host.failures} tries to reach the host {host.host} failed, "
        f"most recently with {host.reason}: {sentence}",
        evidence={"host": host.host, "failures": host.failures, "reason": host.reason},
    )


def _first_sign(site: Site, reason: str, now: datetime) -> datetime:
    """The time of the first sign that a host of the site refuses or fails requests.

    This is when the first of the site's failing sources began to fail. If no source fails, the days
    on which pages were rejected because of `reason` (the name of a reason in newsbot.reasons) are
    the sign. The result is then the start of the latest unbroken row of such days. If the latest
    day is not such a day, the result is `now`.
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
    """A finding if fewer articles were stored yesterday than the registry expects each day."""
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
    """A finding if no article of the site was stored since yesterday, though there were many links.

    There were many links if the site's sources (e.g. feeds) listed many new links yesterday, or if
    many requests since yesterday gave no article. The result is None if days without a stored
    article are usual for the site (see FEW_DAYS).
    """
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
