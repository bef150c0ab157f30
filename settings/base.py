"""Settings of every environment.

Times are in seconds and sizes in bytes, unless the name of a setting says otherwise.
"""

import os

BOT_NAME = "newsbot"
SPIDER_MODULES = ["newsbot.spiders"]
COMMANDS_MODULE = "newsbot.commands"
USER_AGENT = "newsbot/0.1 (news crawler that obeys robots.txt)"

# NEWSBOT_DATABASE_URL is the URL of the database; if it is empty, the embedded PostgreSQL is used.
# NEWSBOT_ALLOW_NETS lists the private networks from which newsbot may fetch; empty means none.
NEWSBOT_DATABASE_URL = os.environ.get("NEWSBOT_DATABASE_URL", "")
NEWSBOT_ALLOW_NETS = os.environ.get("NEWSBOT_ALLOW_NETS", "")

# NEWSBOT_WORKERS is the number of worker processes that extract articles. A worker gives up a page
# that takes more than NEWSBOT_PAGE_TIMEOUT_S of CPU time, NEWSBOT_PAGE_WALL_FACTOR times as much
# real time, or more memory than NEWSBOT_WORKER_MEMORY_MB.
NEWSBOT_WORKERS = os.cpu_count() or 1
NEWSBOT_PAGE_TIMEOUT_S = 10
NEWSBOT_PAGE_WALL_FACTOR = 6
NEWSBOT_WORKER_MEMORY_MB = 1024

# Folders of ftr-site-config files (extraction rules for single sites), separated by commas.
NEWSBOT_SITE_RULES = os.environ.get("NEWSBOT_SITE_RULES", "")
# The maximum number of pages that are fetched of one article, the first included.
NEWSBOT_MAX_PAGES_AN_ARTICLE = 10
# The maximum number of links that a run takes from one source. The others wait in the frontier for
# a later run.
NEWSBOT_MAX_LINKS_A_SOURCE = 10_000

# The queue of requests is first in, first out. So links are fetched in the order in which a source
# lists them.
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"

# The next settings limit the load on other servers. robots.txt is always obeyed: the rules for this
# user agent, or, if there are none, those for "*".
ROBOTSTXT_USER_AGENT = "newsbot"
DOWNLOAD_DELAY = 1
# Delays are not changed at random: DOWNLOAD_DELAY is the shortest time between two requests to a
# host.
DOWNLOAD_DELAY_JITTER = 0
CONCURRENT_REQUESTS_PER_DOMAIN = 2
CONCURRENT_REQUESTS = 32
COOKIES_ENABLED = False
# Off, because Scrapy would decode every page to look for <meta http-equiv="refresh">, which takes
# 70 MB of memory with 32 pages in flight.
METAREFRESH_ENABLED = False
REDIRECT_MAX_TIMES = 5
# Scrapy retries nothing: newsbot requests a page again later, at a time that depends on the reason.
# If a server has closed a persistent connection, Twisted still opens a new one by itself.
RETRY_ENABLED = False

# The next settings limit the harm that a server can do to newsbot. Scrapy's limit for the length of
# URLs is off: Scrapy would drop longer URLs without storing why. newsbot refuses them itself, and
# stores the reason.
URLLENGTH_LIMIT = 0
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_MAXSIZE = 10_000_000
DOWNLOAD_WARNSIZE = 0
# If the transfer of a page is cut off, newsbot uses the part that arrived, and marks the article as
# partial.
DOWNLOAD_FAIL_ON_DATALOSS = False
DOWNLOAD_VERIFY_CERTIFICATES = True
# Scrapy pauses downloads while the responses that it works on have more bytes than this in total. A
# sitemap of 50 000 URLs has 6 MB. With Scrapy's default of 5 MB, one such sitemap stopped all
# downloads until the last of its URLs was looked up. A higher limit than 8 MB would cost memory.
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 8_000_000
# The maximum number of items from one callback that may be in the pipelines at once. Each item
# holds the bytes of a page, and the callback for a WARC file yields thousands of items.
CONCURRENT_ITEMS = 32

# The telnet console and Scrapy's remote control are off, because nobody needs to control the
# process from outside.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

DOWNLOADER = "newsbot.downloading.downloader.StoppableDownloader"
TWISTED_DNS_RESOLVER = "newsbot.downloading.handlers.ip_guard.GuardedResolver"
DOWNLOAD_HANDLERS = {
    "http": "newsbot.downloading.handlers.ip_guard.GuardedHandler",
    "https": "newsbot.downloading.handlers.ip_guard.GuardedHandler",
    "warc": "newsbot.downloading.handlers.warc_files.WarcFileHandler",
    "file": None,
    "data": None,
    "ftp": None,
    "s3": None,
}
REQUEST_FINGERPRINTER_CLASS = "newsbot.downloading.page_fingerprints.PageFingerprinter"
DOWNLOADER_MIDDLEWARES = {
    # Off because of scrapy/scrapy#6802: if several requests wait for the same robots.txt, only the
    # first of them gets the answer. HostMiddleware obeys robots.txt instead.
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "newsbot.middlewares.repeated_pages.RepeatedPages": 700,
    "newsbot.middlewares.hosts.HostMiddleware": 800,
}
SPIDER_MIDDLEWARES = {"newsbot.middlewares.frontier.FrontierMiddleware": 100}
ITEM_PIPELINES = {
    "pipelines.extract.ExtractPipeline": 100,
    "pipelines.deduplicate.DeduplicatePipeline": 200,
    "pipelines.store.StorePipeline": 300,
}
EXTENSIONS = {
    "newsbot.extensions.failures.FailureWatch": 100,
    "newsbot.extensions.outages.OutagePause": 150,
    "newsbot.extensions.progress.Progress": 200,
    "newsbot.extensions.clock.ClockKeeper": 300,
    # Off, because newsbot's extension Progress logs lines that say more than "Crawled 0 pages".
    "scrapy.extensions.logstats.LogStats": None,
}
# DEBUG, because Scrapy would otherwise log a warning for each page that is no article, although
# newsbot counts it and stores the reason.
DEFAULT_DROPITEM_LOG_LEVEL = "DEBUG"
LOG_LEVEL = "INFO"
FEED_EXPORT_ENCODING = "utf-8"
