"""Decides whether a sitemap need not be requested, because it is surely unchanged.

A sitemap index states when each sitemap was last changed.
"""

from datetime import datetime, timedelta

# For how long newsbot believes a sitemap index that says that a sitemap is unchanged. After this
# time, the sitemap is requested in any case.
BELIEVED_FOR = timedelta(hours=6)
# A sitemap counts as unchanged only if it was read at least this long after the change that the
# index states. Shortly after a change, a cache may still send the old sitemap. AFTER_DAY is for
# dates without a time, because they may stand for a whole day in any time zone.
AFTER_MOMENT = timedelta(hours=1)
AFTER_DAY = timedelta(hours=48)
QUARTER = 15


def is_settled(stated_at: datetime | None, before: datetime | None, read: datetime | None) -> bool:
    """Whether a sitemap has surely not changed since it was last read, if its index is right.

    Args:
        stated_at: the time of the last change that the index states now; None if it states none.
        before: the time of the last change that the index stated when the sitemap was last read.
        read: when the sitemap was last read; None if it was never read.
    """
    if stated_at is None or read is None or stated_at != before:
        return False
    # A date without a time is stated as midnight of some time zone. In UTC, this is a full quarter
    # of an hour.
    is_day = stated_at.minute % QUARTER == stated_at.second == stated_at.microsecond == 0
    return read - stated_at >= (AFTER_DAY if is_day else AFTER_MOMENT)


def is_believed(read: datetime, now: datetime) -> bool:
    """Whether a sitemap that was last requested at `read` need not be requested again yet."""
    return timedelta() <= now - read < BELIEVED_FOR
