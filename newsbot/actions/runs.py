"""The work of `scrapy runs`: prints a table of the latest crawls."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from newsbot.actions.output import print_json, print_table
from newsbot.storage.engine import connect_to_current
from newsbot.storage.health.runs import latest_runs

COUNTS = (
    "fetched", "new_articles", "copies", "revised", "amended", "held", "unchanged", "aliases",
    "rejected", "failed",
)  # fmt: skip
HEADERS = ("run", "spider", "machine", "state", "started", "took", "why", "hosts", *COUNTS, "left")


def show_runs(database_url: str, most: int, *, as_json: bool, with_hosts: bool) -> None:
    """Prints the latest crawls, at most `most` of them, the newest first.

    They are printed as a table or, with `as_json`, as JSON with all columns of the view
    `news.runs`. A crawl leases the hosts from which it requests pages, so that no other crawl
    requests pages from them at the same time. The table shows how many hosts each crawl has leased
    or, with `with_hosts`, their names. `database_url` is the setting NEWSBOT_DATABASE_URL.
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
                run["backfill_left"],
            ]
        )
    print_table(rows, HEADERS)


def why(run: Mapping[str, Any]) -> str | None:
    """Why a crawl run ended: Scrapy's `finish_reason` and the exit code, e.g. "finished, exit 0".

    `run` is a row of the view `news.runs`. The result is None if the run has not ended.
    """
    if run["exit_code"] is None:
        return None if run["finish_reason"] is None else str(run["finish_reason"])
    return f"{run['finish_reason']}, exit {run['exit_code']}"


def in_seconds(duration: timedelta) -> str:
    """The duration as text, rounded to whole seconds, e.g. "0:15:00" for a quarter of an hour."""
    return str(timedelta(seconds=round(duration.total_seconds())))
