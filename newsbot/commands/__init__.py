"""The commands that newsbot adds to Scrapy, with their usage and options.

The package newsbot.actions does the work of the commands.
"""

import signal
import sys

from newsbot.errors import ExitCode


def _leave(*_: object) -> None:
    sys.exit(ExitCode.SIGNAL)


# The handler of SIGTERM is set here because Scrapy imports this module first. So SIGTERM ends the
# process with the same exit code while the modules of the commands are imported as it does later.
if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
    signal.signal(signal.SIGTERM, _leave)
