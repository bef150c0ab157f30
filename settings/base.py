"""Settings of every environment. Times are in seconds, sizes in bytes, unless the name says."""

import os

BOT_NAME = "newsbot"
SPIDER_MODULES = ["newsbot.spiders"]
COMMANDS_MODULE = "newsbot.commands"
USER_AGENT = "newsbot/0.1 (news crawler that obeys robots.txt)"

# The database, and the private nets that may be fetched from. Empty: the embedded PostgreSQL; none.
NEWSBOT_DATABASE_URL = os.environ.get("NEWSBOT_DATABASE_URL", "")
NEWSBOT_ALLOW_NETS = os.environ.get("NEWSBOT_ALLOW_NETS", "")

# Worker processes, and what one page may use before it is given up: CPU time; while a worker hardly
# computes, this factor times as long by the clock; and memory.
NEWSBOT_WORKERS = os.cpu_count() or 1
NEWSBOT_PAGE_TIMEOUT_S = 10
NEWSBOT_PAGE_WALL_FACTOR = 6
NEWSBOT_WORKER_MEMORY_MB = 1024

# Rules for sites: folders of ftr-site-config files, with commas between them.
NEWSBOT_SITE_RULES = os.environ.get("NEWSBOT_SITE_RULES", "")
# The first page counts; 1 fetches no further page.
NEWSBOT_MAX_PAGES_AN_ARTICLE = 10
# What a run has of hosts others may have so long after its last word; it renews it thrice.
NEWSBOT_LEASE_S = 60
# Hosts of one server, which are asked as one: {"a name": ["one.example", "other.example"]}.
NEWSBOT_HOST_GROUPS: dict[str, list[str]] = {}

# "text" for people, or "json": one object a line.
NEWSBOT_LOG = os.environ.get("NEWSBOT_LOG", "text")
# A URL or mail address, which the User-Agent names.
NEWSBOT_CONTACT = os.environ.get("NEWSBOT_CONTACT", "")
NEWSBOT_NEEDS_CONTACT = False
# So that a misspelt one is noticed.
NEWSBOT_ENVIRONMENT = sorted(name for name in os.environ if name.startswith("NEWSBOT_"))

# The links of a source are fetched in its order.
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"

# Politeness. robots.txt is always obeyed: the groups of this name, else those for all.
ROBOTSTXT_USER_AGENT = "newsbot"
DOWNLOAD_DELAY = 1
# A delay is the shortest time between two requests.
DOWNLOAD_DELAY_JITTER = 0
# One connection a host; a slow server has as long a pause as it takes to answer.
CONCURRENT_REQUESTS_PER_DOMAIN = 1
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_TARGET_CONCURRENCY = 1
AUTOTHROTTLE_START_DELAY = DOWNLOAD_DELAY
CONCURRENT_REQUESTS = 32
# Names are looked up in threads, and one that nobody knows holds its thread for 20 s.
REACTOR_THREADPOOL_MAXSIZE = 128
COOKIES_ENABLED = False
# To look for such a tag, Scrapy decodes every page, which takes 70 MB at 32 pages in flight.
METAREFRESH_ENABLED = False
REDIRECT_MAX_TIMES = 5
# newsbot tries again later, at a time that depends on the reason. When a server has closed a
# persistent connection, Twisted opens another all the same.
RETRY_ENABLED = False

# Bounds on what a server can do to newsbot.
# No limit: Scrapy would drop long URLs, of which newsbot keeps a row with the reason.
URLLENGTH_LIMIT = 0
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_MAXSIZE = 10_000_000
DOWNLOAD_WARNSIZE = 0
# The part that came of a cut-off transfer is used, and marked as partial: newsbot.wholeness.
DOWNLOAD_FAIL_ON_DATALOSS = False
DOWNLOAD_VERIFY_CERTIFICATES = True
# Scrapy pauses downloads while the responses that it works on are larger than this. A sitemap of
# 50 000 URLs has 6 MB; with Scrapy's default of 5 MB it stopped all downloads until the last of its
# URLs was looked up. The process grew by 20 MB with this limit, and by 75 MB with one of 32 MB.
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 8_000_000
# Items that one callback (of a WARC file) may have in flight; each holds the bytes of a page.
CONCURRENT_ITEMS = 32

# Ways into the process that nobody needs.
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
    # It lets only the first of several waiting requests have the answer: scrapy/scrapy#6802.
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
# Of Scrapy's own those that are of use. It loads the others even where they are switched off: its
# remote control takes .2 s of each run.
EXTENSIONS_BASE = {
    "scrapy.extensions.corestats.CoreStats": 0,
    "scrapy.extensions.memusage.MemoryUsage": 0,
    "scrapy.extensions.closespider.CloseSpider": 0,
    "scrapy.extensions.feedexport.FeedExporter": 0,
    "scrapy.extensions.throttle.AutoThrottle": 0,
}
EXTENSIONS = {
    "newsbot.extensions.leases.LeaseKeeper": 50,
    "newsbot.extensions.failures.FailureWatch": 100,
    "newsbot.extensions.outages.OutagePause": 150,
    "newsbot.extensions.progress.Progress": 200,
    "newsbot.extensions.clock.ClockKeeper": 300,
}
# A page that is no article has a row and a counter, and needs no warning.
DEFAULT_DROPITEM_LOG_LEVEL = "DEBUG"
LOG_LEVEL = "INFO"
FEED_EXPORT_ENCODING = "utf-8"
