"""The log of a command: text for people or, for programs, one JSON object on each line.

A JSON line has "time" (ISO 8601, UTC), "level", "logger" and "message"; "run", the number of the
run, once the run has a row in newsbot.runs; "traceback" for an exception; and those of FIELDS that
the call of the logger passed as `extra`.
"""

import json
import logging
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from logging.handlers import WatchedFileHandler
from pathlib import Path

FIELDS = ("url", "site", "outcome", "reason", "counts")
"""Keys of JSON lines: the first four are about a page or source; `counts` has a run's counters."""
# Loggers whose INFO records become DEBUG: Scrapy's versions, settings, middlewares, all counters.
PREAMBLE = (
    "scrapy.addons",
    "scrapy.crawler",
    "scrapy.middleware",
    "scrapy.statscollectors",
    "scrapy.utils.log",
    "scrapy.core.engine",
)

MAX_URL_LENGTH = 300
"""The most characters of a URL in the message of a log line; the field `url` has all of it."""

logger = logging.getLogger("newsbot")
pages = logging.getLogger("newsbot.pages")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The format of the log, and the file or stream that it goes to."""

    is_json: bool
    level: str | int
    text: str
    """The format of lines for people: the `fmt` of `logging.Formatter`."""
    times: str
    """The format of times in lines for people: the `datefmt` of `logging.Formatter`."""
    file: Path | None = None
    """The log's file; None: stderr. If logrotate moves the file away, a new one is begun."""
    appends: bool = True
    encoding: str = "utf-8"


class JsonLines(logging.Formatter):
    """Writes each record as one JSON object on one line."""

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
    """Sends all log records to stderr or a file, and lowers those of PREAMBLE to DEBUG."""
    handler: logging.Handler = logging.StreamHandler()
    if form.file is not None:
        mode = "a" if form.appends else "w"
        handler = WatchedFileHandler(form.file, mode=mode, encoding=form.encoding)
    lines = JsonLines() if form.is_json else logging.Formatter(form.text, form.times)
    handler.setFormatter(lines)
    handler.setLevel(form.level)
    logging.root.setLevel(logging.NOTSET)
    logging.root.addHandler(handler)
    for name in PREAMBLE:
        logging.getLogger(name).addFilter(_lower)


def name_run(run_id: int) -> None:
    """Adds the number of the run to all JSON lines that follow."""
    for lines in _json_lines():
        lines.run_id = run_id


def is_json() -> bool:
    """Whether the log is written as JSON lines, for programs."""
    return bool(_json_lines())


def tell(error: str) -> None:
    """Writes why a command failed: to stderr or, if the log is JSON, as a line of the log."""
    if is_json():
        logger.error("%s", error)
    else:
        print(f"newsbot: {error}", file=sys.stderr)  # noqa: T201 - a person started the command


def tell_page(url: str, site: str, outcome: str, reason: str | None = None) -> None:
    """Logs what became of a page, at INFO; `outcome` is a name of newsbot.extensions.counters."""
    said = {"url": url, "site": site, "outcome": outcome, "reason": reason}
    why = "" if reason is None else f": {reason}"
    pages.info("%s %s%s", outcome, url[:MAX_URL_LENGTH], why, extra=said)


def _json_lines() -> list[JsonLines]:
    formatters = [handler.formatter for handler in logging.root.handlers]
    return [each for each in formatters if isinstance(each, JsonLines)]


def _lower(record: logging.LogRecord) -> bool:
    # What Scrapy says of a signal stays: "Received SIGTERM, shutting down gracefully."
    if record.levelno == logging.INFO and not record.getMessage().startswith("Received SIG"):
        record.levelno, record.levelname = logging.DEBUG, "DEBUG"
    return True
