"""The files and pages that `scrapy crawl warc` is told to read."""

from datetime import UTC, datetime, timedelta

import pytest

from newsbot import clock
from newsbot.crawling.warc.arguments import choice_of, files_in
from newsbot.crawling.warc.records import ArchivedPage, SkippedRecord
from newsbot.errors import ConfigurationError
from tests.crawling.warc.reading import BODY, only
from tests.spiders.warc_file import http, record

NAMES = [
    "news, may 2026 #1%20.warc.gz",
    "news,old.warc",
    "[part] 'one' \"two\".warc",
    "what*?.warc",
    "plain.warc",
]


@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_a_file_is_that_file(tmp_path, name):
    for each in NAMES:
        (tmp_path / each).touch()
    assert files_in(f"{tmp_path}/{name}") == (tmp_path / name,)


def test_names_with_commas_may_stand_in_a_list(tmp_path):
    for each in NAMES:
        (tmp_path / each).touch()
    named = ", ".join(f"{tmp_path}/{name}" for name in NAMES)
    assert [file.name for file in files_in(named)] == NAMES


def test_a_pattern_may_have_a_comma(tmp_path):
    for each in NAMES:
        (tmp_path / each).touch()
    assert [file.name for file in files_in(f"{tmp_path}/news,*,{tmp_path}/p*")] == [
        "news, may 2026 #1%20.warc.gz",
        "news,old.warc",
        "plain.warc",
    ]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("{}/a.warc,{}/gone.warc", "no file matches '.*gone.warc'"),
        ("{}/a.warc,", "no file matches ''"),
        ("{}", "is a folder; name the files in it"),
        ("x" * 5000, "no file matches"),
    ],
)
def test_an_entry_without_a_file_is_refused(tmp_path, value, message):
    (tmp_path / "a.warc").touch()
    with pytest.raises(ConfigurationError, match=message):
        files_in(value.replace("{}", str(tmp_path)))


@pytest.mark.parametrize(
    ("hosts", "url", "is_wanted"),
    [
        ("gazette.example", "https://gazette.example/a", True),
        ("gazette.example", "https://www.gazette.example:8443/a", True),
        ("other.example, Gazette.Example.", "http://gazette.example/a", True),
        ("*.gazette.example", "https://news.gazette.example/a", True),
        ("[::1]", "http://[::1]:8080/a", True),
        ("https://gazette.example/", "https://gazette.example/a", True),
        ("bücher.example", "https://xn--bcher-kva.example/a", True),
        ("192.0.2.1", "http://192.0.2.1/a", True),
        ("gazette.example", "https://oldgazette.example/a", False),
        ("www.gazette.example", "https://gazette.example/a", False),
    ],
)
def test_pages_are_chosen_by_their_host(tmp_path, hosts, url, is_wanted):
    page = record(http(BODY), WARC_Target_URI=url)
    found = only(tmp_path, page, choice=choice_of(hosts, None, None))
    assert isinstance(found, ArchivedPage) == is_wanted
    assert is_wanted or found == SkippedRecord(reason="other_host")


@pytest.mark.parametrize(
    ("since", "until", "is_wanted"),
    [
        ("2024-05-01", None, True),
        ("2024-05-01", "2024-05-01", True),
        ("2024-05-01T10:00:00Z", None, True),
        (None, "2024-05-01", True),
        (None, "2024-05-01T12:00:01+02:00", True),
        ("2024-05-02", None, False),
        ("7d", None, False),
        (None, "2024-04-30", False),
        (None, "2024-05-01T10:00", True),
        ("2024-05-01T10:00", "2024-05-01T10:00", True),
        (None, "2024-05-01T09:59:59", False),
    ],
)
def test_pages_are_chosen_by_the_time_of_their_fetch(tmp_path, since, until, is_wanted):
    found = only(tmp_path, record(http(BODY)), choice=choice_of(None, since, until))
    assert isinstance(found, ArchivedPage) == is_wanted
    assert is_wanted or found == SkippedRecord(reason="other_date")


def test_days_are_counted_back_from_now_and_last_to_their_end():
    since = choice_of(None, "7d", None).since
    assert timedelta(days=6.9) < clock.now() - since < timedelta(days=7.1)
    until = choice_of(None, None, "2024-05-01").until
    assert until == datetime(2024, 5, 2, tzinfo=UTC) - timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("host", "since", "until", "message"),
    [
        ("gazette example", None, None, "'gazette example' is no host"),
        ("a.example,,b.example", None, None, "'' is no host"),
        ("", None, None, "'' is no host"),
        (None, "may", None, "-a since: 'may' is neither"),
        (None, None, "", "-a until: '' is neither"),
        (None, "2024-05-02", "2024-05-01", "-a until=2024-05-01 is before -a since=2024-05-02"),
        (None, None, "9999-12-31", "-a until: "),
    ],
)
def test_what_chooses_no_page_is_refused(host, since, until, message):
    with pytest.raises(ConfigurationError, match=message):
        choice_of(host, since, until)
