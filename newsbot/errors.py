"""The errors that newsbot raises, and the exit codes of commands that end with them.

NewsbotError
├── ConfigurationError      a setting, argument, site or file is not usable            exit 1
│   └── SchemaError         the database's schema is not the one this code expects     exit 1
├── DatabaseError           the database cannot be reached, or failed for good         exit 3
│   └── Stopped             a signal ended the wait for the database                   exit 5
├── RowRefused              the database refuses a row                                 exit 3
├── NotFetched              a page that a person asked for could not be fetched        exit 7
├── NotSettled              a crawl ends before a page of an archive is stored
├── SourceError             a feed, sitemap or section page cannot be read
└── WorkerError             a worker process gave no result for a call
    ├── WorkerTimeout       the process used more time than allowed and was killed
    └── WorkerDied          the process ended: killed, or out of memory
"""

from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes of `scrapy crawl` and of newsbot's other commands."""

    OK = 0
    CONFIGURATION = 1
    USAGE = 2
    DATABASE = 3
    LOCKED = 4
    SIGNAL = 5
    EXPECTATIONS = 6
    NOTHING_FETCHED = 7
    BROKEN_PIPE = 141
    """The exit code if the program that reads the command's output has ended. Shells report the
    same code, 141, for a program that the signal SIGPIPE has ended."""


class NewsbotError(Exception):
    """The base class of all errors that newsbot raises; the message is one line for a person."""

    exit_code = ExitCode.CONFIGURATION


class ConfigurationError(NewsbotError):
    """The error that a setting, an argument, a site or a file is unusable, e.g. has a mistake."""


class SchemaError(ConfigurationError):
    """The error that the database's schema is not the one that this release of newsbot needs."""


class DatabaseError(NewsbotError):
    """The error that the database cannot be reached, even after retries, or failed for good."""

    exit_code = ExitCode.DATABASE


class Stopped(DatabaseError):
    """The error that newsbot was told to stop, e.g. by Ctrl-C, while it waited for the database."""

    exit_code = ExitCode.SIGNAL


class RowRefused(NewsbotError):
    """The error that the database refuses a row because of the row's content.

    Other rows can still be stored.
    """

    exit_code = ExitCode.DATABASE


class NotFetched(NewsbotError):
    """The error that the command `scrapy article` could not fetch the page that it was given."""

    exit_code = ExitCode.NOTHING_FETCHED


class NotSettled(NewsbotError):
    """The error that a crawl ends before a page that it has read from an archive is stored."""


class SourceError(NewsbotError):
    """The error that a response is not the feed, sitemap or section page that was expected."""

    def __init__(self, text: str, reason: str = "unreadable") -> None:
        """Takes `text`, a message for a person, and `reason`, a name such as "no_entries"."""
        super().__init__(text)
        self.reason = reason


class WorkerError(NewsbotError):
    """The error that a call in a worker process gave no result (see newsbot.processes.workers)."""


class WorkerTimeout(WorkerError):
    """The error that a function in a worker process ran for too long; the process was killed."""


class WorkerDied(WorkerError):
    """The error that a worker process was killed, or ran out of memory, during a call."""
