"""Ends a Scrapy command whose SCRAPY_PROJECT names no settings environment of scrapy.cfg.

Scrapy goes on without any settings then, and so without any code of ours that could object: its
`list` shows nothing and exits 0. So `make setup` copies this module into .venv, with a .pth file
that calls `main` whenever that Python starts.
"""

import os
import sys
from pathlib import Path


def main() -> None:
    """Exits with 1 after one line, or returns and has changed nothing."""
    name = os.environ.get("SCRAPY_PROJECT")
    if name is None or "SCRAPY_SETTINGS_MODULE" in os.environ or not _runs_scrapy():
        return
    known = _known_environments()
    if known and name not in known:
        sys.stderr.write(
            f"newsbot: unknown settings environment {name!r} (SCRAPY_PROJECT): "
            f"choose one of {', '.join(known)}\n"
        )
        sys.stderr.flush()
        # SystemExit would be reported as a failed start of Python.
        os._exit(1)


def _runs_scrapy() -> bool:
    """Whether this is `python -m scrapy …` or `scrapy …`; of interest are the first arguments."""
    arguments = sys.orig_argv[1:]
    while arguments and arguments[0].startswith("-") and arguments[0] not in {"-m", "-c"}:
        # -W and -X may have their value in the next argument.
        del arguments[: 2 if arguments[0] in {"-W", "-X"} else 1]
    return arguments[:2] == ["-m", "scrapy"] or (
        bool(arguments) and Path(arguments[0]).name == "scrapy"
    )


def _known_environments() -> list[str]:
    """The names in scrapy.cfg, sorted; none where there is no scrapy.cfg."""
    from scrapy.utils.conf import get_config  # noqa: PLC0415 - only Scrapy's own start may pay for it

    configuration = get_config()
    return sorted(configuration["settings"]) if configuration.has_section("settings") else []
