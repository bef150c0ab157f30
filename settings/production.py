"""Settings for cron: a line of progress every 30 s, for the log of the machine."""

from settings.base import *

LOG_LEVEL = "INFO"
# Who is asked for pages each minute wants to know by whom.
NEWSBOT_NEEDS_CONTACT = True
