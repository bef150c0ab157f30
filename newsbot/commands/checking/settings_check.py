"""Checks the settings before a command runs; a setting that cannot be used ends the command."""

import difflib
import logging
import math
import re
from collections.abc import Callable, Iterable
from typing import Any

from scrapy.settings import Settings, default_settings

from newsbot.commands.checking.host_groups_check import LONGEST_SHOWN, require_groups
from newsbot.errors import ConfigurationError
from newsbot.retention import parse_retention
from newsbot.revisits import parse_revisits

HOUR_S, DAY_S = 3600, 86_400
MANY_BYTES = 10**12
OURS = {
    "NEWSBOT_WORKERS": (int, 1, 1000),
    # The product of the next two settings is the time for which the main process waits for a
    # worker. Python can wait for at most 2**31 milliseconds, which are 24 days.
    "NEWSBOT_PAGE_TIMEOUT_S": (float, 0.1, HOUR_S),
    "NEWSBOT_PAGE_WALL_FACTOR": (float, 1, 100),
    "NEWSBOT_DATABASE_PROCESS_FROM": (int, 0, 10**9),
    # The minimum is 200 MB. With less memory, a worker process does not start, or cannot extract
    # the article of a page.
    "NEWSBOT_WORKER_MEMORY_MB": (int, 200, 1_000_000),
    "NEWSBOT_MAX_PAGES_AN_ARTICLE": (int, 1, 1000),
    "NEWSBOT_SECTION_PAGES": (int, 1, 1000),
    "NEWSBOT_LEASE_S": (float, 3, DAY_S),
    "NEWSBOT_ARCHIVE_FILE_MB": (int, 1, 100_000),
    "NEWSBOT_ARCHIVE_MAX_GB": (float, 0, 1_000_000),
}
"""For each numeric setting of newsbot, the type, the minimum and the maximum of its value. The keys
are the names of the settings. Values above the maximum are of no use, and the operating system's
functions would refuse some of them with an error."""
OURS_OF_TEXT = frozenset(
    {
        "NEWSBOT_DATABASE_URL",
        "NEWSBOT_ALLOW_NETS",
        "NEWSBOT_SITES",
        "NEWSBOT_SITE_RULES",
        "NEWSBOT_HOST_GROUPS",
        "NEWSBOT_NOTIFY",
        "NEWSBOT_METRICS_FILE",
        "NEWSBOT_LOG",
        "NEWSBOT_CONTACT",
        "NEWSBOT_NEEDS_CONTACT",
        "NEWSBOT_ENVIRONMENT",
        "NEWSBOT_REVISITS",
        "NEWSBOT_RETENTION",
        "NEWSBOT_ARCHIVE",
        "NEWSBOT_ARCHIVE_FORMAT",
        "NEWSBOT_ARCHIVE_RESULTS",
    }
)
"""The names of those settings of newsbot whose values are not numbers."""
TEXTS = (
    "NEWSBOT_DATABASE_URL",
    "NEWSBOT_SITES",
    "NEWSBOT_SITE_RULES",
    "NEWSBOT_NOTIFY",
    "NEWSBOT_METRICS_FILE",
    "NEWSBOT_REVISITS",
    "NEWSBOT_RETENTION",
    "NEWSBOT_ARCHIVE",
    "NEWSBOT_ARCHIVE_RESULTS",
)
"""The names of settings whose value must be a `str`. Any other value is an error."""
FLAGS = ("AUDIT", "NEWSBOT_NEEDS_CONTACT")
"""The names of settings whose value must be one that Scrapy reads as True or False."""
OF_ENVIRONMENT = frozenset({"NEWSBOT_HOME", "NEWSBOT_DIRECT_URL"})
"""The names of environment variables of newsbot that cannot be given as Scrapy settings."""
OF_BOTH = frozenset(
    {
        "NEWSBOT_DATABASE_URL",
        "NEWSBOT_ALLOW_NETS",
        "NEWSBOT_SITES",
        "NEWSBOT_SITE_RULES",
        "NEWSBOT_LOG",
        "NEWSBOT_NOTIFY",
        "NEWSBOT_METRICS_FILE",
        "NEWSBOT_CONTACT",
        "NEWSBOT_ARCHIVE",
        "NEWSBOT_ARCHIVE_MAX_GB",
        "NEWSBOT_ARCHIVE_RESULTS",
        "NEWSBOT_RETENTION",
    }
)
"""The names of newsbot's settings that may also be given as environment variables."""
OF_TESTS = frozenset(
    {
        "NEWSBOT_CORPORA",
        "NEWSBOT_FEED_CHANGES",
        "NEWSBOT_FEED_RUNS",
        "NEWSBOT_KILLS",
        "NEWSBOT_PAGES_A_FILE",
        "NEWSBOT_PAST",
        "NEWSBOT_RACES",
        "NEWSBOT_REREAD",
        "NEWSBOT_TEST_POSTGRES",
        "NEWSBOT_UPGRADED",
    }
)
CHOICES = {"NEWSBOT_LOG": ("text", "json"), "NEWSBOT_ARCHIVE_FORMAT": ("gzip", "zstd")}
"""The name of a setting that has only a few possible values → these values."""
CONTACT = re.compile(r"https?://[^\s/.]+\.\S+|[^\s@]+@[^\s@]+\.[^\s@]+")
"""Matches the URL or mail address of the person who runs newsbot, as in NEWSBOT_CONTACT."""
OF_SCRAPY = {
    "DOWNLOAD_DELAY": (float, 0, DAY_S),
    "DOWNLOAD_TIMEOUT": (float, 0.1, DAY_S),
    "DOWNLOAD_MAXSIZE": (int, 0, MANY_BYTES),
    "CONCURRENT_REQUESTS": (int, 1, 100_000),
    "CONCURRENT_REQUESTS_PER_DOMAIN": (int, 1, 100_000),
    # The maximum is low, because Scrapy starts CONCURRENT_ITEMS tasks for each response, even if
    # the response gives no items.
    "CONCURRENT_ITEMS": (int, 1, 1000),
    "REDIRECT_MAX_TIMES": (int, 0, 1000),
    "SCRAPER_SLOT_MAX_ACTIVE_SIZE": (int, 1, MANY_BYTES),
}
"""For numeric settings of Scrapy, the type, the minimum and the maximum of the value. The keys are
the names of the settings. Scrapy has more numeric settings. Their minimum is not checked, and their
maximum is MOST_OF_SCRAPY."""
MOST_OF_SCRAPY = 10**12


