"""The base class of newsbot's commands, with the help texts and the check of the settings.

An error that ends a command is printed in one line, and decides the command's exit code.
"""

import argparse
import errno
import os
import signal
import sys
from abc import abstractmethod
from collections.abc import Callable
from io import TextIOWrapper
from pathlib import Path
from typing import Any, ClassVar

from scrapy.commands import ScrapyHelpFormatter
from scrapy.crawler import CrawlerProcessBase
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from newsbot import logs
from newsbot.actions.targets import require_writable
from newsbot.commands.checking.settings_check import name_contact, require_usable_settings
from newsbot.errors import ConfigurationError, DatabaseError, ExitCode, NewsbotError

# The `errno` values of failures that are no faults of newsbot, e.g. because the disk is full or may
# not be written. An error with one of these numbers is reported in one line, without a traceback.
OF_THE_DISK = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}
    | {errno.EROFS, errno.EACCES, errno.EPERM, errno.ESTALE}
)
LONGEST_SHOWN = 100
SIGNALS = (signal.SIGINT, signal.SIGTERM)


class HelpFormatter(argparse.RawDescriptionHelpFormatter, ScrapyHelpFormatter):
    """Formats the output of --help as Scrapy does, but keeps the line breaks of descriptions."""


class NewsbotCommand:
    """The base class of newsbot's commands: `class Command(NewsbotCommand, ScrapyCommand)`.

    NewsbotCommand is no subclass of ScrapyCommand. If it were, Scrapy would offer it to users as a
    command named "base". A command imports its module of `newsbot.actions` only inside `execute`,
    so that Scrapy can import all commands quickly.
    """

    requires_project = True
    usage: ClassVar[str]
    """The arguments and options that the usage line shows, e.g. "URL_OR_FILE [--json]"."""
    summary: ClassVar[str]
    """The line that describes the command in Scrapy's list of commands."""
    manual: ClassVar[str]
    """The text above the options in the output of --help."""
    most_arguments: ClassVar[int] = 0
    """The maximum number of positional arguments that the command accepts."""
    fetches: ClassVar[bool] = False
    """Whether the command requests pages from web servers. If so, NEWSBOT_CONTACT is added to the
    User-Agent, because the owners of servers may want to know who requests their pages."""
    exitcode: int
    crawler_process: CrawlerProcessBase | None
    settings: Settings | None

    def syntax(self) -> str:
        """The usage line of the command; Scrapy calls this."""
        return self.usage

    def short_desc(self) -> str:
        """The line that describes the command in Scrapy's list of commands; Scrapy calls this."""
        return self.summary

    def long_desc(self) -> str:
        """The text that --help shows above the options; Scrapy calls this."""
        return self.manual

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Adds the options that all of Scrapy's commands have, and sets the formatter of --help."""
        super().add_options(parser)  # type: ignore[misc]  # of the command beside it
        parser.formatter_class = HelpFormatter

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Applies the options to the settings, as Scrapy does, and checks the settings.

        Ends the process with a message if a setting cannot be used.
        """
        write_any_text()
        code = exit_code_of(lambda: self._take_options(args, opts))
        if code != ExitCode.OK:
            sys.exit(code)

    def _take_options(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        try:
            super().process_options(args, opts)  # type: ignore[misc]  # of the command beside it
        except OSError as error:
            raise ConfigurationError(f"cannot write {error.filename}: {error.strerror}") from error
        if self.settings is not None:
            require_usable_settings(self.settings)
            require_writable(filter(None, [self.settings["LOG_FILE"]]))
            # newsbot sets up its log for commands that crawl, and for all commands if the log is to
            # be in JSON. Other commands log only warnings and errors. Python prints these to stderr
            # even if no log is set up.
            if getattr(self, "requires_crawler_process", True) or _wants_json(self.settings):
                self._begin_log(self.settings)
            if self.fetches:
                name_contact(self.settings)
        return ExitCode.OK

    def _begin_log(self, settings: Settings) -> None:
        # Scrapy's own log handler is not used: it cannot write JSON, and it cannot go on in a new
        # file after logrotate has moved the log file away.
        settings.set("LOG_INSTALL_ROOT_HANDLER", value=False, priority="cmdline")
        file = settings["LOG_FILE"]
        if not file and not settings.getbool("LOG_ENABLED"):
            return
        form = logs.Form(
            is_json=_wants_json(settings),
            level=settings["LOG_LEVEL"],
            text=settings["LOG_FORMAT"],
            times=settings["LOG_DATEFORMAT"],
            file=Path(file) if file else None,
            appends=settings.getbool("LOG_FILE_APPEND"),
            encoding=settings["LOG_ENCODING"],
        )
        logs.begin(form)

    @abstractmethod
    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Does the work of the command.

        Raises:
            UsageError: the arguments or options are wrong.
            NewsbotError: the work failed.
        """

    def setting(self, name: str) -> Any:
        """The value of the Scrapy setting `name`, e.g. "LOG_LEVEL" or a setting of newsbot."""
        return self.all_settings[name]

    @property
    def all_settings(self) -> Settings:
        """Scrapy's settings, with the options of the command applied to them."""
        if self.settings is None:
            raise RuntimeError("Scrapy sets a command's settings before it runs it")
        return self.settings

    @property
    def database_url(self) -> str:
        """The setting NEWSBOT_DATABASE_URL; empty if the embedded PostgreSQL server is used."""
        return str(self.setting("NEWSBOT_DATABASE_URL"))

    @property
    def process(self) -> CrawlerProcessBase:
        """Scrapy's crawler process, which downloads pages; only some commands have one."""
        if self.crawler_process is None:
            raise RuntimeError("Scrapy sets a command's crawler process before it runs it")
        return self.crawler_process

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Does the command's work, and sets the exit code of the process; Scrapy calls this."""
        refuse_leftovers(args, self.most_arguments)
        # SIGTERM raises KeyboardInterrupt, as Ctrl-C does. So the process does not end at once,
        # but first tells the embedded PostgreSQL server that it no longer needs it.
        for number in SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, _interrupt)
        self.exitcode = exit_code_of(lambda: self.execute(args, opts))
        if self.exitcode == ExitCode.SIGNAL:
            _end_at_next_signal()


