"""Usage and options of the commands that newsbot adds to Scrapy; newsbot.actions does the work."""

import signal
import sys

from newsbot.errors import ExitCode


def _leave(*_: object) -> None:
    sys.exit(ExitCode.SIGNAL)


# Scrapy imports this module first, and then all commands. A signal during these imports must end
# the process with the same exit code as a later signal; see newsbot.commands.base.
if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
    signal.signal(signal.SIGTERM, _leave)