def require_usable_settings(settings: Settings) -> None:
    """Raises ConfigurationError if a setting is unknown, or has a value that cannot be used."""
    known = OURS.keys() | OURS_OF_TEXT
    for name in settings:
        if str(name).startswith("NEWSBOT_") and name not in known:
            raise ConfigurationError(_unknown(str(name), sorted(known)))
    _require_known_variables(settings["NEWSBOT_ENVIRONMENT"] or ())
    require_groups(settings["NEWSBOT_HOST_GROUPS"])
    for name, values in CHOICES.items():
        if settings[name] not in values:
            raise ConfigurationError(
                f"{name} is {settings[name]!r}: it has to be {' or '.join(values)}"
            )
    _require_texts_and_flags(settings)
    for name, (kind, least, most) in (OURS | OF_SCRAPY).items():
        _require_number(name, settings[name], kind, least, most)
    _require_numbers_of_scrapy(settings)
    level = settings["LOG_LEVEL"]
    names = logging.getLevelNamesMapping()
    if level not in names and not isinstance(level, int):
        raise ConfigurationError(f"LOG_LEVEL is {level!r}: it has to be one of {', '.join(names)}")


def name_contact(settings: Settings) -> None:
    """Adds the setting NEWSBOT_CONTACT to the User-Agent that is sent with each request.

    So the owners of servers know whom to turn to.

    Raises:
        ConfigurationError: NEWSBOT_CONTACT is neither a URL nor a mail address. Or it is empty,
            although NEWSBOT_NEEDS_CONTACT is set and the User-Agent has no other contact.
    """
    contact = settings["NEWSBOT_CONTACT"]
    if contact:
        if not isinstance(contact, str) or not CONTACT.fullmatch(contact):
            raise ConfigurationError(
                f"NEWSBOT_CONTACT is {contact!r}: it has to be a URL or a mail address"
            )
        settings.set("USER_AGENT", f"{settings['USER_AGENT']} +{contact}", priority="cmdline")
    elif settings.getbool("NEWSBOT_NEEDS_CONTACT") and not CONTACT.search(settings["USER_AGENT"]):
        raise ConfigurationError(
            "servers want to know who fetches from them: "
            "set NEWSBOT_CONTACT to your URL or mail address"
        )


