"""What a full frontier costs: leasing, polling and finishing, in CPU and wall time a URL.

    python -m tests.benchmarks.frontier [--hosts N...] [--sources N] [--urls N] [--runs N...]
        [--finish N] [--json]

Fills a database with sources and pending URLs, for each number of hosts. For each number of runs,
so many processes lease queues, poll sources and finish URLs at once, by newsbot's own loop, without
network. A finished URL and a URL that a poll lists are told apart: each has the cost of the steps
that it needs, and a limit. The totals are those of all processes, over URLs of both kinds. Exits
1 where a limit is not kept.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from tabulate import tabulate

from newsbot.errors import NewsbotError
from tests.benchmarks.frontier.measuring import POLLING, Measured, measure
from tests.benchmarks.frontier.rows import Size


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the costs; returns the exit code."""
    options = _parse(arguments)
    measured: list[Measured] = []
    try:
        for hosts in options.hosts:
            size = Size(hosts=hosts, sources=options.sources, urls=options.urls)
            with TemporaryDirectory(prefix="newsbot-bench-") as home:
                measured += measure(Path(home), size, options.runs, options.finish)
    except NewsbotError as error:
        sys.stderr.write(f"error: {error}\n")
        return error.exit_code
    print(as_json(measured) if options.json else as_text(measured))
    return int(any(each.misses for each in measured))


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.frontier",
        description="Measure what leasing, polling and finishing cost on a full frontier.",
    )
    parser.add_argument("--hosts", type=int, nargs="+", default=[10_000, 100], metavar="N")
    parser.add_argument("--sources", type=int, default=10_000, metavar="N")
    parser.add_argument("--urls", type=int, default=1_000_000, metavar="N", help="pending URLs")
    parser.add_argument("--runs", type=int, nargs="+", default=[1, 2, 4], metavar="N")
    parser.add_argument("--finish", type=int, default=50_000, metavar="N", help="URLs to finish")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args(arguments)


def as_json(measured: Sequence[Measured]) -> str:
    """One object on one line."""
    names = ("cpu_ms", "finished_ms", "listed_ms", "misses")
    rows = [asdict(each) | {name: getattr(each, name) for name in names} for each in measured]
    return json.dumps({"measured": rows})


def as_text(measured: Sequence[Measured]) -> str:
    """A table of the runs, a table of the steps of each, and the limits that are not kept."""
    heads = (
        "hosts", "sources", "URLs", "runs", "finished", "polls",
        "CPU ms a finished URL", "CPU ms a listed URL",
        "newsbot ms a URL", "PostgreSQL ms a URL", "CPU ms a URL", "wall ms a URL",
        "bytes a finished URL",
    )  # fmt: skip
    rows = [
        (
            each.size.hosts, each.size.sources, each.size.urls, each.runs, each.urls, each.polls,
            each.finished_ms, each.listed_ms,
            each.client_ms, each.postgres_ms, each.cpu_ms, each.wall_ms, each.growth_bytes,
        )
        for each in measured
    ]  # fmt: skip
    misses = "\n".join(f"MISSED: {miss}" for each in measured for miss in each.misses)
    return "\n\n".join(
        filter(None, [tabulate(rows, heads, floatfmt=".3f"), *map(_steps, measured), misses])
    )


def _steps(each: Measured) -> str:
    heads = ("step", "of a URL", "calls", "newsbot ms", "PostgreSQL ms", "wall ms")
    rows = []
    for name, cost in sorted(each.steps.items(), key=lambda step: -sum(step[1].cpu_seconds)):
        kind, urls = ("listed", each.listed) if name in POLLING else ("finished", each.urls)
        rows.append((name, kind, cost.calls, *(1000 * s / max(urls, 1) for s in cost.seconds)))
    table = tabulate(rows, heads, floatfmt=".4f")
    return f"{each.size.hosts} hosts, {each.runs} at once:\n\n{table}"


if __name__ == "__main__":
    sys.exit(main())
