"""Fetches as a crawl writes them to the archive."""

from datetime import UTC, datetime
from hashlib import sha256

from newsbot.archive.records import Fetch
from newsbot.items import Exchange

AT = datetime(2026, 5, 11, 12, 30, 15, 123456, tzinfo=UTC)


def fetch(name: str, body: bytes | None = b"<html>sails</html>") -> Fetch:
    url = f"https://gazette.example/{name}"
    head = b'HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nETag: "a"\r\n\r\n'
    return Fetch(
        url=url,
        fetched_at=AT,
        payload_sha256=sha256(body or b"").digest(),
        exchange=Exchange(
            request_head=f"GET /{name} HTTP/1.1\r\nHost: gazette.example\r\n\r\n".encode(),
            response_head=head,
            ip="192.0.2.1",
        ),
        body=body,
    )
