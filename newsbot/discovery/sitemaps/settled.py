"""Decides whether a sitemap need not be asked for, because its index says that it is unchanged."""

from datetime import datetime, timedelta

# For how long newsbot believes that a sitemap is unchanged, before it asks for the sitemap again.
BELIEVED_FOR = timedelta(hours=6)
# How long after the stated change a sitemap must have been read. Caches may send an old sitemap
# shortly after the change. A date without a time stands for a whole day, in whatever time zone.
AFTER_MOMENT = timedelta(hours=1)
AFTER_DAY = timedelta(hours=48)
QUARTER = 15


def is_settled(stated_at: datetime | None, before: datetime | None, read: datetime | None) -> bool:
    """Whether a sitemap is surely the same as when it was last read, as far as its index says.

    Args:
        stated_at: when the sitemap was last changed, according to its index now; None if the index
            does not say.
        before: the same, according to the index when the sitemap was last read.
        read: when the sitemap was last read; None if it was never read.
    """
    if stated_at is None or read is None or stated_at != before:
        return False
    # A full quarter of an hour is midnight somewhere, so it may stand for a date without a time.
    is_day = stated_at.minute % QUARTER == stated_at.second == stated_at.microsecond == 0
    return read - stated_at >= (AFTER_DAY if is_day else AFTER_MOMENT)


def is_believed(read: datetime, now: datetime) -> bool:
    """Whether a sitemap that was read, or found unchanged, at `read` is not asked for yet."""
    return timedelta() <= now - read < BELIEVED_FOR
