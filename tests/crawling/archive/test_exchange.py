"""The request and the response as they are kept: whole, without passwords, not encoded twice."""

from ipaddress import ip_address

from scrapy import Request
from scrapy.http import Response

from newsbot.crawling.archive.exchange import exchange_of

URL = "https://user:secret@gazette.example:8080/a/b?q=1#top"


def test_a_request_has_its_target_and_headers_but_no_password():
    headers = {"User-Agent": "newsbot", "Authorization": "Basic c2VjcmV0", "Cookie": "a=b"}
    found = exchange_of(Response(URL, request=Request(URL, headers=headers)))
    assert found.request_head == (
        b"GET /a/b?q=1 HTTP/1.1\r\nHost: gazette.example:8080\r\nUser-Agent: newsbot\r\n\r\n"
    )


def test_headers_of_the_transfer_are_kept_under_other_names():
    headers = {"Content-Type": "text/html", "Content-Encoding": "gzip", "Transfer-Encoding": "x"}
    found = exchange_of(Response(URL, 203, headers, b"four"))
    assert found.response_head == (
        b"HTTP/1.1 203 Non-Authoritative Information\r\nContent-Type: text/html\r\n"
        b"X-Archive-Orig-Content-Encoding: gzip\r\nX-Archive-Orig-Transfer-Encoding: x\r\n"
        b"Content-Length: 4\r\n\r\n"
    )


def test_odd_answers_are_kept_too():
    odd = Response("https://gazette.example", 799, {"X": "a\r\nSet-Cookie: b\nc"}, b"x")
    found = exchange_of(odd, has_body=True)
    assert found.request_head.startswith(b"GET / HTTP/1.1\r\n")
    assert found.response_head.startswith(b"HTTP/1.1 799 \r\nX: a Set-Cookie: b c\r\n")
    assert found.body == b"x"
    served = Response("https://gazette.example/", ip_address=ip_address("192.0.2.7"))
    assert exchange_of(served).ip == "192.0.2.7"
