"""Audits registered sites: finds their faults, without those that another fault explains."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from newsbot.health.findings import Finding, Kind
from newsbot.health.layout_rules import layout
from newsbot.health.records import Site
from newsbot.health.shrinking import shrinking
from newsbot.health.site_rules import blocked_host, nothing_stored, too_few
from newsbot.health.source_rules import source_finding

# Maps a kind of fault to the kinds of faults that are its effects. If a site has a fault, its
# effects are not reported. For example, if a site blocks newsbot ("blocked"), no articles of the
# site can be stored, so that "nothing_stored" is not reported.
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
    """The result of an audit: the faults found, and the kinds of faults that could not be judged.

    For example, a site that refuses all requests gives no articles. Then the audit cannot find out
    whether the layout of the site has changed too.
    """

    findings: Sequence[Finding]
    """The faults found, site by site. A fault concerns one source of a site, or the site as a
    whole. `Finding.since` is the time of the first sign of the fault. An earlier audit may have
    found the same fault of a site as a whole, with an earlier time. Then this earlier time is
    kept."""
    explained: frozenset[tuple[str, Kind]]
    """Kinds of faults that are not in `findings`, because another fault of the same site explains
    their signs. Each is given with the key of the site. For example, a site that refuses all
    requests gives no articles, whether or not its layout has changed too."""


def audit(sites: Iterable[Site], now: datetime) -> Report:
    """Finds the faults of `sites`, without those that are effects of other faults of the site."""
    findings: list[Finding] = []
    explained: set[tuple[str, Kind]] = set()
    for site in sites:
        found = list(_of_site(site, now))
        effects = _effects(site, found)
        explained.update((site.key, kind) for kind in effects)
        findings += [each for each in found if each.kind not in effects]
    return Report(findings=findings, explained=frozenset(explained))


def _of_site(site: Site, now: datetime) -> Iterator[Finding]:
    """All faults of a site, including those that are the effect of another fault.

    There is at most one fault for each source of the site. For the site as a whole, there is at
    most one fault of each kind.
    """
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
    """The kinds of faults that are not reported, because other faults of the site cause them.

    `findings` are all faults of `site`. EXPLAINS says which kinds each kind of fault causes. A
    fault of the whole site causes all of these kinds. A fault of one source, e.g. of a feed,
    usually causes none of them, because articles may still come from the other sources. But if
    every source has a fault, a kind counts as caused if EXPLAINS names it for each of these faults.
    """
    of_sources = {each.source: EXPLAINS.get(each.kind, NOTHING) for each in findings if each.source}
    explained = [EXPLAINS.get(each.kind, NOTHING) for each in findings if each.source is None]
    if of_sources and len(of_sources) == len(site.sources):
        explained.append(frozenset.intersection(*of_sources.values()))
    return NOTHING.union(*explained)
