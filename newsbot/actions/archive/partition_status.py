"""Shows how far the work on registered WARC files is, for `scrapy archive status`."""

import sys
from dataclasses import asdict
from datetime import timedelta
from functools import partial
from typing import Any

from newsbot.actions.output import print_table
from newsbot.storage.archive.partitions import (
    damaged_partitions,
    failed_partitions,
    open_days,
    read_progress,
)
from newsbot.storage.connection.retry import with_retries

GB = 10**9
SHOWN = 10
"""At most this many failed files, damaged files and days are shown in a table."""


def partition_status(engine: Any) -> dict[str, Any] | None:
    """How far the work on registered WARC files is, for people and scripts; None if there are none.

    `engine` is the database.
    """
    progress = with_retries(partial(read_progress, engine))
    if not progress.files:
        return None
    return {
        **asdict(progress),
        "seconds_left": progress.seconds_left,
        "is_done": progress.is_done,
        "failures": [dict(row) for row in with_retries(partial(failed_partitions, engine))],
        "damages": [dict(row) for row in with_retries(partial(damaged_partitions, engine))],
        "open_days": [dict(row) for row in with_retries(partial(open_days, engine))],
    }


def print_partitions(found: dict[str, Any]) -> None:
    """Prints what `partition_status` has found."""
    left_s = found["seconds_left"]
    rows: list[tuple[str, object]] = [
        (name, found[name])
        for name in ("files", "waiting", "extracting", "failed", "extracted", "damaged")
    ]
    rows += [(name, found[name]) for name in ("pages", "articles", "settled")]
    rows.append(("size in GB", f"{found['size_bytes'] / GB:.2f}"))
    rows.append(("pages an hour", round(found["pages_an_hour"])))
    rows.append(("time left", "unknown" if left_s is None else timedelta(seconds=round(left_s))))
    print_table(rows, ("registered files", ""))
    if found["failures"]:
        print()
        print_table(
            [
                (row["url"], row["failure"], row["tries"], f"{row['next_at']:%Y-%m-%d %H:%M}")
                for row in found["failures"][:SHOWN]
            ],
            ("failed", "reason", "tries", "next try"),
        )
    if found["open_days"]:
        print()
        print_table(
            [
                (row["day"], row["pages"], row["settled"], row["failure"] or "")
                for row in found["open_days"][:SHOWN]
            ],
            ("day", "pages", "settled", "failed because"),
        )
    for row in found["damages"][:SHOWN]:
        print(row["damage"], file=sys.stderr)
    for name in ("failures", "damages", "open_days"):
        if len(found[name]) > SHOWN:
            more = len(found[name]) - SHOWN
            print(f"{more} more {name.replace('_', ' ')}: --json shows them", file=sys.stderr)
