"""Settings for crawls that cron starts: a line of progress in the log every 30 s."""

from settings.base import *

LOG_LEVEL = "INFO"
# Publishers whose hosts get requests each minute must be able to find out from whom.
NEWSBOT_NEEDS_CONTACT = True
