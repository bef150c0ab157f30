"""The work of `scrapy runs`: prints the latest crawls."""

from newsbot.actions.output import print_json, print_table
from newsbot.storage.engine import connect_to_current
from newsbot.storage.runs import latest_runs

SHOWN = (
    "run_id", "spider", "started_at", "finish_reason", "exit_code",
    "fetched", "new_articles", "copies", "revised", "amended", "unchanged", "rejected", "failed",
)  # fmt: skip


def show_runs(database_url: str, most: int, *, as_json: bool) -> None:
    """Prints the latest crawls, at most `most` of them, newest first, as a table.

    With `as_json`, they are printed as JSON instead, with all columns of the view `news.runs`.
    `database_url` is the setting NEWSBOT_DATABASE_URL.
    """
    runs = [dict(run) for run in latest_runs(connect_to_current(database_url), most)]
    if as_json:
        print_json(runs)
    else:
        print_table([[run[name] for name in SHOWN] for run in runs], SHOWN)
