"""Decides whether a sitemap need not be requested, because its index says that it is unchanged.

A sitemap index states for each sitemap when it was last changed.
"""

from datetime import datetime, timedelta

# If a sitemap index says that a sitemap has not changed, the sitemap is not requested. But after
# this time it is requested all the same, because the index may be wrong.
BELIEVED_FOR = timedelta(hours=6)
# After a change of a sitemap, a cache may for a while still send the sitemap as it was before. So a
# sitemap that was requested too soon after its last change is requested again. Too soon means less
# than AFTER_MOMENT after the change. Some sitemap indexes state only the day of the change. Then
# the change may have come at any time of that day. So AFTER_DAY is used in place of AFTER_MOMENT,
# counted from the midnight at which the day began.
AFTER_MOMENT = timedelta(hours=1)
AFTER_DAY = timedelta(hours=48)
QUARTER = 15


def is_settled(stated_at: datetime | None, before: datetime | None, read: datetime | None) -> bool:
    """Whether a sitemap has not changed since it was last read, as its index shows.

    Args:
        stated_at: the time of the last change that the index states now; None if it states none.
        before: the time of the last change that the index stated when the sitemap was last read.
        read: when the sitemap was last read; None if it was never read.
    """
    if stated_at is None or read is None or stated_at != before:
        return False
    # A date without a time of day was read as midnight in its time zone. In UTC, midnight in any
    # zone is 0, 15, 30 or 45 minutes past an hour. So such a moment may stand for a whole day.
    is_day = stated_at.minute % QUARTER == stated_at.second == stated_at.microsecond == 0
    return read - stated_at >= (AFTER_DAY if is_day else AFTER_MOMENT)


def is_believed(read: datetime, now: datetime) -> bool:
    """Whether to rely on a sitemap index that says that one of its sitemaps has not changed.

    An index may be wrong. So a sitemap is requested again some hours after the last request for it,
    even if its index says that it is unchanged. `read` is the time of the last request.
    """
    return timedelta() <= now - read < BELIEVED_FOR
