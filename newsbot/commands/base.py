"""What newsbot's commands share: errors end in one line and an exit code, leftovers are refused."""

import argparse
import signal
import sys
from abc import abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar

from scrapy.commands import ScrapyHelpFormatter
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from newsbot.errors import ExitCode, NewsbotError


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


def exit_code_of(work: Callable[[], ExitCode]) -> ExitCode:
    """What `work` returns; where it raises a NewsbotError, that error's code, after one line."""
    try:
        return work()
    except NewsbotError as error:
        print(f"newsbot: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return ExitCode.SIGNAL
