"""Settings for crawls that are started by cron. Progress is logged as a line every 30 seconds."""

from settings.base import *

LOG_LEVEL = "INFO"
# A crawl without a contact address in its User-Agent (see NEWSBOT_CONTACT) is an error. Publishers
# must be able to find out who requests their pages.
NEWSBOT_NEEDS_CONTACT = True
