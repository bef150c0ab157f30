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

# `NEWSBOT_DATABASE_URL` is the URL of the database. If it is empty, newsbot uses its embedded
# PostgreSQL. `NEWSBOT_ALLOW_NETS` lists the private networks to which newsbot may connect. If it is
# empty, newsbot connects to none.
NEWSBOT_DATABASE_URL = os.environ.get("NEWSBOT_DATABASE_URL", "")
NEWSBOT_ALLOW_NETS = os.environ.get("NEWSBOT_ALLOW_NETS", "")

# The number of worker processes that extract articles, and the limits for one page: the CPU time in
# seconds, the real time as a multiple of the CPU time, and the memory in MB. The limit for the real
# time is for workers that wait without using the CPU.
NEWSBOT_WORKERS = os.cpu_count() or 1
NEWSBOT_PAGE_TIMEOUT_S = 10
NEWSBOT_PAGE_WALL_FACTOR = 6
NEWSBOT_WORKER_MEMORY_MB = 1024
# After so many searches and writes for pages (two or three for each page), a crawl starts a process
# of its own for this work in the database. To start it takes a second of CPU time, and it takes at
# least 95 MB, which a small crawl saves.
NEWSBOT_DATABASE_PROCESS_FROM = 500

# Files that register sites of the user, or folders with such files, separated by commas. These
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
# Apprise URLs, separated by commas, to which the findings of the audit (`scrapy audit`) are sent.
NEWSBOT_NOTIFY = os.environ.get("NEWSBOT_NOTIFY", "")
# The file into which each crawl writes metrics for Prometheus, once a minute and at its end; empty:
# none are written. The file should lie in the folder of node_exporter's textfile collector, and its
# name should end in ".prom".
NEWSBOT_METRICS_FILE = os.environ.get("NEWSBOT_METRICS_FILE", "")
# Whether each crawl looks for faults of the registered sites at its end, as `scrapy audit` does.
AUDIT = False
# The time in seconds for which a run leases a host, i.e. is the only run that may send requests to
# the host. The run renews the lease after a third of this time. If it does not, e.g. because it was
# killed, another run may lease the host when the whole time has passed.
NEWSBOT_LEASE_S = 60
# Maps the name of a group to the hosts that share a server, e.g. {"shared server": ["one.example",
# "two.example"]}. All hosts of a group together get no more requests than a single host.
NEWSBOT_HOST_GROUPS: dict[str, list[str]] = {}

# How long after its first fetch an article's page is requested again, to see whether it has
# changed. If empty, it is never requested again. A run makes such requests only when nothing else
# is due on the host. Their number is at most that of the new articles that the run fetched from the
# host, but one is always allowed.
NEWSBOT_REVISITS = "1h,6h,24h,7d"

# The folder in which all fetched pages are kept as WARC files, so that they can be extracted again;
# empty: no pages are kept. The files are compressed by "gzip" or "zstd". When a file has
# NEWSBOT_ARCHIVE_FILE_MB (10**6 bytes), a new one begins. If all files together would be larger
# than NEWSBOT_ARCHIVE_MAX_GB (10**9 bytes), the oldest are deleted; 0: there is no limit.
NEWSBOT_ARCHIVE = os.environ.get("NEWSBOT_ARCHIVE", "")
NEWSBOT_ARCHIVE_FORMAT = "gzip"
NEWSBOT_ARCHIVE_FILE_MB = 250
NEWSBOT_ARCHIVE_MAX_GB = os.environ.get("NEWSBOT_ARCHIVE_MAX_GB", "0")

# The folder, or a URL that fsspec opens, into which `scrapy archive run` writes what it extracts.
# All machines that work on an archive must be able to read it.
NEWSBOT_ARCHIVE_RESULTS = os.environ.get("NEWSBOT_ARCHIVE_RESULTS", "")

# For how long rows of some kinds are kept, e.g. "runs=1y,rejections=90d": the command
# `scrapy db prune` deletes older ones. Kinds that are not named are kept for ever.
NEWSBOT_RETENTION = os.environ.get("NEWSBOT_RETENTION", "")

# The format of the log: "text" for people, or "json" with one JSON object on each line.
NEWSBOT_LOG = os.environ.get("NEWSBOT_LOG", "text")
# The URL or mail address of the person or organisation that runs newsbot. It becomes a part of the
# User-Agent header.
NEWSBOT_CONTACT = os.environ.get("NEWSBOT_CONTACT", "")
NEWSBOT_NEEDS_CONTACT = False
# The names of all environment variables that begin with NEWSBOT_. If one of them, e.g. a misspelt
# one, is the name of no setting, newsbot ends with an error.
NEWSBOT_ENVIRONMENT = sorted(name for name in os.environ if name.startswith("NEWSBOT_"))

