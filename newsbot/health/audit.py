"""The audit of registered sites: all faults, without those that another fault explains."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
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
NOTHING: frozenset[Kind] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What an audit of sites found, and what could not be judged because of it."""

    findings: Sequence[Finding]
    """The faults, site by site. A fault of a whole site that an earlier audit found keeps the time
    of its first sign."""
    explained: frozenset[tuple[str, Kind]]
    """The key of a site, and a kind of faults that other faults of the site explain. Whether there
    is such a fault, or it is over, shows only once the others are."""


def audit(sites: Iterable[Site], now: datetime) -> Report:
    """The faults of all sites, without those that others explain."""
    findings: list[Finding] = []
    explained: set[tuple[str, Kind]] = set()
    for site in sites:
        found = list(_of_site(site, now))
        effects = _effects(site, found)
        explained.update((site.key, kind) for kind in effects)
        findings += [each for each in found if each.kind not in effects]
    return Report(findings=findings, explained=frozenset(explained))


def _of_site(site: Site, now: datetime) -> Iterator[Finding]:
    """All faults of a site, at most one of each kind for a source and for the whole site."""
    for source in site.sources:
        found = source_finding(site, source, now)
        if found is not None:
            yield found
    kinds: set[Kind] = set()
    of_site = [blocked_host(site, now), layout(site, now), shrinking(site)]
    for found in [*of_site, nothing_stored(site, now), too_few(site, now)]:
        if found is not None and found.kind not in kinds:
            kinds.add(found.kind)
            yield replace(
                found, since=min(found.since, site.open_since.get(found.kind, found.since))
            )


def _effects(site: Site, findings: Sequence[Finding]) -> frozenset[Kind]:
    """The kinds of faults that the faults of a site explain.

    The fault of one source explains nothing about the site: the other sources are read. Only what
    the faults of all sources explain is explained.
    """
    of_sources = {each.source: EXPLAINS.get(each.kind, NOTHING) for each in findings if each.source}
    explained = [EXPLAINS.get(each.kind, NOTHING) for each in findings if each.source is None]
    if of_sources and len(of_sources) == len(site.sources):
        explained.append(frozenset.intersection(*of_sources.values()))
    return NOTHING.union(*explained)
