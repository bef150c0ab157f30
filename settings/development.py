"""Settings for a person at a terminal: warnings and a progress bar."""

from settings.base import *

LOG_LEVEL = "WARNING"
