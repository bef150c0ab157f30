"""The work of `scrapy runs`: prints a table of the latest crawls."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from newsbot.actions.output import print_json, print_table
from newsbot.storage.engine import connect_to_current
from newsbot.storage.runs import latest_runs

COUNTS = (
    "fetched", "new_articles", "copies", "revised", "amended", "held", "unchanged", "rejected",
    "failed",
)  # fmt: skip
HEADERS = ("run", "spider", "machine", "state", "started", "took", "why", "hosts", *COUNTS)


def show_runs(database_url: str, most: int, *, as_json: bool, with_hosts: bool) -> None:
    """Prints the latest `most` crawls, newest first; as JSON with all columns of news.runs.

    The table has the number of hosts that each run has leased; with `with_hosts`, their names.
    """
    runs = [dict(run) for run in latest_runs(connect_to_current(database_url), most)]
    if as_json:
        print_json(runs)
        return
    rows = []
    for run in runs:
        hosts = run["leased_hosts"]
        rows.append(
            [
                run["run_id"],
                run["spider"],
                run["machine"],
                run["state"],
                run["started_at"].isoformat(" ", timespec="seconds"),
                None if run["duration"] is None else in_seconds(run["duration"]),
                why(run),
                ", ".join(hosts) if with_hosts else len(hosts),
                *(run[name] for name in COUNTS),
            ]
        )
    print_table(rows, HEADERS)


def why(run: Mapping[str, Any]) -> str | None:
    """Why a run ended: Scrapy's finish_reason and the exit code, e.g. "finished, exit 0"."""
    if run["exit_code"] is None:
        return None if run["finish_reason"] is None else str(run["finish_reason"])
    return f"{run['finish_reason']}, exit {run['exit_code']}"


def in_seconds(duration: timedelta) -> str:
    """A duration rounded to whole seconds: "0:15:00"."""
    return str(timedelta(seconds=round(duration.total_seconds())))
