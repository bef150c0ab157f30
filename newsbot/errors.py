"""Every error that newsbot raises, and the exit codes that they end in.

NewsbotError
├── ConfigurationError      a setting, argument, site or file is not usable            exit 1
│   └── SchemaError         the database's schema is not the one this code expects     exit 1
├── DatabaseError           the database cannot be reached, or failed for good         exit 3
│   └── Stopped             a signal ended the wait for it                             exit 5
├── RowRefused              the database does not take a row
├── NotFetched              a page that was asked for could not be fetched                 exit 7
├── SourceError             a feed, sitemap or section page cannot be read
└── WorkerError             a worker process gave no result for a call
    ├── WorkerTimeout       it used more time than it may and was killed
    └── WorkerDied          its process ended: killed, or out of memory
"""

from enum import IntEnum


class ExitCode(IntEnum):
    """What `scrapy crawl` and newsbot's other commands end with."""

    OK = 0
    CONFIGURATION = 1
    USAGE = 2
    DATABASE = 3
    LOCKED = 4
    SIGNAL = 5
    EXPECTATIONS = 6
    NOTHING_FETCHED = 7
    BROKEN_PIPE = 141
    """As a shell counts a program that SIGPIPE ended: the reader of the output has left."""


class NewsbotError(Exception):
    """The root of all errors here; its text is one line that says what to do next."""

    exit_code = ExitCode.CONFIGURATION


class ConfigurationError(NewsbotError):
    """A setting, argument, site or file is not usable."""


class SchemaError(ConfigurationError):
    """The database's schema is not the one this code expects."""


class DatabaseError(NewsbotError):
    """The database cannot be reached, or failed for good."""

    exit_code = ExitCode.DATABASE


class Stopped(DatabaseError):
    """A signal ended the wait for a database that was away."""

    exit_code = ExitCode.SIGNAL


class RowRefused(NewsbotError):
    """The database does not take a row; others it takes."""


class NotFetched(NewsbotError):
    """A page that was asked for could not be fetched."""

    exit_code = ExitCode.NOTHING_FETCHED


class SourceError(NewsbotError):
    """A feed, sitemap or section page cannot be read as what it should be."""

    def __init__(self, text: str, reason: str = "unreadable") -> None:
        """`reason` says the same as `text` in snake case, e.g. "no_entries"."""
        super().__init__(text)
        self.reason = reason


class WorkerError(NewsbotError):
    """A worker process gave no result for a call."""


class WorkerTimeout(WorkerError):
    """The call used more CPU time than it may, or lasted too long; its process was killed."""


class WorkerDied(WorkerError):
    """The process ended before the call did: killed, or out of memory."""
