"""Responses are HTML or not as browsers see it: by the header and, in doubt, the first bytes."""

import gzip

import pytest

from newsbot.crawling.media_type import is_html

LICENCE = b"<!-- " + b"licence text " * 400 + b"-->\n"
PAGE = b"<!DOCTYPE html><html><head><title>Mill</title>"
RSS = b'<?xml version="1.0"?><rss version="2.0"><channel>'


@pytest.mark.parametrize(
    "content_type",
    [
        "text/html; charset=utf-8",
        "Application/XHTML+XML",
        "text/html, text/html",
        "text/html; charset=utf-8, text/html; charset=utf-8",
        "text/plain, text/html",
        "text/html, */*",
        "text/html charset=utf-8",
        "Content-Type: text/html",
        '"text/html"',
        "text/htm",
        "application/vnd.wap.xhtml+xml",
    ],
)
def test_a_page_whose_header_says_html_is_html(content_type: str) -> None:
    assert is_html(content_type, b"hello")


@pytest.mark.parametrize(
    "content_type",
    [None, "", " ", "html", "none", "*/*", "text/plain", "application/octet-stream", "text/plain;"],
)
@pytest.mark.parametrize(
    "body",
    [
        PAGE,
        b"\n <HTML lang=en>",
        b"\xef\xbb\xbf\r\n<html>",
        LICENCE + PAGE,
        LICENCE + LICENCE + b"<body class=a>",
        b"<!----><p>The mill",
        b"<!--><!---><p>The mill -->",
        b"<!-- a --!><div\tid=a>",
        b'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0">',
        b'<?xml version="1.0"?><!-- a --><html xmlns="http://www.w3.org/1999/xhtml">',
        b"<head><title>Mill</title>",
        b"<body>",
        b"<article class='story'>",
        b"<script>var page = 1</script>",
        b"<div>",
        b"<P>",
        b"<h1>Mill</h1>",
        b"<meta charset=utf-8>",
        b"<br />\n<b>Warning</b>: no such row\n" + PAGE,
        b"\xff\xfe" + "<!doctype html><html>".encode("utf-16-le"),
        b"\xfe\xff" + "\n<body>".encode("utf-16-be"),
        "<html>".encode("utf-16-le"),
    ],
)
def test_a_page_whose_header_says_nothing_is_html_by_its_first_tag(
    content_type: str | None, body: bytes
) -> None:
    assert is_html(content_type, body)


@pytest.mark.parametrize("content_type", ["text/xml", "application/xml; charset=utf-8"])
def test_xml_is_html_only_if_its_root_is(content_type: str) -> None:
    assert is_html(content_type, LICENCE + PAGE)
    assert is_html(content_type, b'<?xml version="1.0"?><html xmlns="x">')
    assert not is_html(content_type, b'<?xml version="1.0"?><article><title>A</title>')
    assert not is_html(content_type, RSS)


@pytest.mark.parametrize("content_type", [None, "text/plain", "application/octet-stream"])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" \n",
        b"hello",
        b"The tag <html> opens a page.\n<html>\n",
        b"<3 from the mill",
        b"<price>4</price>",
        b"<pre-release notes",
        b'{"html": "<html><body>"}',
        b"[1]",
        b"document.write('<html>')",
        b"// <!doctype html>\nlet a = 1",
        RSS,
        LICENCE + RSS,
        b"<rss version='2.0'>",
        b'<!DOCTYPE rss PUBLIC "a"><rss version="0.91">',
        b'<feed xmlns="http://www.w3.org/2005/Atom">',
        b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><title>a</title>',
        b'<?xml version="1.0"?><title>a</title>',
        b"%PDF-1.7\n<html>",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a<html>",
        b"\xff\xd8\xff\xe0",
        b"PK\x03\x04",
        gzip.compress(PAGE, mtime=0),
    ],
)
def test_other_files_whose_header_says_nothing_are_not_html(
    content_type: str | None, body: bytes
) -> None:
    assert not is_html(content_type, body)


@pytest.mark.parametrize(
    "content_type",
    [
        "application/pdf",
        "application/json",
        "application/rss+xml",
        "application/javascript",
        "image/svg+xml",
        "text/html, application/json",
        "text/css",
    ],
)
def test_a_response_of_another_type_is_not_html(content_type: str) -> None:
    assert not is_html(content_type, PAGE)


@pytest.mark.parametrize(
    "body",
    [
        RSS,
        b"\xef\xbb\xbf" + LICENCE + b"<rss>",
        b'<feed xmlns="http://www.w3.org/2005/Atom">',
        b'<?xml version="1.0"?><?xml-stylesheet href="a"?><rdf:RDF xmlns="a">',
        b"<urlset xmlns='a'>",
        b"%PDF-1.4",
    ],
)
def test_a_feed_or_a_pdf_sent_as_html_is_not_html(body: bytes) -> None:
    assert not is_html("text/html; charset=utf-8", body)


@pytest.mark.parametrize(
    "body",
    [
        b'{"html": "<!doctype html><p>The mill"}',
        b'\xef\xbb\xbf [ {"html": "<p>"} ]\n',
        b'["<p>", "<p>"]',
        b'"<!doctype html><html><p>The mill closes.</p></html>"',
        b'<?xml version="1.0"?>\n<nitf><body><p>The mill closes.</p></body></nitf>',
        b'<?xml version="1.0"?><!DOCTYPE article SYSTEM "a.dtd"><article_><p>The mill</p>',
        b'<?xml version="1.0"?><soap:Envelope xmlns:soap="a"><p>The mill</p>',
    ],
)
def test_json_and_other_xml_sent_as_html_is_not_html(body: bytes) -> None:
    assert not is_html("text/html; charset=utf-8", body)


@pytest.mark.parametrize(
    "body",
    [
        b'{"status": "ok"}\n' + PAGE + b"</html>",
        b"{% block page %}" + PAGE,
        b'"A mill burns", says the mayor.<p>',
        b"[Photo] <p>The mill closes.</p>",
        b'<?xml version="1.0"?><!DOCTYPE html><html xmlns="x">',
        b'<?xml version="1.0"?>\n<head><title>Mill</title>',
        b'<?xml version="1.0"?>\nWarning: no such row\n' + PAGE,
        b"<app-root><main><p>The mill closes.</p></main></app-root>",
    ],
)
def test_a_page_sent_as_html_may_begin_like_json_or_xml(body: bytes) -> None:
    assert is_html("text/html; charset=utf-8", body)


def test_a_long_comment_is_skipped_in_linear_time() -> None:
    body = b"<!-- " + b"<!--" * 500_000 + b"-->" + b"<?" * 500_000
    assert not is_html(None, body)
