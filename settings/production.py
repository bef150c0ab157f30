"""Settings for crawls that cron starts: a line of progress in the log every 30 s."""

from settings.base import *

LOG_LEVEL = "INFO"
