"""Settings for the test suite: newsbot may fetch from the loopback network, without delays."""

from settings.base import *

NEWSBOT_ALLOW_NETS = "127.0.0.0/8"
# Starting a worker takes half a second of CPU time. For the few pages of a test, one worker is
# enough.
NEWSBOT_WORKERS = 1
DOWNLOAD_DELAY = 0
AUTOTHROTTLE_ENABLED = False
CONCURRENT_REQUESTS_PER_DOMAIN = 16
LOG_LEVEL = "WARNING"
