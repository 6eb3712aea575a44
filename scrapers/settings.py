"""Scrapy's settings. What an operator sets is in carcls.config; every line here says why it is as it is."""

import sys

from carcls.config import load_settings
from carcls.errors import SettingsError
from scrapers.browser import launch_options

try:
    _settings = load_settings()
except SettingsError as _error:
    sys.exit(f"carcls: {_error}")  # one line for a person, not Scrapy's traceback

BOT_NAME = "carcls"
SPIDER_MODULES = ["scrapers.spiders"]

# A polite guest: says who it is and where its owner is reached, obeys robots.txt, waits.
USER_AGENT = _settings.user_agent
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "carcls"  # the product token of RFC 9309: robots.txt names it without version
DOWNLOAD_DELAY = _settings.crawl_delay
DOWNLOAD_DELAY_JITTER = 0  # half as long now and then would be less than the delay that was promised
CONCURRENT_REQUESTS_PER_DOMAIN = 1 if _settings.crawl_delay else 8  # one at a time, unless told not to wait at all
CONCURRENT_REQUESTS = 64  # over all hosts; each host has its own bound above
ROBOTSTXT_LONGEST_USE = 86_400  # seconds; RFC 9309, 2.4: a copy should not be used for more than a day
AUTOTHROTTLE_ENABLED = bool(_settings.crawl_delay)  # a slow host is asked less often, unless told not to wait at all
AUTOTHROTTLE_START_DELAY = _settings.crawl_delay  # Scrapy's 5 s would be for hosts that nobody knows to be slow
AUTOTHROTTLE_TARGET_CONCURRENCY = 0.5  # busy with us half of the time at most
AUTOTHROTTLE_MAX_DELAY = 30  # seconds; one answer that took minutes need not end the crawl
EXTENSIONS = {
    "scrapy.extensions.throttle.AutoThrottle": None,  # it would shorten the Crawl-delay that a robots.txt asks for
    "scrapers.throttle.FlooredThrottle": 0,
    # Of no use here, and a tenth of a second and of the start's CPU to load.
    "scrapy.extensions.feedexport.FeedExporter": None,
    "scrapy.extensions.memdebug.MemoryDebugger": None,
    "scrapy.extensions.remote_control.RemoteControl": None,
    "scrapy.extensions.spiderstate.SpiderState": None,
    "scrapy.extensions.telnet.TelnetConsole": None,
}
COOKIES_ENABLED = False  # no session is needed to look at cars, and none should be kept

# What may come, and how long to wait for it.
DOWNLOAD_MAXSIZE = _settings.max_photo_bytes
DOWNLOAD_WARNSIZE = 0  # larger ones are refused with a reason; a warning besides says nothing new
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 20_000_000  # bytes of pages whose photos are on their way, over all dealers
DOWNLOAD_TIMEOUT = 60  # seconds for a whole file; Scrapy's 180 would hold a host's only slot for minutes
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"  # pages in the order in which the site lists them
CLOSESPIDER_TIMEOUT = _settings.crawl_timeout
RETRY_TIMES = 2
RETRY_EXCEPTIONS = [  # Scrapy's own, without those of its Twisted handler, which would be loaded to be named
    OSError,
    *(
        f"scrapy.exceptions.{name}"
        for name in (
            "CannotResolveHostError",
            "DownloadConnectionRefusedError",
            "DownloadFailedError",
            "DownloadTimeoutError",
            "ResponseDataLossError",
        )
    ),
]
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"  # what failed is recorded and counted; the log stays readable
REDIRECT_MAX_TIMES = 5  # Scrapy's 20 is a loop
DEFAULT_REQUEST_HEADERS = {
    # No AVIF or WebP wish: a site that negotiates should send the original's own format.
    "Accept": "text/html,application/json;q=0.9,application/xml;q=0.9,image/jpeg,image/*;q=0.8,*/*;q=0.7",
    "Accept-Language": "en,*;q=0.5",
}

DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # bounds are each dealer's own: DealerCrawl.is_own
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,  # no site gives us a password
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,  # reads a 5xx robots.txt as leave to crawl
    "scrapers.middlewares.robots.RobotsMiddleware": 100,
    "scrapers.middlewares.unchanged.UnchangedMiddleware": 580,  # sees unpacked pages, and no redirects
}
DOWNLOAD_HANDLERS = dict.fromkeys(("http", "https"), "scrapers.handler.Handler")  # the gate; feeds; the browser
ITEM_PIPELINES = {"scrapers.pipelines.photos.PhotoPipeline": 300}

# The browser, which starts with the first page that needs it.
PLAYWRIGHT_LAUNCH_OPTIONS = launch_options(_settings)
PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT = 30_000  # milliseconds
PLAYWRIGHT_MAX_PAGES_PER_CONTEXT = 2  # some 100 MB each

COMMANDS_MODULE = "scrapers.commands"  # `scrapy crawl` says with its exit code what the alarms say

# Nothing listens: Scrapy 2.19's remote control is on by default and runs Python sent to it over localhost.
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False

# The log is read by people and by flows: our own progress lines, no lists of what is switched on.
LOG_LEVEL = "INFO"
LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
LOG_VERSIONS = []
LOGSTATS_INTERVAL = 0
STATS_DUMP = False  # the crawl's stats are in the catalog and in CRAWLS_DIR/ID.json
STATS_CLASS = "scrapy.statscollectors.DummyStatsCollector"  # nobody reads Scrapy's, and each request would pay for them
DOWNLOADER_STATS = False
