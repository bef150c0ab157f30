"""The requested form of URLs, and the hosts and domains of URLs."""

# ruff: noqa: RUF001 - letters that look like others are what the tests are about

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from w3lib.url import safe_url_string

from newsbot.urls import (
    MAX_URL_BYTES,
    host_of,
    is_too_long,
    is_web_url,
    origin_of,
    registrable_domain,
    requested_url,
    userinfo_of,
    without_userinfo,
)

# What readers of URLs disagree about.
ODD_URLS = st.builds(
    "".join,
    st.lists(
        st.sampled_from(
            (
                "http://",
                "https://",
                "HTTPS:",
                "\\",
                "/",
                "//",
                "@",
                ":",
                "?",
                "#",
                "[",
                "]",
                "%",
                "%2f",
                "%40",
                "%5c",
                "%00",
                "%67",
                "\t",
                "\n",
                " ",
                ".",
                "。",
                "．",
                "gazette.example",
                "evil.example",
                "GAZETTE",
                "ＧＡＺ",
                "é",
                "ß",
                "xn--fa-hia",
                "xn--",
                "127.0.0.1",
                "0x7f.1",
                "0177",
                "::1",
                "::ffff:127.0.0.1",
                "fe80::1%25eth0",
                "80",
                "443",
                "８０",
                "0",
                "www.",
                ";",
                "&a=b",
                "..",
            )
        )
        | st.text(max_size=3),
        max_size=9,
    ),
)
WEB_URLS = st.sampled_from(("http://", "https://", "https://gazette.example")).flatmap(
    lambda start: ODD_URLS.map(start.__add__)
)


@pytest.mark.parametrize(
    ("url", "form"),
    [
        (r"https://evil.example\@gazette.example/a", "https://evil.example/@gazette.example/a"),
        ("https://gazette.example\t.evil.exa\nmple/a", "https://gazette.example.evil.example/a"),
        ("https://gazette.example@evil.example/a", "https://evil.example/a"),
        ("https://gazette.example%2f@evil.example/a", "https://evil.example/a"),
        ("https://anna:secret@gazette.example/a", "https://gazette.example/a"),
        ("https://%67azette%2Eexample/a", "https://gazette.example/a"),
        ("HTTPS://WWW.Gazette.Example/A", "https://www.gazette.example/A"),
        ("https://ＧＡＺＥＴＴＥ．example/a", "https://gazette.example/a"),
        ("https://gazette。example/a", "https://gazette.example/a"),
        ("https://gazette.example./a", "https://gazette.example/a"),
        ("https://münchen.example/a", "https://xn--mnchen-3ya.example/a"),
        ("https://m%C3%BCnchen.example/a", "https://xn--mnchen-3ya.example/a"),
        ("https://XN--MNCHEN-3ya.example/a", "https://xn--mnchen-3ya.example/a"),
        ("https://gazette.example:443/a", "https://gazette.example/a"),
        ("https://gazette.example:0443/a", "https://gazette.example/a"),
        ("https://gazette.example:/a", "https://gazette.example/a"),
        ("http://gazette.example:443/a", "http://gazette.example:443/a"),
        ("http://2130706433/a", "http://127.0.0.1/a"),
        ("http://0x7f.1/a", "http://127.0.0.1/a"),
        ("http://0177.0.0.01:8080/a", "http://127.0.0.1:8080/a"),
        ("http://127.0.0.1./a", "http://127.0.0.1/a"),
        ("http://[0:0::0001]:80/a", "http://[::1]/a"),
        ("http://[::FFFF:7f00:1]/a", "http://[::ffff:127.0.0.1]/a"),
        ("https://gazette.example/a b/é?q=ü#part", "https://gazette.example/a%20b/%C3%A9?q=%C3%BC"),
        ("https://gazette.example#@evil.example", "https://gazette.example"),
        ("https://gazette.example/a/./b/../../%2e%2E/c", "https://gazette.example/c"),
        ("https://gazette.example/a/b/..", "https://gazette.example/a/"),
    ],
)
def test_a_url_has_one_form_which_names_one_host(url: str, form: str) -> None:
    assert requested_url(url) == form


