"""The frame of newsbot's commands: help texts, settings, and errors as one line and exit code."""

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
from newsbot.commands.settings_check import name_contact, require_usable_settings
from newsbot.errors import ConfigurationError, DatabaseError, ExitCode, NewsbotError

# Error numbers with which writing a command's output may fail, such as a full disk; such an error
# is reported in one line.
CANNOT_WRITE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
LONGEST_SHOWN = 100


class HelpFormatter(argparse.RawDescriptionHelpFormatter, ScrapyHelpFormatter):
    """Scrapy's formatter of --help, changed to keep the line breaks of a command's description."""


class NewsbotCommand:
    """The frame of a command: `class Command(NewsbotCommand, ScrapyCommand)`.

    It is no ScrapyCommand itself, because Scrapy would offer it as the command "base". A command
    imports its module of `newsbot.actions` only inside `execute`, because Scrapy imports all
    commands before it runs one.
    """

    requires_project = True
    usage: ClassVar[str]
    """The arguments and options of the command, as the usage line shows them."""
    summary: ClassVar[str]
    """The line that describes the command in Scrapy's list of commands."""
    manual: ClassVar[str]
    """The text above the options in the output of --help."""
    most_arguments: ClassVar[int] = 0
    """The most positional arguments that the command takes."""
    fetches: ClassVar[bool] = False
    """Whether the command requests pages from servers; their owners may want to know from whom."""
    exitcode: int
    crawler_process: CrawlerProcessBase | None
    settings: Settings | None

    def syntax(self) -> str:
        """The usage line of the command; Scrapy calls this."""
        return self.usage

    def short_desc(self) -> str:
        """The line for the command in the list of commands; Scrapy calls this."""
        return self.summary

    def long_desc(self) -> str:
        """The text that --help shows above the options; Scrapy calls this."""
        return self.manual

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Adds the options that all of Scrapy's commands have."""
        super().add_options(parser)  # type: ignore[misc]  # of the command beside it
        parser.formatter_class = HelpFormatter

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Takes options as Scrapy does, and ends the process if a setting cannot be used."""
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
            if getattr(self, "requires_crawler_process", True):
                self._begin_log(self.settings)
            if self.fetches:
                name_contact(self.settings)
        return ExitCode.OK

    def _begin_log(self, settings: Settings) -> None:
        # Scrapy's handler can write neither JSON nor go on in a new file.
        settings.set("LOG_INSTALL_ROOT_HANDLER", value=False, priority="cmdline")
        file = settings["LOG_FILE"]
        if not file and not settings.getbool("LOG_ENABLED"):
            return
        form = logs.Form(
            is_json=settings["NEWSBOT_LOG"] == "json",
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
        """The value of a Scrapy setting."""
        if self.settings is None:
            raise RuntimeError("Scrapy sets a command's settings before it runs it")
        return self.settings[name]

    @property
    def database_url(self) -> str:
        """The setting NEWSBOT_DATABASE_URL; empty for the embedded database."""
        return str(self.setting("NEWSBOT_DATABASE_URL"))

    @property
    def process(self) -> CrawlerProcessBase:
        """Scrapy's crawler process, for a command that requires one."""
        if self.crawler_process is None:
            raise RuntimeError("Scrapy sets a command's crawler process before it runs it")
        return self.crawler_process

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Does the work of the command, and sets the exit code that Scrapy ends with."""
        refuse_leftovers(args, self.most_arguments)
        # As Ctrl-C does, SIGTERM ends a command in order: the embedded server is released.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        self.exitcode = exit_code_of(lambda: self.execute(args, opts))


def refuse_leftovers(args: list[str], most: int) -> None:
    """Raise UsageError for more than `most` arguments and for any unknown option.

    Scrapy's parser puts unknown options among the arguments.
    """
    leftovers = [arg for arg in args if arg.startswith("-") and arg != "-"] or args[most:]
    if leftovers:
        raise UsageError(f"unrecognized arguments: {' '.join(leftovers)}")


def write_any_text() -> None:
    """Makes stdout and stderr escape the characters that their encoding lacks."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def exit_code_of(work: Callable[[], ExitCode]) -> ExitCode:
    """The exit code that `work` returns, or that of the error by which it or its output failed.

    The error is printed in one line on stderr, except for a broken pipe: then the program that read
    the output has ended.
    """
    try:
        code = _code_of(work)
        if sys.stdout is not None:  # None: it was closed
            sys.stdout.flush()
    except BrokenPipeError:
        _forget_output()
        return ExitCode.BROKEN_PIPE
    except OSError as error:
        if error.errno not in CANNOT_WRITE:
            raise
        _forget_output()
        logs.tell(f"cannot write the output: {error.strerror}")
        return ExitCode.CONFIGURATION
    return code


def _code_of(work: Callable[[], ExitCode]) -> ExitCode:
    try:
        return work()
    except NewsbotError as error:
        logs.tell(str(error))
        return error.exit_code
    except UnicodeEncodeError as error:
        # Python turns bytes of a command's argument that are not UTF-8 into lone surrogates, which
        # cannot be encoded again.
        shown = ascii(error.object[:LONGEST_SHOWN])
        logs.tell(f"not all of this is UTF-8 text: {shown}")
        return ExitCode.CONFIGURATION
    except KeyboardInterrupt:
        return ExitCode.SIGNAL
    except Exception as error:
        failed = _database_error(error)
        if failed is None:
            raise
        print(f"newsbot: {failed}", file=sys.stderr)
        return failed.exit_code


def _database_error(error: Exception) -> DatabaseError | None:
    if "sqlalchemy" not in sys.modules:
        return None
    # A command that has not loaded the database has no error of it.
    from newsbot.storage.connection.failures import database_error

    return database_error(error)


def _forget_output() -> None:
    """Drops the output that could not be written, or else Python would try again when it exits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
