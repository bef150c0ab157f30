"""Checks that are made before Scrapy starts, i.e. before it imports any code of newsbot.

SCRAPY_PROJECT may name no environment of scrapy.cfg. Then Scrapy goes on without settings, and so
without any code of newsbot that could object: `scrapy list` shows nothing and exits with 0. This
module ends such a command with an error. If a signal arrives while Scrapy starts, this module ends
the process, with the exit code that newsbot has for signals.

`make setup` copies this module into .venv, with a .pth file that calls `main` whenever the Python
of .venv starts.
"""

import os
import signal
import sys
from pathlib import Path
from types import TracebackType

# The exit code of a command that was ended by a signal. It is the same as ExitCode.SIGNAL in
# newsbot.errors. That module cannot be used, because no code of newsbot may be imported here.
STOPPED = 5


def main() -> None:
    """Ends a Scrapy command with exit code 1 if SCRAPY_PROJECT names no environment of scrapy.cfg.

    Otherwise it makes signals end the command with the exit code STOPPED. In programs other than
    Scrapy it does nothing.
    """
    if not _runs_scrapy():
        return
    _end_by_signals()
    name = os.environ.get("SCRAPY_PROJECT")
    if name is None or "SCRAPY_SETTINGS_MODULE" in os.environ:
        return
    known = _known_environments()
    if known and name not in known:
        sys.stderr.write(
            f"newsbot: unknown settings environment {name!r} (SCRAPY_PROJECT): "
            f"choose one of {', '.join(known)}\n"
        )
        sys.stderr.flush()
        # `sys.exit` would raise SystemExit, which Python would report as an error in the .pth file
        # that calls this function.
        os._exit(1)


def _end_by_signals() -> None:
    """Makes SIGTERM and Ctrl-C end this process with the exit code STOPPED until Scrapy starts.

    Then Scrapy sets its own signal handlers. SIGTERM ends the process at once. Ctrl-C raises
    KeyboardInterrupt, because `scrapy shell` needs it, and ends the process if nothing catches it.
    """
    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, lambda *_: os._exit(STOPPED))
    sys.excepthook = _without_interrupts


def _without_interrupts(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.stderr.flush()
        os._exit(STOPPED)
    sys.__excepthook__(kind, error, trace)


def _runs_scrapy() -> bool:
    """Whether the command line of this process is `python -m scrapy …` or `scrapy …`."""
    arguments = sys.orig_argv[1:]
    while arguments and arguments[0].startswith("-") and arguments[0] not in {"-m", "-c"}:
        # Skips an option of Python. After "-W" or "-X" alone, the next argument is the value of the
        # option ("-W error"), and is skipped, too.
        del arguments[: 2 if arguments[0] in {"-W", "-X"} else 1]
    return arguments[:2] == ["-m", "scrapy"] or (
        bool(arguments) and Path(arguments[0]).name == "scrapy"
    )


def _known_environments() -> list[str]:
    """The names of the settings environments in scrapy.cfg, sorted; empty without a scrapy.cfg."""
    from scrapy.utils.conf import get_config  # noqa: PLC0415 - other programs should not load it

    configuration = get_config()
    return sorted(configuration["settings"]) if configuration.has_section("settings") else []
