"""What newsbot's commands share: errors end in one line and an exit code, leftovers are refused."""

import argparse
import errno
import os
import signal
import sys
from abc import abstractmethod
from collections.abc import Callable
from io import TextIOWrapper
from typing import Any, ClassVar

from scrapy.commands import ScrapyHelpFormatter
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from newsbot.commands.settings_check import require_usable_settings
from newsbot.commands.targets import require_writable
from newsbot.errors import ConfigurationError, ExitCode, NewsbotError

# What keeps a program from writing its output, other than a reader that left.
CANNOT_WRITE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
LONGEST_SHOWN = 100


class HelpFormatter(argparse.RawDescriptionHelpFormatter, ScrapyHelpFormatter):
    """Scrapy's, which leaves the lines of a command's examples as they are."""


class NewsbotCommand:
    """The base beside Scrapy's: `class Command(NewsbotCommand, ScrapyCommand)`.

    It is no ScrapyCommand itself, for Scrapy would offer it as the command "base".
    """

    requires_project = True
    most_arguments: ClassVar[int] = 0
    """How many positional arguments it takes."""
    exitcode: int
    settings: Settings | None

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Adds the options that all of Scrapy's commands have."""
        super().add_options(parser)  # type: ignore[misc]  # of the command beside it
        parser.formatter_class = HelpFormatter

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Takes options as Scrapy does, and ends the process where a setting is of no use."""
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
        return ExitCode.OK

    @abstractmethod
    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """The command's work. Raises UsageError for wrong usage, NewsbotError for what failed."""

    def setting(self, name: str) -> Any:
        """The value of a Scrapy setting."""
        if self.settings is None:
            raise RuntimeError("Scrapy sets a command's settings before it runs it")
        return self.settings[name]

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Execute the command, and set the exit code that Scrapy ends with."""
        refuse_leftovers(args, self.most_arguments)
        # As Ctrl-C does: what runs is undone on the way out, and the embedded server released.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        self.exitcode = exit_code_of(lambda: self.execute(args, opts))


def refuse_leftovers(args: list[str], most: int) -> None:
    """Raise UsageError for more than `most` arguments and for any unknown option.

    Scrapy's parser takes the options it does not know for arguments.
    """
    leftovers = [arg for arg in args if arg.startswith("-") and arg != "-"] or args[most:]
    if leftovers:
        raise UsageError(f"unrecognized arguments: {' '.join(leftovers)}")


def write_any_text() -> None:
    """Has stdout and stderr escape the characters that their encoding lacks."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def takes_any_text() -> bool:
    """Whether stdout has every character; where it lacks some, JSON has to be ASCII."""
    return sys.stdout is not None and sys.stdout.encoding.lower().startswith("utf")


def exit_code_of(work: Callable[[], ExitCode]) -> ExitCode:
    """What `work` returns; where it or the output of it fails, that error's code, after one line.

    A reader of the output that has enough of it is nobody's error, and needs no line.
    """
    try:
        code = _code_of(work)
        if sys.stdout is not None:  # as it is where it was closed
            sys.stdout.flush()
    except BrokenPipeError:
        _forget_output()
        return ExitCode.BROKEN_PIPE
    except OSError as error:
        if error.errno not in CANNOT_WRITE:
            raise
        _forget_output()
        print(f"newsbot: cannot write the output: {error.strerror}", file=sys.stderr)
        return ExitCode.CONFIGURATION
    return code


def _code_of(work: Callable[[], ExitCode]) -> ExitCode:
    try:
        return work()
    except NewsbotError as error:
        print(f"newsbot: {error}", file=sys.stderr)
        return error.exit_code
    except UnicodeEncodeError as error:
        # How Python holds an argument's bytes that are no text.
        shown = ascii(error.object[:LONGEST_SHOWN])
        print(f"newsbot: not all of this is UTF-8 text: {shown}", file=sys.stderr)
        return ExitCode.CONFIGURATION
    except KeyboardInterrupt:
        return ExitCode.SIGNAL


def _forget_output() -> None:
    """Spares Python the attempt, at its end, to write once more what could not be written."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