@pytest.mark.parametrize(
    "url",
    [
        "",
        "gazette.example/a",
        "ftp://gazette.example/a",
        "mailto:anna@gazette.example",
        "https://",
        "https:///gazette.example/a",
        "https://:80/a",
        "https://gazette.example:0/a",
        "https://gazette.example:65536/a",
        "https://gazette.example:443:443/a",
        "http://[Breaking]/a",
        "http://[fe80::1%25eth0]/a",
        "http://[::1",
        "https://a..example/a",
        "https://a b.example/a",
        "https://gazette.example%00.evil.example/a",
        "https://gazette.example%2fa",
        "http://1.2.3.08/a",
        "http://1.2.3.256/a",
        "https://\u00ad.example/a",
        "https://gazette.example/\ud800",
        "https://gazette.example/a\0b",
        f"https://{'a' * 64}.example/a",
        "https://٣.example:８０/a",
    ],
)
def test_what_no_host_can_be_dialled_for_is_no_web_url(url: str) -> None:
    assert not is_web_url(url)
    assert (host_of(url), registrable_domain(url)) == ("", "")


@given(WEB_URLS)
def test_the_requested_form_is_its_own_and_what_scrapy_makes_of_it(url: str) -> None:
    form = requested_url(url)
    if form is not None:
        assert requested_url(form) == form == safe_url_string(form)
        assert form.isascii()
        assert urlsplit(form).username is None


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://Gazette.example:443/a", "gazette.example"),
        ("http://gazette.example.:8080/a", "gazette.example:8080"),
        ("http://[::1]:8080/a", "[::1]:8080"),
        (r"https://evil.example\@gazette.example/", "evil.example"),
    ],
)
def test_a_host_is_named_as_it_is_dialled(url: str, host: str) -> None:
    assert host_of(url) == host


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://Gazette.example/a", "gazette.example"),
        ("https://gazette.example:443/a", "gazette.example"),
        ("http://gazette.example/a", "gazette.example:80"),
        ("http://gazette.example:80?a", "gazette.example:80"),
        ("http://[::1]/a", "[::1]:80"),
        ("http://gazette.example:8080/a", "gazette.example:8080"),
        ("mailto:anna@gazette.example", ""),
    ],
)
def test_http_at_its_usual_port_is_another_origin_than_https(url: str, origin: str) -> None:
    assert origin_of(url) == origin


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://live.news.bbc.co.uk:8443/a", "bbc.co.uk"),
        (r"https://evil.org\@www.bbc.co.uk/a", "evil.org"),
        ("https://www.ＢＢＣ.co。uk./a", "bbc.co.uk"),
        ("http://0x7f.1:8000/a", "127.0.0.1"),
        ("http://localhost:8000/a", "localhost"),
    ],
)
def test_the_domain_is_that_of_the_host_that_is_dialled(url: str, domain: str) -> None:
    assert registrable_domain(url) == domain


def test_a_url_of_any_script_may_have_two_kilobytes_as_it_is_sent() -> None:
    start = "https://gazette.example/"
    arabic = start + "خ" * ((MAX_URL_BYTES - len(start)) // len("%D8%AE"))
    assert not is_too_long(arabic)
    assert is_too_long(arabic + "خ")
    assert is_web_url(start + "a" * 60_000)
    assert is_too_long(start + "a" * 60_000)


def test_a_password_is_read_once_and_shown_nowhere() -> None:
    url = "https://anna:p%40ss@gazette.example/feed"
    assert userinfo_of(url) == ("anna", "p@ss")
    assert userinfo_of("https://gazette.example/feed?to=anna@post.example") is None
    both = f"{url},https://bob@post.example/a?to=anna@post.example"
    assert without_userinfo(both) == (
        "https://gazette.example/feed,https://post.example/a?to=anna@post.example"
    )
