"""The commands that newsbot adds to Scrapy, with their usage and options.

The package newsbot.actions does the work of the commands.
"""

import signal
import sys

from newsbot.errors import ExitCode


def _leave(*_: object) -> None:
    sys.exit(ExitCode.SIGNAL)


# Scrapy imports this module before the modules of the commands. SIGTERM must end the process with
# the same exit code during these imports as later, so its handler is set here already.
if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
    signal.signal(signal.SIGTERM, _leave)
