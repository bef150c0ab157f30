"""The commands that newsbot adds to `python -m scrapy`: usage and options; see newsbot.actions."""

import signal
import sys

from newsbot.errors import ExitCode


def _leave(*_: object) -> None:
    sys.exit(ExitCode.SIGNAL)


# Scrapy imports this module first, and then all commands. A signal meanwhile ends the process with
# the same exit code as a later one; see newsbot.commands.base.
if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
    signal.signal(signal.SIGTERM, _leave)
