"""The work of `scrapy db prune`: deletes rows that are older than NEWSBOT_RETENTION allows."""

import sys
from collections import Counter
from datetime import timedelta
from typing import Any

from newsbot.actions.output import print_json, print_table
from newsbot.actions.progress import counted
from newsbot.retention import FOR_EVER, LEAST, parse_retention
from newsbot.storage.connection.database_clock import read_clock
from newsbot.storage.connection.session import LONG
from newsbot.storage.engine import connect_to_current
from newsbot.storage.readers.prunable import PRUNABLE
from newsbot.storage.readers.pruning import count
from newsbot.storage.readers.pruning import prune as delete_old


def prune(configured: str, retention: str, *, write: bool, as_json: bool) -> None:
    """Prints how many rows are too old, and deletes them if `write` is true.

    Args:
        configured: the setting NEWSBOT_DATABASE_URL; if it is empty, the embedded server is used.
        retention: the setting NEWSBOT_RETENTION.
        write: whether rows are deleted, and not only counted.
        as_json: whether JSON is printed, and not text.
    """
    kept = parse_retention(retention)
    engine = connect_to_current(configured, LONG)
    now = read_clock(engine)
    rows: Counter[str] = Counter()
    for each in PRUNABLE:
        if each.kind not in kept:
            continue
        before = now - kept[each.kind]
        found = count(engine, each, before)
        if write:
            groups = delete_old(engine, each, before)
            found = sum(counted(groups, int, what=each.table, unit="rows", total=found))
        rows[each.kind] += found
    _print(kept, rows, write=write, as_json=as_json)


def _print(kept: Any, rows: Counter[str], *, write: bool, as_json: bool) -> None:
    if as_json:
        print_json({"written": write, "rows": {kind: rows[kind] for kind in kept}})
        return
    lines = [(kind, _shown(kept.get(kind)), rows[kind] if kind in kept else "") for kind in LEAST]
    print_table(lines, ("what", "kept for", "deleted" if write else "older"))
    if not kept:
        print(
            "Nothing is deleted: NEWSBOT_RETENTION is empty, see `scrapy db -h`.", file=sys.stderr
        )
    elif not write:
        print("Nothing was deleted: --write deletes them.", file=sys.stderr)


def _shown(time: timedelta | None) -> str:
    return FOR_EVER if time is None else f"{time.days} d"
