"""Settings for crawls that cron starts: the log gets a line about progress every 30 seconds."""

from settings.base import *

LOG_LEVEL = "INFO"
