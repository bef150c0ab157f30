"""Settings for crawls that cron starts: the log gets a line about progress every 30 seconds."""

from settings.base import *

LOG_LEVEL = "INFO"
# Publishers whose hosts get requests each minute must be able to find out from whom.
NEWSBOT_NEEDS_CONTACT = True
