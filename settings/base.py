"""Settings of every environment.

Times are in seconds and sizes in bytes, unless the name of a setting says otherwise.
"""

import os

BOT_NAME = "newsbot"
SPIDER_MODULES = ["newsbot.spiders"]
# The package into which `scrapy genspider` writes new spiders.
NEWSPIDER_MODULE = "newsbot.spiders"
COMMANDS_MODULE = "newsbot.commands"
USER_AGENT = "newsbot/0.1 (news crawler that obeys robots.txt)"

# `NEWSBOT_DATABASE_URL` is the URL of the database; if empty, newsbot uses its embedded PostgreSQL.
# `NEWSBOT_ALLOW_NETS` lists the private networks to which newsbot may connect; empty: to none.
NEWSBOT_DATABASE_URL = os.environ.get("NEWSBOT_DATABASE_URL", "")
NEWSBOT_ALLOW_NETS = os.environ.get("NEWSBOT_ALLOW_NETS", "")

# The number of worker processes that extract articles, and the limits for a page in a worker: the
# CPU time in seconds; the real time, as a multiple of it, for a worker that hardly uses the CPU;
# the memory.
NEWSBOT_WORKERS = os.cpu_count() or 1
NEWSBOT_PAGE_TIMEOUT_S = 10
NEWSBOT_PAGE_WALL_FACTOR = 6
NEWSBOT_WORKER_MEMORY_MB = 1024

# Registry files, and folders with such files, with a user's own sites, separated by commas. These
# sites are added to those that newsbot ships with.
NEWSBOT_SITES = os.environ.get("NEWSBOT_SITES", "")
# Folders of ftr-site-config files (extraction rules for single sites), separated by commas.
NEWSBOT_SITE_RULES = os.environ.get("NEWSBOT_SITE_RULES", "")
# The maximum number of pages of one article that are fetched; the first page counts too.
NEWSBOT_MAX_PAGES_AN_ARTICLE = 10
# The maximum number of pages that one poll of a section page reads. The first is the section page
# itself. The following ones ("page 2", "page 3" and so on) are read only while at least half of the
# links on the page before are new.
NEWSBOT_SECTION_PAGES = 3
# Where notices of the audit's findings are sent: Apprise URLs, with commas between them.
NEWSBOT_NOTIFY = os.environ.get("NEWSBOT_NOTIFY", "")
# Whether a crawl, when it ends, looks for faults of the registered sites, as `scrapy audit` does.
AUDIT = False
# How many seconds a run's lease of a host lasts. A run renews it after a third of this time. If it
# does not, another run may lease the host when the time is over.
NEWSBOT_LEASE_S = 60
# The name of a group → the hosts in the group, which share a server. All hosts of a group together
# get no more requests than a single host, e.g. {"shared server": ["one.example", "two.example"]}.
NEWSBOT_HOST_GROUPS: dict[str, list[str]] = {}

# How long after its first fetch the page of an article is requested again, to see if it has
# changed; empty: never. Each run sends a host such requests only when nothing else of the host is
# due: at most one for each new article that it fetched there, but at least one.
NEWSBOT_REVISITS = "1h,6h,24h,7d"

# The folder in which all fetched pages are kept as WARC files, so that they can be extracted again;
# empty: none are kept. The files are compressed by "gzip" or "zstd". A file of `…FILE_MB` (10**6
# bytes) is completed, and a new one begins. If all files together would be larger than `…MAX_GB`
# (10**9 bytes), the oldest are deleted; 0: they are never deleted.
NEWSBOT_ARCHIVE = os.environ.get("NEWSBOT_ARCHIVE", "")
NEWSBOT_ARCHIVE_FORMAT = "gzip"
NEWSBOT_ARCHIVE_FILE_MB = 250
NEWSBOT_ARCHIVE_MAX_GB = os.environ.get("NEWSBOT_ARCHIVE_MAX_GB", "0")

# The format of the log: "text" for people, or "json" with one JSON object on each line.
NEWSBOT_LOG = os.environ.get("NEWSBOT_LOG", "text")
# The URL or mail address of the person or organisation that runs newsbot. It becomes a part of the
# User-Agent header.
NEWSBOT_CONTACT = os.environ.get("NEWSBOT_CONTACT", "")
NEWSBOT_NEEDS_CONTACT = False
# The names of all environment variables that begin with NEWSBOT_. If newsbot knows no setting with
# such a name, for example because it is misspelt, this is an error.
NEWSBOT_ENVIRONMENT = sorted(name for name in os.environ if name.startswith("NEWSBOT_"))

# Scrapy's queue of requests: first in, first out, so that links keep the order of their source.
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"

