"""Settings for a person at a terminal: only warnings are logged, and a progress bar is shown."""

from settings.base import *

LOG_LEVEL = "WARNING"
