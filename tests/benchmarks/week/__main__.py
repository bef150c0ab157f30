"""A simulated week of 40 invented sites, crawled each five minutes, with what has to hold of it.

    python -m tests.benchmarks.week [--sites N] [--hours N] [--processes N] [--json]

Prints a line for each check with its figure and limit; the exit code is 1 if one does not hold.
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from newsbot.postgres.embedded import EmbeddedServer
from tests.benchmarks.dedup.database import database
from tests.benchmarks.week.network import Network
from tests.benchmarks.week.plan import make_plan
from tests.benchmarks.week.simulation import CRAWL_DELAY_S, simulate


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the checks; returns the exit code."""
    options = _parse(arguments)
    plan = make_plan(options.sites, timedelta(hours=options.hours))
    network = Network(plan, CRAWL_DELAY_S)
    with (
        TemporaryDirectory(prefix="newsbot-week-") as name,
        EmbeddedServer(Path(name) / "home", fsync=False) as server,
        database(server, "week") as engine,
    ):
        folder = Path(name)
        outcome = simulate(engine, plan, network, folder, options.processes)
        print(outcome, len(network.log))
        from collections import Counter
        print(Counter((a.outlet, a.path if "20" not in a.path else "story", a.status) for a in network.log))
        from tests.storage.making import rows
        print(rows(engine, "select site, count(*) from news.all_articles group by 1"))
        print(rows(engine, "select reason, count(*) from news.rejections group by 1"))
    return 0


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.week",
        description="Crawl an invented network of sites for a simulated week, and check the result.",
    )
    parser.add_argument("--sites", type=int, default=40, help="how many sites (default: 40)")
    parser.add_argument("--hours", type=int, default=168, help="how long (default: a week)")
    parser.add_argument("--processes", type=int, default=12, help="runs as processes of their own")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
