"""Fills the index of the SQL function `news.search`, and shows a progress bar meanwhile."""

from typing import Any

from newsbot.actions.progress import counted
from newsbot.storage.readers.search_index import index_all, pending_count


def index_for_search(engine: Any) -> int:
    """Indexes all articles that are queued for `news.search`; returns how many rows were queued.

    If it is interrupted, the next call or the next crawl does the rest.
    """
    total = pending_count(engine)
    batches = index_all(engine)
    return sum(counted(batches, int, what="search index", unit="articles", total=total))