# The next settings are for politeness. robots.txt is always obeyed: the rules for this user agent,
# or, if there are none, those for "*".
ROBOTSTXT_USER_AGENT = "newsbot"
DOWNLOAD_DELAY = 1
# Delays are not changed at random: DOWNLOAD_DELAY is the shortest time between two requests to a
# host.
DOWNLOAD_DELAY_JITTER = 0
# One connection for each host. AutoThrottle then waits between two requests for as long as the host
# takes to answer.
CONCURRENT_REQUESTS_PER_DOMAIN = 1
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_TARGET_CONCURRENCY = 1
AUTOTHROTTLE_START_DELAY = DOWNLOAD_DELAY
CONCURRENT_REQUESTS = 32
# The maximum number of threads. Host names are looked up in threads, and a name that cannot be
# resolved keeps its thread busy for 20 s.
REACTOR_THREADPOOL_MAXSIZE = 128
COOKIES_ENABLED = False
# Redirects by <meta http-equiv="refresh"> are not followed: to look for them, Scrapy would decode
# every page, which takes 70 MB of memory with 32 pages in flight.
METAREFRESH_ENABLED = False
REDIRECT_MAX_TIMES = 5
# Scrapy retries nothing: newsbot requests a page again later, at a time that depends on the reason.
# If a server has closed a persistent connection, Twisted still opens a new one by itself.
RETRY_ENABLED = False

# The next settings limit the harm that a server can do to newsbot. Scrapy's limit for the length of
# URLs is off, because Scrapy drops longer URLs without storing why: newsbot refuses them itself,
# and stores the reason.
URLLENGTH_LIMIT = 0
DOWNLOAD_TIMEOUT = 30
# The maximum size of a response in bytes. Sitemaps and feeds may be larger, as the sitemap protocol
# allows (see newsbot.discovery.kinds).
DOWNLOAD_MAXSIZE = 10_000_000
DOWNLOAD_WARNSIZE = 0
# If the transfer of a page is cut off, newsbot uses the part that arrived, and marks the article as
# partial.
DOWNLOAD_FAIL_ON_DATALOSS = False
DOWNLOAD_VERIFY_CERTIFICATES = True
# The maximum size in bytes of all responses together that Scrapy is working on. If they are larger,
# Scrapy pauses downloads. A sitemap of 50 000 URLs has 6 MB: with Scrapy's default of 5 MB, one
# such sitemap stopped all downloads until the last of its URLs was looked up. The process grew by
# 20 MB with a limit of 8 MB, and by 75 MB with one of 32 MB.
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 8_000_000
# The maximum number of items of one callback that are in the item pipelines at the same time. Each
# item holds the bytes of a page, and a callback for a WARC file yields thousands of items.
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
    # Scrapy's own middleware for robots.txt is off because of its bug scrapy/scrapy#6802: if
    # several requests wait for the same robots.txt, only the first of them gets the answer.
    # HostMiddleware does the work instead.
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    # These two middlewares take time for each request, and do nothing for newsbot's spiders: these
    # have no list of allowed domains, and do not log in with a password. Other spiders get the
    # middlewares.
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "newsbot.middlewares.of_scrapy.Offsite": 50,
    "newsbot.middlewares.of_scrapy.HttpAuth": 300,
    "newsbot.middlewares.redirected.RedirectedRequests": 650,
    "newsbot.middlewares.repeated_pages.RepeatedPages": 700,
    "newsbot.middlewares.hosts.HostMiddleware": 800,
}
SPIDER_MIDDLEWARES = {
    "newsbot.middlewares.frontier.FrontierMiddleware": 100,
    # These two middlewares take time for each response, and do nothing for newsbot's spiders: there
    # is no limit on the number of links that lead to a page, and no spider copies metadata of a
    # response to a request.
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "newsbot.middlewares.of_scrapy.Depth": 900,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}
# Turns off Scrapy's warning about generators that return a value. To check this, Scrapy would read
# and parse the source code of the spider's callback for each response, which takes 2 % of the main
# process's time.
WARN_ON_GENERATOR_RETURN_VALUE = False
ITEM_PIPELINES = {
    "pipelines.extract.ExtractPipeline": 100,
    "pipelines.deduplicate.DeduplicatePipeline": 200,
    "pipelines.store.StorePipeline": 300,
}
# The extensions of Scrapy that newsbot needs. In Scrapy's own list there are more, and Scrapy loads
# even those that are switched off: the remote control alone takes 0.2 s of each run.
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
STATS_CLASS = "newsbot.extensions.stats.PlainStats"
# The level at which Scrapy logs each dropped item. It is low, because newsbot itself counts dropped
# items and stores the reasons.
DEFAULT_DROPITEM_LOG_LEVEL = "DEBUG"
LOG_LEVEL = "INFO"
FEED_EXPORT_ENCODING = "utf-8"