def _interrupt(*_: object) -> None:
    """Handles a first signal: raises KeyboardInterrupt."""
    _end_at_next_signal()
    raise KeyboardInterrupt


def _end_at_next_signal() -> None:
    """Makes a further signal end the process at once, without a traceback.

    After the first signal, a thread may still wait, e.g. for a lock of the database, and Python
    waits for the thread.
    """
    for number in SIGNALS:
        signal.signal(number, lambda *_: os._exit(ExitCode.SIGNAL))


def _wants_json(settings: Settings) -> bool:
    return bool(settings["NEWSBOT_LOG"] == "json")


def refuse_leftovers(args: list[str], most: int) -> None:
    """Raises UsageError if there are more than `most` arguments, or if there is an unknown option.

    Scrapy's parser puts unknown options among the arguments `args`.
    """
    leftovers = [arg for arg in args if arg.startswith("-") and arg != "-"] or args[most:]
    if leftovers:
        raise UsageError(f"unrecognized arguments: {' '.join(leftovers)}")


def write_any_text() -> None:
    """Makes stdout and stderr escape the characters that their encoding cannot represent."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def exit_code_of(work: Callable[[], ExitCode]) -> ExitCode:
    """The exit code that `work` returns, or the exit code of the error that ended `work`.

    An error of `work`, or an error when the output is written, is printed on stderr in one line.
    Only a broken pipe is not printed: it just means that the program which read the output has
    ended.

    Raises:
        UsageError: the arguments or options are wrong.
        Exception: `work` raised an unexpected exception. Python prints it with its traceback. But
            if the log is JSON, a line of the log has the traceback, and nothing is raised.
    """
    try:
        code = _code_of(work)
        if sys.stdout is not None:  # None: it was closed
            sys.stdout.flush()
    except BrokenPipeError:
        _forget_output()
        return ExitCode.BROKEN_PIPE
    except OSError as error:
        if error.errno not in OF_THE_DISK:
            return _unexpected(error)
        if error.filename is not None:
            logs.tell(f"cannot use {error.filename}: {error.strerror}")
            return ExitCode.CONFIGURATION
        _forget_output()
        logs.tell(f"cannot write the output: {error.strerror}")
        return ExitCode.CONFIGURATION
    except UsageError:
        raise
    except Exception as error:  # noqa: BLE001 - it is raised again, or logged with its traceback
        return _unexpected(error)
    return code


def _unexpected(error: Exception) -> ExitCode:
    if not logs.is_json():
        raise error
    logs.logger.error("unexpected error: %s", error, exc_info=error)
    return ExitCode.CONFIGURATION


def _code_of(work: Callable[[], ExitCode]) -> ExitCode:
    try:
        return work()
    except NewsbotError as error:
        logs.tell(str(error))
        return error.exit_code
    except UnicodeEncodeError as error:
        # A command's argument may have bytes that are not UTF-8. Python turns them into lone
        # surrogates, which cannot be printed. So they are shown as escapes.
        shown = ascii(error.object[:LONGEST_SHOWN])
        logs.tell(f"not all of this is UTF-8 text: {shown}")
        return ExitCode.CONFIGURATION
    except KeyboardInterrupt:
        return ExitCode.SIGNAL
    except Exception as error:
        failed = _database_error(error)
        if failed is None:
            raise
        logs.tell(str(failed))
        return failed.exit_code


def _database_error(error: Exception) -> DatabaseError | None:
    if "sqlalchemy" not in sys.modules:
        return None
    # This import loads SQLAlchemy. At the top of the module it would make every command slower,
    # even commands that need no database.
    from newsbot.storage.connection.failures import database_error

    return database_error(error)


def _forget_output() -> None:
    """Redirects stdout to /dev/null, after an attempt to write the output has failed.

    Otherwise Python would try to write the output again at exit, and fail again.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
