"""Groups of hosts that could not work as they are meant are refused before anything runs."""

import pytest

from newsbot.commands.checking.host_groups_check import require_groups
from newsbot.errors import ConfigurationError, ExitCode
from tests.conftest import RunScrapy


@pytest.mark.parametrize(
    "value",
    [
        {},
        "{}",
        {"hosting": ["one.example", "127.0.0.2:8000", "[::1]:8080", "xn--mller-kva.example"]},
        '{"hosting": ["one.example", "two.example"], "other": ["three.example"]}',
    ],
)
def test_hosts_by_the_name_of_their_group_are_of_use(value: object) -> None:
    require_groups(value)


@pytest.mark.parametrize(
    ("host", "better"),
    [
        ("https://one.example/", "one.example"),
        ("ftp://one.example", "one.example"),
        ("One.example", "one.example"),
        ("one.example/news", "one.example"),
        ("one.example.", "one.example"),
        ("one.example:443", "one.example"),
        ("one.example:80", "one.example"),
        ("müller.example", "xn--mller-kva.example"),
        ("user@one.example", "one.example"),
    ],
)
def test_a_host_in_another_spelling_is_refused_and_the_error_has_the_right_one(
    host: str, better: str
) -> None:
    with pytest.raises(ConfigurationError, match=f"is not the name of a host; write '{better}'"):
        require_groups({"hosting": [host]})


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ({"hosting": []}, "'hosting' has to have a name and hosts"),
        ({"": ["one.example"]}, "'' has to have a name and hosts"),
        ({"hosting": [""]}, "'' is not the name of a host"),
        ({"hosting": ["*.one.example"]}, "is not the name of a host"),
        ({"a": ["one.example"], "b": ["one.example"]}, "one.example is there 2 times"),
        ({"a": ["one.example", "one.example"]}, "one.example is there 2 times"),
        ('{"a": ["one.example"], "a": ["two.example"]}', "there are 2 groups called 'a'"),
        ({"hosting": "one.example"}, "it has to be groups of hosts by name"),
        ("[" * 100_000, "it has to be groups of hosts by name"),
        ("[]", "it has to be groups of hosts by name"),
        (None, "it has to be groups of hosts by name"),
    ],
)
def test_groups_of_no_use_are_refused_in_one_short_line(value: object, says: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        require_groups(value)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


def test_no_command_starts_with_groups_of_no_use(run_scrapy: RunScrapy) -> None:
    ended = run_scrapy("runs", "-s", 'NEWSBOT_HOST_GROUPS={"hosting": ["https://one.example"]}')
    assert ended.returncode == ExitCode.CONFIGURATION
    assert ended.stderr.startswith("newsbot: NEWSBOT_HOST_GROUPS: 'https://one.example'")
    assert ended.stderr.count("\n") == 1
