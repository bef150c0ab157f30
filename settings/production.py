"""Settings for crawls that cron starts. Their progress is logged as a line every 30 seconds."""

from settings.base import *

LOG_LEVEL = "INFO"
# A crawl is an error without a contact address in its User-Agent (see NEWSBOT_CONTACT): publishers
# whose hosts get requests each minute must be able to find out from whom.
NEWSBOT_NEEDS_CONTACT = True
