"""Settings that are unknown or of no use are refused before anything runs."""

import pytest
from scrapy.settings import Settings

from newsbot.commands.settings_check import OURS, OURS_OF_TEXT, require_usable_settings
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
        ("NEWSBOT_WORKERS", "0", "a whole number, 1 or more"),
        ("NEWSBOT_WORKERS", "two", "a whole number, 1 or more"),
        ("NEWSBOT_PAGE_TIMEOUT_S", "0", "a number, 0.1 or more"),
        ("NEWSBOT_PAGE_TIMEOUT_S", "inf", "a number, 0.1 or more"),
        ("NEWSBOT_LEASE_S", "2", "a number, 3 or more"),
        ("DOWNLOAD_DELAY", "abc", "a number, 0 or more"),
        ("DOWNLOAD_DELAY", "nan", "a number, 0 or more"),
        ("CONCURRENT_REQUESTS", "0", "a whole number, 1 or more"),
        ("DNS_TIMEOUT", "soon", "a number, or True or False"),
        ("COOKIES_ENABLED", "perhaps", "a number, or True or False"),
        ("LOG_LEVEL", "NOISY", "one of CRITICAL, "),
        ("DNS_TIMEOUT", [5], "a number, or True or False"),
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
