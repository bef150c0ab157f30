"""The log of a command: text for people or, for programs, one JSON object on each line.

Each JSON object has the keys "time" (ISO 8601, UTC), "level", "logger" and "message". If the
command is a crawl that has a row in the table newsbot.runs, "run" is the id of that row.
"traceback" is there if an exception is logged. The keys in FIELDS are there if the call of the
logger passed them as `extra`.
"""

import json
import logging
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from logging.handlers import WatchedFileHandler
from pathlib import Path

FIELDS = ("url", "site", "outcome", "reason", "counts")
"""The keys that a line of the JSON log has only if the call of the logger passed them as `extra`.
The first four tell about a page or a source; "counts" are the counters of a crawl."""
# The names of Scrapy's loggers whose INFO records are lowered to DEBUG. They log what few people
# want to read at each crawl: Scrapy's versions, all settings, the middlewares, all counters.
PREAMBLE = (
    "scrapy.addons",
    "scrapy.crawler",
    "scrapy.middleware",
    "scrapy.statscollectors",
    "scrapy.utils.log",
    "scrapy.core.engine",
)

MAX_URL_LENGTH = 300
"""The maximum number of characters of a URL in the message of a log record about a page. Longer
URLs are cut. The key "url" of the JSON log has the whole URL."""

logger = logging.getLogger("newsbot")
pages = logging.getLogger("newsbot.pages")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How the log of a command is written: its format, its level, and the file that it goes to."""

    is_json: bool
    level: str | int
    text: str
    """The format of lines for people: the `fmt` of `logging.Formatter`."""
    times: str
    """The format of times in lines for people: the `datefmt` of `logging.Formatter`."""
    file: Path | None = None
    """The file that the log is written to; None: it is written to stderr. If another program (e.g.
    logrotate) moves the file away, a new file is begun at the same path."""
    appends: bool = True
    encoding: str = "utf-8"


class JsonLines(logging.Formatter):
    """A formatter that formats each log record as one JSON object on one line."""

    run_id: int | None = None

    def format(self, record: logging.LogRecord) -> str:
        """A log record as one line of JSON in ASCII."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "run": self.run_id,
            "traceback": self.formatException(record.exc_info) if record.exc_info else None,
        }
        line |= {name: getattr(record, name, None) for name in FIELDS}
        return json.dumps({name: value for name, value in line.items() if value is not None})


def begin(form: Form) -> None:
    """Sets up the log of this process as `form` says: its format, its level, and file or stderr.

    At each crawl, Scrapy logs its versions, all settings and all counters at the level INFO. Their
    level is changed to DEBUG, because few people want to read these records.
    """
    handler: logging.Handler = logging.StreamHandler()
    if form.file is not None:
        mode = "a" if form.appends else "w"
        handler = WatchedFileHandler(form.file, mode=mode, encoding=form.encoding)
    lines = JsonLines() if form.is_json else logging.Formatter(form.text, form.times)
    handler.setFormatter(lines)
    handler.setLevel(form.level)
    # The root logger gets the level too. Otherwise records would be made of the DEBUG messages that
    # Scrapy logs for each page, and the handler would discard them.
    logging.root.setLevel(form.level)
    logging.root.addHandler(handler)
    for name in PREAMBLE:
        logging.getLogger(name).addFilter(_lower)


def name_run(run_id: int) -> None:
    """Adds the key "run" with the value `run_id` to all further lines of the JSON log.

    `run_id` is the id of the crawl's row in the table newsbot.runs.
    """
    for lines in _json_lines():
        lines.run_id = run_id


def is_json() -> bool:
    """Whether the log is written as JSON lines, for programs."""
    return bool(_json_lines())


def tell(error: str) -> None:
    """Writes `error`, the reason why a command failed, to stderr.

    If the log is written as JSON, `error` is written as a line of the log instead.
    """
    if is_json():
        logger.error("%s", error)
    else:
        print(f"newsbot: {error}", file=sys.stderr)  # noqa: T201 - a person started the command


def tell_page(url: str, site: str, outcome: str, reason: str | None = None) -> None:
    """Logs the outcome of the page at `url` at the level INFO.

    `site` is the key of the page's site. `outcome` is e.g. "new" or "rejected"; the module
    newsbot.extensions.counters has all outcomes. `reason` is the reason if the page gave no
    article.
    """
    said = {"url": url, "site": site, "outcome": outcome, "reason": reason}
    why = "" if reason is None else f": {reason}"
    pages.info("%s %s%s", outcome, url[:MAX_URL_LENGTH], why, extra=said)


def _json_lines() -> list[JsonLines]:
    formatters = [handler.formatter for handler in logging.root.handlers]
    return [each for each in formatters if isinstance(each, JsonLines)]


def _lower(record: logging.LogRecord) -> bool:
    # Scrapy's INFO records become DEBUG records. Those about a signal stay INFO records, e.g.
    # "Received SIGTERM, shutting down gracefully.", because they tell why a crawl ends.
    if record.levelno == logging.INFO and not record.getMessage().startswith("Received SIG"):
        record.levelno, record.levelname = logging.DEBUG, "DEBUG"
    return True
