"""Decides how soon a page is fetched again if a source says that the article has changed.

Many sources say at each poll that all their articles have just changed. Each time that the fetched
page turns out to be unchanged, newsbot waits longer before it believes the source again.
"""

from datetime import datetime, timedelta

FIRST_PAUSE = timedelta(hours=1)
MOST_FALSE_CHANGES = 12
"""The maximum number of false changes that are counted for an article. A change is false if a
source announces it, but the page is unchanged. After the first false change, newsbot pauses for
FIRST_PAUSE (one hour) before it believes the source again. Each further false change
doubles the pause: after 12 of them, the pause is 2048 hours, i.e. 12 weeks."""


def believed_from(fetched_at: datetime, false_changes: int) -> datetime:
    """The earliest moment at which a page is fetched again because a source says that it changed.

    Args:
        fetched_at: when the page was last fetched.
        false_changes: how many times in a row the source said that the page had changed, but the
            fetched page was unchanged.
    """
    if not false_changes:
        return fetched_at
    doubled: timedelta = FIRST_PAUSE * 2 ** (min(false_changes, MOST_FALSE_CHANGES) - 1)
    return fetched_at + doubled
