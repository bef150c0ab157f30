"""Settings of every environment. Times are in seconds, sizes in bytes, unless the name says."""

import os

BOT_NAME = "newsbot"
SPIDER_MODULES = ["newsbot.spiders"]
COMMANDS_MODULE = "newsbot.commands"
USER_AGENT = "newsbot/0.1 (news crawler that obeys robots.txt)"

# The URL of the database (empty: the embedded PostgreSQL), and the private networks from which
# newsbot may fetch (empty: none).
NEWSBOT_DATABASE_URL = os.environ.get("NEWSBOT_DATABASE_URL", "")
NEWSBOT_ALLOW_NETS = os.environ.get("NEWSBOT_ALLOW_NETS", "")

# The number of worker processes, and the limits at which a worker gives up a page: CPU time; real
# time of a page that uses hardly any CPU, as a multiple of that CPU time; and memory.
NEWSBOT_WORKERS = os.cpu_count() or 1
NEWSBOT_PAGE_TIMEOUT_S = 10
NEWSBOT_PAGE_WALL_FACTOR = 6
NEWSBOT_WORKER_MEMORY_MB = 1024

# Folders of ftr-site-config files (rules for sites), with commas between the folders.
NEWSBOT_SITE_RULES = os.environ.get("NEWSBOT_SITE_RULES", "")
# The most pages of one article that are fetched, the first included.
NEWSBOT_MAX_PAGES_AN_ARTICLE = 10
# Who is told of what the audit finds: URLs of Apprise, with commas between them.
NEWSBOT_NOTIFY = os.environ.get("NEWSBOT_NOTIFY", "")
# Whether a crawl audits the registered sites at its end, as `scrapy audit` does.
AUDIT = False
# Seconds after which other runs may take over the hosts of a run that they have not heard from. A
# run renews its leases three times within this time.
NEWSBOT_LEASE_S = 60
# Hosts of one server, which are asked as if they were one host, by a name of the group, e.g.
# {"shared server": ["one.example", "two.example"]}.
NEWSBOT_HOST_GROUPS: dict[str, list[str]] = {}

# How long after its first fetch the page of an article is requested again; empty: never. Such
# requests come after new articles and retries, and are no more than first fetches.
NEWSBOT_REVISITS = "1h,6h,24h,7d"

# "text" for people, or "json": one object a line.
NEWSBOT_LOG = os.environ.get("NEWSBOT_LOG", "text")
# A URL or mail address, which the User-Agent names.
NEWSBOT_CONTACT = os.environ.get("NEWSBOT_CONTACT", "")
NEWSBOT_NEEDS_CONTACT = False
# The names of all environment variables of newsbot, so that a misspelt one is noticed.
NEWSBOT_ENVIRONMENT = sorted(name for name in os.environ if name.startswith("NEWSBOT_"))

# First in, first out, so that links are fetched in the order in which a source lists them.
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"

# Politeness. robots.txt is always obeyed: the groups for this user agent, else those for "*".
ROBOTSTXT_USER_AGENT = "newsbot"
DOWNLOAD_DELAY = 1
# No random change of delays: a delay is the shortest time between two requests to a host.
DOWNLOAD_DELAY_JITTER = 0
# One connection a host; between two requests, a slow server has as long a pause as it takes to
# answer.
CONCURRENT_REQUESTS_PER_DOMAIN = 1
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_TARGET_CONCURRENCY = 1
AUTOTHROTTLE_START_DELAY = DOWNLOAD_DELAY
CONCURRENT_REQUESTS = 32
# Names are looked up in threads, and one that nobody knows holds its thread for 20 s.
REACTOR_THREADPOOL_MAXSIZE = 128
COOKIES_ENABLED = False
# To look for <meta http-equiv="refresh">, Scrapy would decode every page, which takes 70 MB at 32
# pages in flight.
METAREFRESH_ENABLED = False
REDIRECT_MAX_TIMES = 5
# Scrapy retries nothing: newsbot requests a page again later, at a time that depends on the reason.
# If a server has closed a persistent connection, Twisted still opens a new one by itself.
RETRY_ENABLED = False

# Bounds on what a server can do to newsbot. Scrapy's limit for URLs is off, because Scrapy would
# only drop longer URLs: newsbot refuses them itself, and stores the reason.
URLLENGTH_LIMIT = 0
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_MAXSIZE = 10_000_000
DOWNLOAD_WARNSIZE = 0
# The part of a page that arrived before a transfer was cut off is used, and marked as partial; see
# newsbot.wholeness.
DOWNLOAD_FAIL_ON_DATALOSS = False
DOWNLOAD_VERIFY_CERTIFICATES = True
# Scrapy pauses downloads while the responses that it works on are larger than this together. A
# sitemap of 50 000 URLs has 6 MB; with Scrapy's default of 5 MB one such sitemap stopped all
# downloads until the last of its URLs was looked up. The process grew by 20 MB with this limit, and
# by 75 MB with one of 32 MB.
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 8_000_000
# The most items of one callback that are in the pipelines at once. Each holds the bytes of a page,
# and a WARC file has thousands.
CONCURRENT_ITEMS = 32

# Ways to control the process from outside, which nobody needs.
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
    # Off, because of several requests that wait for a robots.txt, only the first gets the answer:
    # scrapy/scrapy#6802. HostMiddleware takes its place.
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
}
EXTENSIONS = {
    "newsbot.extensions.leases.LeaseKeeper": 50,
    "newsbot.extensions.failures.FailureWatch": 100,
    "newsbot.extensions.outages.OutagePause": 150,
    "newsbot.extensions.progress.Progress": 200,
    "newsbot.extensions.clock.ClockKeeper": 300,
    "newsbot.extensions.throttle.Throttle": 400,
}
# Scrapy would warn of each page that is no article; newsbot counts it and stores the reason.
DEFAULT_DROPITEM_LOG_LEVEL = "DEBUG"
LOG_LEVEL = "INFO"
FEED_EXPORT_ENCODING = "utf-8"