# The queue in which Scrapy keeps requests in memory. It is first in, first out, so that links are
# requested in the order of their source.
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"

# The next settings make newsbot polite. A robots.txt is always obeyed: the rules in it for this
# user agent or, if there are none, those for "*".
ROBOTSTXT_USER_AGENT = "newsbot"
DOWNLOAD_DELAY = 1
# DOWNLOAD_DELAY is the shortest time between two requests to a host. It is not changed at random.
DOWNLOAD_DELAY_JITTER = 0
# Each host gets one request at a time. AutoThrottle then waits for as long as the host took to
# answer.
CONCURRENT_REQUESTS_PER_DOMAIN = 1
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_TARGET_CONCURRENCY = 1
AUTOTHROTTLE_START_DELAY = DOWNLOAD_DELAY
CONCURRENT_REQUESTS = 32
# The maximum number of threads. Host names are looked up in threads, and a name that cannot be
# resolved occupies a thread for 20 s.
REACTOR_THREADPOOL_MAXSIZE = 128
COOKIES_ENABLED = False
# Redirects by <meta http-equiv="refresh"> are not followed. To find them, Scrapy would decode every
# page, which takes 70 MB of memory for 32 pages at a time.
METAREFRESH_ENABLED = False
REDIRECT_MAX_TIMES = 5
# Scrapy retries no request. newsbot requests a page again later, at a time that depends on why it
# failed. (Twisted still opens a new connection by itself if a server has closed an old one.)
RETRY_ENABLED = False

# The next settings limit the harm that a server can do. This one turns off Scrapy's limit for the
# length of URLs. Scrapy would drop longer URLs without storing why. newsbot refuses them itself,
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
# The maximum size in bytes of all responses together that Scrapy works on. Above it, Scrapy pauses
# downloads. A sitemap of 50 000 URLs has 6 MB. With Scrapy's default of 5 MB, it would stop all
# downloads until newsbot has looked up all these URLs in the database. Higher values take more
# memory: the process grew by 20 MB with 8 MB, and by 75 MB with 32 MB.
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 8_000_000
# The maximum number of items of one callback that are in the pipelines at the same time. Scrapy
# starts as many tasks for each response, even if it has one item, as a page has: 100 tasks, its
# default, take .7 ms of CPU time, and 8 take .1 ms. A crawl of WARC files, of which one callback
# yields all pages, has a number of its own (see newsbot.spiders.warc).
CONCURRENT_ITEMS = 8

# Scrapy's telnet console and remote control are off, because nobody needs to control the process
# from outside.
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
    # Scrapy's middlewares for `allowed_domains` and `http_user` take time for each request.
    # newsbot's own spiders use neither of these attributes. But a spider that a user has written
    # may use them. So the two middlewares are replaced by middlewares that work only for such
    # spiders.
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
    # Scrapy's DepthMiddleware limits the depth of a crawl. Its MetaCopyDetectionMiddleware warns if
    # a spider copies `response.meta` to a request. Both take time for each response, and newsbot's
    # own spiders need neither, so both are turned off. For spiders that a user has written,
    # newsbot.middlewares.of_scrapy.Depth limits the depth instead.
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "newsbot.middlewares.of_scrapy.Depth": 900,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}
# Turns off a warning about callbacks that are generators and return a value. For it, Scrapy would
# parse the source code of the callback at each response, which takes 2 % of the main process's
# time.
WARN_ON_GENERATOR_RETURN_VALUE = False
ITEM_PIPELINES = {
    "pipelines.extract.ExtractPipeline": 100,
    "pipelines.deduplicate.DeduplicatePipeline": 200,
    "pipelines.store.StorePipeline": 300,
}
# The only extensions of Scrapy that newsbot needs. This setting replaces Scrapy's own list, which
# has more. To disable the others in EXTENSIONS would not be enough, because Scrapy would still
# import their code. The import of the telnet console alone takes 0.2 s of each run.
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
    "newsbot.extensions.search_index.SearchIndexer": 350,
    "newsbot.extensions.throttle.Throttle": 400,
    "newsbot.extensions.metrics.MetricsWriter": 500,
}
STATS_CLASS = "newsbot.extensions.stats.PlainStats"
# Scrapy logs dropped items at this low level, because newsbot itself counts them and stores the
# reasons.
DEFAULT_DROPITEM_LOG_LEVEL = "DEBUG"
LOG_LEVEL = "INFO"
FEED_EXPORT_ENCODING = "utf-8"
FEED_EXPORTERS = {"csv": "newsbot.extensions.csv_export.PlainCsvExporter"}
