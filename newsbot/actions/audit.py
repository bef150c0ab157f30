"""The work of `scrapy audit`, and of the audit after a crawl.

An audit looks for faults of registered sites, e.g. for a feed that has failed for hours. Each fault
found is stored as a finding, and people are told of it in notices, e.g. by mail.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime

from newsbot import clock
from newsbot.actions.notices import Sender, services_of
from newsbot.actions.output import print_json
from newsbot.health.audit import audit
from newsbot.health.findings import Finding
from newsbot.health.records import Watched
from newsbot.sites.registry import Registry
from newsbot.storage.connection.database_clock import set_clock
from newsbot.storage.engine import connect, connect_to_current
from newsbot.storage.health.findings import Fault, Key, Ledger, Notice
from newsbot.storage.health.reading import read_sites

TIME = "%Y-%m-%d %H:%M UTC"


def audit_sites(
    database_url: str, registry: Registry, keys: Collection[str], sender: Sender | None
) -> Sequence[Finding]:
    """Looks for faults of registered sites, and stores and returns each fault as a finding.

    Notices tell people which faults are new, and which have ended.

    Args:
        database_url: the setting NEWSBOT_DATABASE_URL.
        registry: the registered sites.
        keys: the keys of the sites to audit; empty: all sites.
        sender: sends the notices. If it is None, no notices are sent now. A later audit that has a
            sender will send them.
    """
    engine = connect(database_url)
    set_clock(engine)
    watched = [
        Watched(
            key=site.key,
            sources={source.url: source.kind for source in site.sources},
            articles_a_day=site.articles_a_day,
        )
        for site in registry.sites
        if not keys or site.key in keys
    ]
    report = audit(read_sites(engine, watched), clock.now())
    ledger = Ledger(engine)
    ledger.write(_faults(report.findings), [site.key for site in watched], report.explained)
    if sender is not None:
        ledger.tell(lambda notice: sender.send(_title(notice), notice.message))
    return report.findings


def show_findings(
    database_url: str, registry: Registry, keys: Sequence[str], notify: str, *, as_json: bool
) -> bool:
    """Looks for faults in what crawls of sites have stored lately, e.g. a feed without new entries.

    Prints the faults that were found, and returns True if there are none.

    The faults are also stored, and notices of new and ended faults are sent to people.

    Args:
        database_url: the setting NEWSBOT_DATABASE_URL.
        registry: the registry of sites.
        keys: the keys of the sites to audit; empty: all sites.
        notify: the setting NEWSBOT_NOTIFY: URLs of services that send notices, or "".
        as_json: print a JSON array, not blocks of text.
    """
    only = [registry.site(key).key for key in keys]
    sender = services_of(notify)
    connect_to_current(database_url)
    findings = audit_sites(database_url, registry, only, sender)
    if as_json:
        print_json([asdict(each) | {"remedy": each.remedy} for each in findings])
    else:
        print("\n\n".join(map(block, findings)) or "Nothing is wrong with any of the sites.")
    return not findings


def _faults(findings: Sequence[Finding]) -> dict[Key, Fault]:
    """Merges findings of the same site and the same kind into one fault.

    The keys of the result are pairs of a site and a kind. For example, if several feeds of a site
    list nothing new ("quiet"), the site gets one fault of the kind "quiet".
    """
    faults: dict[Key, Fault] = {}
    for each in findings:
        key, before = (each.site, each.kind), faults.get((each.site, each.kind))
        faults[key] = Fault(
            since=each.since if before is None else min(each.since, before.since),
            message=block(each) if before is None else f"{before.message}\n\n{block(each)}",
        )
    return faults


def _title(notice: Notice) -> str:
    kind = notice.kind.replace("_", " ")
    if notice.event == "opened":
        return f"newsbot: {notice.site}: {kind}"
    return f"newsbot: {notice.site} has recovered ({kind} since {notice.since.strftime(TIME)})"


def block(finding: Finding) -> str:
    """A finding (a fault of a site) as text: the site, the start, the evidence and the remedy."""
    where = finding.site if finding.source is None else f"{finding.site}  {finding.source}"
    return (
        f"{finding.kind.replace('_', ' ')}  {where}\n"
        f"  since     {_shown(finding.since)}\n"
        f"  evidence  {finding.summary}\n"
        f"  do        {finding.remedy}"
    )


def _shown(moment: datetime) -> str:
    return moment.strftime(TIME)
