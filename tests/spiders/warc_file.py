"""Small WARC files, written record by record."""

import gzip
from pathlib import Path

from fastwarc.stream_io import ZstdWriter

SUFFIXES = ("warc", "warc.gz", "warc.zst")
DATE = "2024-05-01T10:00:00Z"


def http(body: bytes = b"<html>Bridge", status: str = "200 OK", **headers: str) -> bytes:
    named = {"Content-Type": "text/html"} | {k.replace("_", "-"): v for k, v in headers.items()}
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in named.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


def record(
    block: bytes, kind: str = "response", version: str = "WARC/1.0", **headers: str
) -> bytes:
    named = {
        "WARC-Type": kind,
        "WARC-Date": DATE,
        "WARC-Target-URI": "https://gazette.example/a",
        "Content-Type": "application/http; msgtype=response",
        "Content-Length": str(len(block)),
    } | {k.replace("_", "-"): v for k, v in headers.items()}
    lines = [version, *(f"{name}: {value}" for name, value in named.items() if value), "", ""]
    return "\r\n".join(lines).encode() + block + b"\r\n\r\n"


def write(folder: Path, *records: bytes, suffix: str = "warc") -> Path:
    """A WARC file with each record compressed by itself, as the standard wants it."""
    path = folder / f"news.{suffix}"
    if suffix == "warc.gz":
        path.write_bytes(b"".join(map(gzip.compress, records)))
    elif suffix == "warc.zst":
        with path.open("wb") as file, ZstdWriter(file) as writer:
            for each in records:
                writer.write(each)
                writer.finish()
    else:
        path.write_bytes(b"".join(records))
    return path
