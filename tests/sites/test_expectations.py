"""What the registry expects of a site."""

from pathlib import Path

import pytest

from newsbot.errors import ConfigurationError
from newsbot.sites.registry import load_registry

SITE = """
[sites.gazette]
name = "The Gazette"
domains = ["gazette.example"]
sources = [{ kind = "feed", url = "https://gazette.example/rss" }]
"""


def articles_a_day(folder: Path, line: str) -> int | None:
    file = folder / "sites.toml"
    file.write_text(SITE + line, encoding="utf-8")
    return load_registry(file).site("gazette").articles_a_day


def test_a_site_may_be_expected_to_have_so_many_articles_a_day(tmp_path: Path) -> None:
    assert articles_a_day(tmp_path, "expect = { articles_a_day = 20 }") == 20
    assert articles_a_day(tmp_path, "") is None


@pytest.mark.parametrize(
    "line",
    [
        "expect = 20",
        "expect = {}",
        "expect = { articles_a_day = 0 }",
        "expect = { articles_a_day = true }",
        "expect = { articles_a_day = 2, articles_a_week = 9 }",
    ],
)
def test_an_expectation_that_is_not_understood_says_what_to_write(
    tmp_path: Path, line: str
) -> None:
    with pytest.raises(ConfigurationError, match=r"write expect = \{ articles_a_day = 20 \}"):
        articles_a_day(tmp_path, line)
