"""Checks the settings before a command runs; a setting that cannot be used ends the command."""

import contextlib
import difflib
import logging
import math
from typing import Any

from scrapy.settings import Settings, default_settings

from newsbot.errors import ConfigurationError

OURS = {
    "NEWSBOT_WORKERS": (int, 1),
    "NEWSBOT_PAGE_TIMEOUT_S": (float, 0.1),
    "NEWSBOT_PAGE_WALL_FACTOR": (float, 1),
    # With less memory than this, a worker process does not start, or cannot extract a page.
    "NEWSBOT_WORKER_MEMORY_MB": (int, 200),
    "NEWSBOT_MAX_PAGES_AN_ARTICLE": (int, 1),
    "NEWSBOT_MAX_LINKS_A_SOURCE": (int, 1),
}
"""The name of each numeric setting of newsbot → its type, and the minimum of its values."""
OURS_OF_TEXT = frozenset({"NEWSBOT_DATABASE_URL", "NEWSBOT_ALLOW_NETS", "NEWSBOT_SITE_RULES"})
"""The names of newsbot's settings whose values are strings. They are not checked in this module,
but by the code that uses them."""
OF_ENVIRONMENT = frozenset({"NEWSBOT_HOME", "NEWSBOT_DIRECT_URL"})
OF_SCRAPY = {
    "DOWNLOAD_DELAY": (float, 0),
    "DOWNLOAD_TIMEOUT": (float, 0.1),
    "DOWNLOAD_MAXSIZE": (int, 0),
    "CONCURRENT_REQUESTS": (int, 1),
    "CONCURRENT_REQUESTS_PER_DOMAIN": (int, 1),
    "CONCURRENT_ITEMS": (int, 1),
    "REDIRECT_MAX_TIMES": (int, 0),
    "SCRAPER_SLOT_MAX_ACTIVE_SIZE": (int, 1),
}
"""The name of a numeric setting of Scrapy → its type, and the minimum of its values. Settings
that are not listed here are not compared with a minimum."""


def require_usable_settings(settings: Settings) -> None:
    """Raises ConfigurationError if a setting is unknown, or has a value that cannot be used."""
    known = OURS.keys() | OURS_OF_TEXT
    for name in settings:
        if str(name).startswith("NEWSBOT_") and name not in known:
            raise ConfigurationError(_unknown(str(name), sorted(known)))
    for name, (kind, least) in (OURS | OF_SCRAPY).items():
        _require_number(name, settings[name], kind, least)
    for name, default in vars(default_settings).items():
        if isinstance(default, int | float) and not _is_number_or_flag(settings, name):
            raise ConfigurationError(
                f"{name} is {settings[name]!r}: it has to be a number, or True or False"
            )
    level = settings["LOG_LEVEL"]
    names = logging.getLevelNamesMapping()
    if level not in names and not isinstance(level, int):
        raise ConfigurationError(f"LOG_LEVEL is {level!r}: it has to be one of {', '.join(names)}")


def _unknown(name: str, known: list[str]) -> str:
    if name in OF_ENVIRONMENT:
        return f"{name} is no setting but an environment variable"
    close = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"newsbot has {', '.join(known)}"
    return f"unknown setting {name!r}: {hint}"


def _require_number(name: str, value: Any, kind: type[int | float], least: float) -> None:
    try:
        number = kind(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not least <= number < math.inf:
        what = "a whole number" if kind is int else "a number"
        raise ConfigurationError(f"{name} is {value!r}: it has to be {what}, {least:g} or more")


def _is_number_or_flag(settings: Settings, name: str) -> bool:
    for read in (settings.getfloat, settings.getbool):
        with contextlib.suppress(ValueError):
            return settings[name] is None or math.isfinite(read(name))
    return False