def _require_known_variables(given: Iterable[str]) -> None:
    known = OF_ENVIRONMENT | OF_BOTH
    for name in given:
        if name in (OURS.keys() | OURS_OF_TEXT) - OF_BOTH:
            raise ConfigurationError(
                f"{name} is no environment variable but a setting: -s {name}=…"
            )
        if name not in known | OF_TESTS:
            close = difflib.get_close_matches(name, known | OURS.keys(), n=1)
            hint = (
                f"did you mean {close[0]}?" if close else f"newsbot has {', '.join(sorted(known))}"
            )
            raise ConfigurationError(f"unknown environment variable {name}: {hint}")


def _require_texts_and_flags(settings: Settings) -> None:
    for name in TEXTS:
        if not _is_text(settings[name]):
            raise ConfigurationError(f"{name} is {settings[name]!r}: it has to be a text")
    parse_revisits(settings["NEWSBOT_REVISITS"])
    parse_retention(settings["NEWSBOT_RETENTION"])
    for name in FLAGS:
        if not _is_read_by(settings.getbool, name):
            raise ConfigurationError(f"{name} is {settings[name]!r}: it has to be True or False")


def _require_numbers_of_scrapy(settings: Settings) -> None:
    for name, default in vars(default_settings).items():
        if not isinstance(default, int | float) or settings[name] is None:
            continue
        if not (_is_read_by(settings.getfloat, name) or _is_read_by(settings.getbool, name)):
            raise ConfigurationError(
                f"{name} is {_cut(settings[name])}: it has to be a number, "
                f"at most {_grouped(MOST_OF_SCRAPY)}, or True or False"
            )


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _unknown(name: str, known: list[str]) -> str:
    if name in OF_ENVIRONMENT:
        return f"{name} is no setting but an environment variable"
    close = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"newsbot has {', '.join(known)}"
    return f"unknown setting {name!r}: {hint}"


def _require_number(
    name: str, value: Any, kind: type[int | float], least: float, most: float
) -> None:
    try:
        number = kind(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not least <= number <= most:
        what = "a whole number" if kind is int else "a number"
        allowed = f"{least:g} to {_grouped(most)}"
        raise ConfigurationError(f"{name} is {_cut(value)}: it has to be {what}, {allowed}")


def _grouped(number: float) -> str:
    """A whole number as text, with its digits in groups of three, e.g. "86 400"."""
    return f"{number:,.0f}".replace(",", " ")


def _cut(value: Any) -> str:
    """The value of a setting as text for an error message: one line, shortened if it is long."""
    shown = repr(value)
    return shown if len(shown) <= LONGEST_SHOWN else f"{shown[:LONGEST_SHOWN]}…"


def _is_read_by(read: Callable[[str], float], name: str) -> bool:
    """Whether Scrapy's method `read`, e.g. `getfloat`, reads a usable number from a setting.

    `name` is the name of the setting. A number is usable if its absolute value is at most
    MOST_OF_SCRAPY, the maximum for all settings of Scrapy that have no maximum of their own.
    """
    try:
        return abs(read(name)) <= MOST_OF_SCRAPY
    except (TypeError, ValueError, OverflowError):
        return False
