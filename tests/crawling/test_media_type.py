import pytest

from newsbot.crawling.media_type import is_html


@pytest.mark.parametrize(
    ("content_type", "body", "expected"),
    [
        ("text/html; charset=utf-8", b"hello", True),
        ("Application/XHTML+XML", b"", True),
        ("application/pdf", b"<html>", False),
        ("application/json", b"{}", False),
        (None, b"\n<!DOCTYPE html>", True),
        ("text/plain", b"<HTML lang=en>", True),
        ("text/plain", b"hello", False),
        ("application/xml", b'<?xml version="1.0"?><rss>', False),
    ],
)
def test_the_header_decides_and_where_it_says_nothing_the_body_does(content_type, body, expected):
    assert is_html(content_type, body) is expected
