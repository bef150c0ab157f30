"""The audit of registered sites: all faults, without those that another fault explains."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from newsbot.health.findings import Finding, Kind
from newsbot.health.layout_rules import layout
from newsbot.health.records import Site
from newsbot.health.shrinking import shrinking
from newsbot.health.site_rules import blocked_host, nothing_stored, too_few
from newsbot.health.source_rules import source_finding

# Kinds of faults → the kinds that are not reported beside them, because they are effects of the
# first: a site that blocks newsbot stores nothing and seems quiet.
EXPLAINS: dict[Kind, frozenset[Kind]] = {
    "blocked": frozenset({"failing", "quiet", "layout", "nothing_stored", "too_few"}),
    "failing": frozenset({"nothing_stored", "too_few"}),
    "quiet": frozenset({"too_few"}),
    "layout": frozenset({"nothing_stored", "too_few"}),
    "nothing_stored": frozenset({"too_few"}),
}


def audit(sites: Iterable[Site], now: datetime) -> list[Finding]:
    """The findings of all sites, site by site.

    A fault that an earlier audit found keeps the time of its first sign.
    """
    return [finding for site in sites for finding in _of_site(site, now)]


def _of_site(site: Site, now: datetime) -> Iterator[Finding]:
    found = [source_finding(site, source, now) for source in site.sources]
    found += [blocked_host(site, now), layout(site, now), shrinking(site)]
    found += [nothing_stored(site, now), too_few(site, now)]
    findings = [each for each in found if each is not None]
    explained = {kind for each in findings for kind in EXPLAINS.get(each.kind, ())}
    kinds: set[tuple[Kind, str | None]] = set()
    for each in findings:
        if each.kind in explained or (each.kind, each.source) in kinds:
            continue
        kinds.add((each.kind, each.source))
        yield replace(each, since=min(each.since, site.open_since.get(each.kind, each.since)))
