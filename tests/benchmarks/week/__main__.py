"""A simulated week of 40 invented sites, crawled each five minutes, with what has to hold of it.

    python -m tests.benchmarks.week [--sites N] [--hours N] [--processes N] [--json]

Prints a line for each check with its figure and limit; the exit code is 1 if one does not hold.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import timedelta

from newsbot.errors import ExitCode
from newsbot.postgres.embedded import EmbeddedServer
from tests.benchmarks.dedup.database import database
from tests.benchmarks.week.checks import all_checks, as_json, as_lines
from tests.benchmarks.week.network import Network, free_port
from tests.benchmarks.week.plan import make_plan
from tests.benchmarks.week.simulation import simulate
from tests.in_memory import folder_in_memory


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the checks; returns the exit code."""
    options = _parse(arguments)
    plan = make_plan(options.sites, timedelta(hours=options.hours), free_port(), options.scale)
    network = Network(plan)
    with (
        folder_in_memory("newsbot-week-") as folder,
        EmbeddedServer(folder / "home", fsync=False) as server,
        database(server, "week") as engine,
    ):
        outcome = simulate(engine, plan, network, folder, options.processes)
        checks = all_checks(engine, plan, network.log, outcome)
    if options.json:
        print(json.dumps(as_json(plan, outcome, checks)))
    else:
        print(as_lines(plan, outcome, checks))
    return ExitCode.OK if all(check.holds for check in checks) else ExitCode.CONFIGURATION


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.week",
        description="Crawl an invented network of sites for a simulated week, with checks.",
    )
    parser.add_argument("--sites", type=int, default=40, help="how many sites (default: 40)")
    parser.add_argument("--hours", type=int, default=168, help="how long (default: a week)")
    parser.add_argument("--processes", type=int, default=12, help="runs as processes of their own")
    parser.add_argument("--scale", type=int, default=10, help="delays are shorter by this factor")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
