"""Settings for crawls that cron starts: a line of progress in the log every 30 s."""

from settings.base import *

LOG_LEVEL = "INFO"
# Who is asked for pages each minute wants to know by whom.
NEWSBOT_NEEDS_CONTACT = True
