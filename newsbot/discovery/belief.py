"""From when on a source is believed that says that an article has changed.

Many a source says at each poll that all of its articles changed now. Each time that the page is as
it was, the source is believed less.
"""

from datetime import datetime, timedelta

FIRST_PAUSE = timedelta(hours=1)
MOST_FALSE_CHANGES = 12
"""With so many the pause is three months."""


def believed_from(fetched_at: datetime, false_changes: int) -> datetime:
    """The moment from which on a change that a source states leads to a fetch.

    Args:
        fetched_at: when the page was fetched for the last time.
        false_changes: how often in a row it was as before, although the source had said otherwise.
    """
    if not false_changes:
        return fetched_at
    doubled: timedelta = FIRST_PAUSE * 2 ** (min(false_changes, MOST_FALSE_CHANGES) - 1)
    return fetched_at + doubled
