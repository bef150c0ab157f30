"""What holds in every environment. Times are in seconds, sizes in bytes unless the name says."""

import os

BOT_NAME = "newsbot"
SPIDER_MODULES = ["newsbot.spiders"]
COMMANDS_MODULE = "newsbot.commands"
USER_AGENT = "newsbot/0.1 (news crawler that obeys robots.txt)"

# Where newsbot lives. Empty: the embedded PostgreSQL; no private address may be fetched.
NEWSBOT_DATABASE_URL = os.environ.get("NEWSBOT_DATABASE_URL", "")
NEWSBOT_ALLOW_NETS = os.environ.get("NEWSBOT_ALLOW_NETS", "")

# Worker processes: one page may take this much, then it alone is given up. The time is the
# worker's CPU time; while it hardly computes, a page may take so many times as long.
NEWSBOT_WORKERS = os.cpu_count() or 1
NEWSBOT_PAGE_TIMEOUT_S = 10
NEWSBOT_PAGE_WALL_FACTOR = 6
NEWSBOT_WORKER_MEMORY_MB = 1024

# What people know of sites: folders of ftr-site-config files, with commas between them.
NEWSBOT_SITE_RULES = os.environ.get("NEWSBOT_SITE_RULES", "")
# The first page included; 1 fetches no further page.
NEWSBOT_MAX_PAGES_AN_ARTICLE = 10
# What a run has of hosts others may have so long after its last word; it renews it thrice.
NEWSBOT_LEASE_S = 60
# Hosts of one server, which are asked as one: {"a name": ["one.example", "other.example"]}.
NEWSBOT_HOST_GROUPS: dict[str, list[str]] = {}

# So long after its first fetch an article's page is looked at again; empty: never. Looks come
# behind new articles and retries, and are no more than first fetches.
NEWSBOT_REVISITS = "1h,6h,24h,7d"

# What a source lists first is fetched first.
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"

# Politeness. robots.txt is always obeyed: the groups of this name, else those for all.
ROBOTSTXT_USER_AGENT = "newsbot"
DOWNLOAD_DELAY = 1
# A delay is the least time between two requests.
DOWNLOAD_DELAY_JITTER = 0
CONCURRENT_REQUESTS_PER_DOMAIN = 2
CONCURRENT_REQUESTS = 32
COOKIES_ENABLED = False
# To look for one, Scrapy decodes every page, which takes 70 MB at 32 pages in flight.
METAREFRESH_ENABLED = False
REDIRECT_MAX_TIMES = 5
# Each reason has its own time of the next try. A kept connection that the server had closed is made
# anew all the same, by Twisted.
RETRY_ENABLED = False

# Bounds on what a server can do to us.
# URLs that are too long get a row; Scrapy would only drop them.
URLLENGTH_LIMIT = 0
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_MAXSIZE = 10_000_000
DOWNLOAD_WARNSIZE = 0
# What came of a transfer that was cut off is used, and known as a part: newsbot.wholeness.
DOWNLOAD_FAIL_ON_DATALOSS = False
DOWNLOAD_VERIFY_CERTIFICATES = True
# Scrapy downloads nothing while it works on responses of more bytes. A sitemap of 50 000 URLs has
# 6 MB, and with Scrapy's own 5 MB stopped all downloads until the last of them was asked about.
# What is allowed here may wait in memory: with 32 MB the process grew by 75 MB, with this by 20.
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 8_000_000
# Items that one callback (a WARC file) may have in flight; each holds a page's bytes.
CONCURRENT_ITEMS = 32

# Ways in that nobody needs.
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
    # It gives the answer to the first that waits, and none to the others: scrapy/scrapy#6802.
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
    "newsbot.extensions.leases.LeaseKeeper": 50,
    "newsbot.extensions.failures.FailureWatch": 100,
    "newsbot.extensions.outages.OutagePause": 150,
    "newsbot.extensions.progress.Progress": 200,
    "newsbot.extensions.clock.ClockKeeper": 300,
    # newsbot's own line says more than "Crawled 0 pages"
    "scrapy.extensions.logstats.LogStats": None,
}
# A page that is no article has its row and its counter; it is nothing to warn of.
DEFAULT_DROPITEM_LOG_LEVEL = "DEBUG"
LOG_LEVEL = "INFO"
FEED_EXPORT_ENCODING = "utf-8"
