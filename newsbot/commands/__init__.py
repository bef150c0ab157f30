"""The commands that newsbot adds to Scrapy, with their usage and options.

The package newsbot.actions does the work of the commands.
"""

import signal
import sys

from newsbot.errors import ExitCode


def _leave(*_: object) -> None:
    sys.exit(ExitCode.SIGNAL)


# Scrapy imports this module before all other modules with commands. The handler of SIGTERM is set
# here, so that the signal ends the process with the same exit code at any time, even while those
# modules are imported.
if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
    signal.signal(signal.SIGTERM, _leave)
