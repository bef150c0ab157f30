"""What has to hold after a simulated week, each with its figure and its limit."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Engine

from newsbot.errors import ExitCode
from tests.benchmarks.week.checks_of_log import log_checks
from tests.benchmarks.week.checks_of_rows import row_checks
from tests.benchmarks.week.network import Asked
from tests.benchmarks.week.plan import BROKEN, RECOVERING, Plan
from tests.benchmarks.week.simulation import Outcome
from tests.benchmarks.week.verdicts import Check

WELL = frozenset({ExitCode.OK, ExitCode.NOTHING_FETCHED})
"""Exit codes that are right: at a drawn moment, only a source that is away may be due."""


def all_checks(engine: Engine, plan: Plan, log: Sequence[Asked], outcome: Outcome) -> list[Check]:
    """The checks of the rows, of the servers' log, of the audits and of the exit codes."""
    return [
        *row_checks(engine, plan, log),
        *log_checks(plan, log),
        *_audit_checks(plan, outcome),
        Check(
            name="exit_codes",
            what="runs as processes that failed",
            figure=sum(code not in WELL for code in outcome.exit_codes),
            limit=0,
            among=len(outcome.exit_codes),
        ),
    ]


def _audit_checks(plan: Plan, outcome: Outcome) -> Iterator[Check]:
    last = {each.site for moment, each in outcome.findings if moment >= plan.end}
    ever = {each.site for _, each in outcome.findings}
    broken = {
        each.key
        for each in plan.outlets
        if each.role in BROKEN and plan.end - each.fails_from >= BROKEN[each.role]
    }
    well = {each.key for each in plan.outlets if each.role not in {*BROKEN, *RECOVERING}}
    yield Check(
        name="broken_unnamed",
        what="broken sites that the last audit does not name",
        figure=len(broken - last),
        limit=0,
        among=len(broken),
    )
    yield Check(
        name="healthy_named",
        what="healthy sites that any audit names",
        figure=len(well & ever),
        limit=0,
        among=len(well),
        evidence=tuple(
            f"{each.site} at {moment}: {each.kind}: {each.summary}"
            for moment, each in outcome.findings
            if each.site in well
        ),
    )


def as_lines(plan: Plan, outcome: Outcome, checks: Sequence[Check]) -> str:
    """A line about the simulation, then one for each check."""
    head = f"{len(plan.outlets)} sites, {outcome.runs} runs, in {outcome.took_s:.0f} s"
    return "\n".join([head, *map(str, checks)])


def as_json(plan: Plan, outcome: Outcome, checks: Sequence[Check]) -> dict[str, Any]:
    """Figures of the run, the checks, and the findings of the audits."""
    roles = {each.key: each.role for each in plan.outlets}
    return {
        "sites": len(plan.outlets),
        "runs": outcome.runs,
        "took_s": round(outcome.took_s, 1),
        "checks": [asdict(check) | {"holds": check.holds} for check in checks],
        "findings": [
            {"at": moment.isoformat(), "role": roles[each.site], "site": each.site,
             "kind": each.kind, "summary": each.summary}
            for moment, each in outcome.findings
        ],
    }  # fmt: skip
