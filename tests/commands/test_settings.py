"""Settings that are unknown or of no use are refused before anything runs."""

import pytest
from scrapy.settings import Settings

from newsbot.commands.checking.settings_check import (
    OF_SCRAPY,
    OURS,
    OURS_OF_TEXT,
    require_usable_settings,
)
from newsbot.errors import ConfigurationError, ExitCode
from settings import base
from tests.conftest import RunScrapy


def settings_with(**given: object) -> Settings:
    settings = Settings()
    settings.setmodule("settings.testing")
    settings.setdict(given, priority="cmdline")
    return settings


def test_every_setting_of_ours_has_its_type() -> None:
    names = {name for name in vars(base) if name.startswith("NEWSBOT_")}
    assert names == OURS.keys() | OURS_OF_TEXT


@pytest.mark.parametrize("environment", ["development", "production", "testing"])
def test_the_settings_that_newsbot_ships_with_are_of_use(environment: str) -> None:
    settings = Settings()
    settings.setmodule(f"settings.{environment}")
    require_usable_settings(settings)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("NEWSBOT_WORKERS", "0", "a whole number, 1 to "),
        ("NEWSBOT_WORKERS", "two", "a whole number, 1 to "),
        ("NEWSBOT_PAGE_TIMEOUT_S", "0", "a number, 0.1 to 3 600"),
        ("NEWSBOT_PAGE_TIMEOUT_S", "inf", "a number, 0.1 to 3 600"),
        ("NEWSBOT_PAGE_TIMEOUT_S", "1e12", "a number, 0.1 to 3 600"),
        ("NEWSBOT_PAGE_WALL_FACTOR", "1e300", "a number, 1 to 100"),
        ("NEWSBOT_WORKER_MEMORY_MB", "9" * 20, "a whole number, 200 to 1 000 000"),
        ("NEWSBOT_WORKERS", "99999999999", "a whole number, 1 to 1 000"),
        ("NEWSBOT_LEASE_S", "1e12", "a number, 3 to 86 400"),
        ("NEWSBOT_MAX_PAGES_AN_ARTICLE", 10**30, "a whole number, 1 to 1 000"),
        ("DOWNLOAD_TIMEOUT", "1e300", "a number, 0.1 to 86 400"),
        ("CONCURRENT_ITEMS", "9999999999", "a whole number, 1 to 1 000"),
        ("CLOSESPIDER_TIMEOUT", "1e300", "a number, at most 1 000 000 000 000, or True or False"),
        ("NEWSBOT_LEASE_S", "2", "a number, 3 to 86 400"),
        ("DOWNLOAD_DELAY", "abc", "a number, 0 to 86 400"),
        ("DOWNLOAD_DELAY", "nan", "a number, 0 to 86 400"),
        ("CONCURRENT_REQUESTS", "0", "a whole number, 1 to "),
        ("DNS_TIMEOUT", "soon", "a number, at most 1 000 000 000 000, or True or False"),
        ("COOKIES_ENABLED", "perhaps", "a number, at most 1 000 000 000 000, or True or False"),
        ("LOG_LEVEL", "NOISY", "one of CRITICAL, "),
        ("DNS_TIMEOUT", [5], "a number, at most 1 000 000 000 000, or True or False"),
        ("AUDIT", "yes", "True or False"),
        ("NEWSBOT_NEEDS_CONTACT", "yes", "True or False"),
        ("NEWSBOT_NEEDS_CONTACT", [], "True or False"),
        ("NEWSBOT_REVISITS", "99999999999d", "times in rising order"),
        ("NEWSBOT_REVISITS", "soon", "times in rising order"),
        ("NEWSBOT_REVISITS", 5, "a text"),
        ("NEWSBOT_REVISITS", ["1h"], "a text"),
        ("NEWSBOT_NOTIFY", ["json://hook.example"], "a text"),
        ("NEWSBOT_DATABASE_URL", None, "a text"),
    ],
)
def test_a_value_of_no_use_is_refused(name: str, value: object, says: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        require_usable_settings(settings_with(**{name: value}))
    assert str(caught.value).startswith(f"{name} is {value!r}: it has to be {says}")


@pytest.mark.parametrize(("name", "limits"), (OURS | OF_SCRAPY).items())
def test_the_least_and_the_largest_number_that_are_allowed_are_of_use(
    name: str, limits: tuple[type, float, float]
) -> None:
    for number in limits[1:]:
        require_usable_settings(settings_with(**{name: str(number)}))


def test_a_page_may_wait_for_no_longer_than_python_can() -> None:
    (*_, timeout_s), (*_, factor) = OURS["NEWSBOT_PAGE_TIMEOUT_S"], OURS["NEWSBOT_PAGE_WALL_FACTOR"]
    assert timeout_s * factor * 1000 < 2**31


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("NEWSBOT_WORKRES", "unknown setting 'NEWSBOT_WORKRES': did you mean 'NEWSBOT_WORKERS'?"),
        ("NEWSBOT_HOME", "NEWSBOT_HOME is no setting but an environment variable"),
    ],
)
def test_a_setting_that_nothing_reads_is_refused(name: str, says: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        require_usable_settings(settings_with(**{name: "2"}))
    assert str(caught.value) == says


@pytest.mark.parametrize(
    "command", [("crawl", "pages", "-a", "urls=http://127.0.0.1:9/a"), ("article", "page.html")]
)
def test_no_command_starts_with_a_setting_of_no_use(
    run_scrapy: RunScrapy, command: tuple[str, ...]
) -> None:
    ended = run_scrapy(*command, "-L", "NOISY")
    assert ended.returncode == ExitCode.CONFIGURATION
    assert ended.stderr.startswith("newsbot: LOG_LEVEL is 'NOISY'")
    assert ended.stderr.count("\n") == 1
