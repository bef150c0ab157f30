"""What `python -m scrapy` adds to Scrapy's commands."""

import signal
import sys

from newsbot.errors import ExitCode


def _leave(*_: object) -> None:
    sys.exit(ExitCode.SIGNAL)


# Scrapy imports this first and all commands after it, which takes a second. A signal within it is
# answered as one that comes later; see newsbot.commands.base.
if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
    signal.signal(signal.SIGTERM, _leave)
