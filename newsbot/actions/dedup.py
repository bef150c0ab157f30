"""The work of `scrapy dedup`: decides again which stored articles are copies of others."""

import sys
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from scrapy.exceptions import UsageError

from newsbot.actions.database.search_index import index_for_search
from newsbot.actions.output import print_json, print_table
from newsbot.actions.progress import counted
from newsbot.storage.connection.session import LONG
from newsbot.storage.engine import connect_to_current
from newsbot.storage.rewriting.redecide.differences import (
    differences,
    discard,
    examples,
    resolved_since,
    write_all,
)
from newsbot.storage.rewriting.redecide.resolving import plan_walk, resolve_again

EXAMPLES = 10


def forget(database_url: str) -> None:
    """Deletes the results that `scrapy dedup` stored when it was run without --write."""
    discard(connect_to_current(database_url, LONG))
    print("What was resolved is forgotten.", file=sys.stderr)


def show_changes(database_url: str, since: datetime | None, *, write: bool, as_json: bool) -> None:
    """Decides again which stored articles are copies, and prints what would change.

    The decisions are stored in a table of results, and a later call can print them or apply them to
    the articles.

    Args:
        database_url: the setting NEWSBOT_DATABASE_URL.
        since: articles first fetched at this time or later are decided again. If it is None, the
            stored results of earlier calls are taken.
        write: whether the changes are also written to the articles. If `since` is None, there may
            be articles that are newer than the stored results. These are decided first.
        as_json: whether JSON is printed, and not text.

    Raises:
        UsageError: `since` is None, and no results of earlier calls are stored.
    """
    engine = connect_to_current(database_url, LONG)
    resolved = resolved_since(engine)
    start = resolved if write and since is None else since
    if start is not None:
        walk = plan_walk(engine, start)
        _sum("comparing", resolve_again(engine, walk), walk.articles)
    elif resolved is None:
        raise UsageError("nothing is resolved yet: try scrapy dedup --since 7d")
    found, some = differences(engine), [dict(row) for row in examples(engine, EXAMPLES)]
    if as_json:
        print_json(asdict(found) | {"examples": some})
    else:
        print(
            f"{found.compared} articles compared: {found.new_copies} would become copies, "
            f"{found.no_copies_any_more} would no longer be copies, "
            f"{found.other_original} would have another original."
        )
        if some:
            print_table([list(row.values()) for row in some], list(some[0]))
    if write:
        moved = _sum("writing", write_all(engine), None)
        index_for_search(engine)
        print(f"{moved} articles moved to other groups.", file=sys.stderr)


def _sum(what: str, batches: Iterable[int], total: int | None) -> int:
    """Adds up how many articles are done, and shows a progress bar with the label `what`.

    `batches` yields the number of articles in each batch that is done. The result is the sum of
    these numbers. `total` is the number of all articles; None if it is unknown.
    """
    return sum(counted(batches, int, what=what, unit="articles", total=total))
