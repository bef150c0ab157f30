"""Decides how soon a page is fetched again if a source says that the article has changed.

Many sources say at each poll that all their articles have just changed. Each time that the fetched
page turns out to be unchanged, newsbot waits longer before it believes the source again.
"""

from datetime import datetime, timedelta

FIRST_PAUSE = timedelta(hours=1)
MOST_FALSE_CHANGES = 12
"""The number of false changes after which the pause grows no more; it is then 12 weeks."""


def believed_from(fetched_at: datetime, false_changes: int) -> datetime:
    """The earliest moment at which a page is fetched again because a source says it changed.

    Args:
        fetched_at: when the article's page was last fetched.
        false_changes: how often in a row the page was unchanged though the source said it changed.
    """
    if not false_changes:
        return fetched_at
    doubled: timedelta = FIRST_PAUSE * 2 ** (min(false_changes, MOST_FALSE_CHANGES) - 1)
    return fetched_at + doubled
