"""Settings for the test suite: requests may go to the loopback network, and have no delays."""

from settings.base import *

NEWSBOT_ALLOW_NETS = "127.0.0.0/8"
NEWSBOT_WORKERS = 2
DOWNLOAD_DELAY = 0
AUTOTHROTTLE_ENABLED = False
CONCURRENT_REQUESTS_PER_DOMAIN = 16
LOG_LEVEL = "WARNING"
