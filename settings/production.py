"""For cron: one line every 30 s, and the machine's log keeps them."""

from settings.base import *

LOG_LEVEL = "INFO"
