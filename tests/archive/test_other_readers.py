"""Files of the archive as warcio and pywb read them, where these programs are on the PATH.

To have them: `python3 -m venv DIR && DIR/bin/pip install warcio pywb`, and then run the tests with
`PATH=DIR/bin:$PATH`. They are no part of newsbot's own environment.
"""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path

import pytest

from newsbot.archive.folder import ENDINGS, Form
from newsbot.archive.records import Earlier, as_response, as_revisit, as_warcinfo
from tests.archive.making import AT, fetch
from tests.patience import wait_until

BODY = b"<html><body>The ferry sails.</body></html>"
INSTALL = "in a venv of its own: pip install warcio pywb; then put its bin folder on the PATH"


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"no {name} is on the PATH ({INSTALL})")
    return found


def write_file(folder: Path, form: Form) -> Path:
    """A file with a page, two looks that gave the same bytes, and a page that was cut off."""
    earlier = Earlier(url="https://gazette.example/a", fetched_at=AT)
    sent, unsent = (
        replace(fetch("a", body), fetched_at=AT + timedelta(hours=hours))
        for hours, body in ((1, BODY), (2, None))
    )
    # A server that answers 304 sends no bytes; the digest is that of the bytes it sent before.
    unsent = replace(unsent, payload_sha256=sent.payload_sha256)
    parts = (
        as_response(fetch("a", BODY), form),
        as_revisit(sent, earlier, form),
        as_revisit(unsent, earlier, form),
        as_response(replace(fetch("b", b"\x00\xff" * 300_000), is_partial=True), form),
    )
    found = folder / f"a{ENDINGS[form]}"
    found.write_bytes(b"".join((as_warcinfo(found.name, AT, form), *parts)))
    return found


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_warcio_finds_no_fault(tmp_path: Path) -> None:
    done = run(program("warcio"), "check", "-v", write_file(tmp_path, "gzip"))
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("digest pass") == 2
    assert "digest failed" not in done.stdout


def test_warcio_does_not_read_zstd(tmp_path: Path) -> None:
    # When it does, docs/operations.md need not warn of the setting any more.
    done = run(program("warcio"), "check", write_file(tmp_path, "zstd"))
    assert done.returncode == 1
    assert "ArchiveLoadFailed: Unknown archive format" in done.stdout, done.stderr


def test_pywb_indexes_the_page_and_the_revisits(tmp_path: Path) -> None:
    done = run(program("cdx-indexer"), "-j", write_file(tmp_path, "gzip"))
    lines = done.stdout.splitlines()
    pages = ["example,gazette)/a"] * 3 + ["example,gazette)/b"]
    assert [line.split(" ", 1)[0] for line in lines] == pages
    assert ['"mime": "warc/revisit"' in line for line in lines] == [False, True, True, False]


def test_pywb_replays_a_page_at_the_time_of_each_look(tmp_path: Path) -> None:
    manager, server = program("wb-manager"), program("wayback")
    file = write_file(tmp_path, "gzip")
    subprocess.run([manager, "init", "news"], cwd=tmp_path, check=True, capture_output=True)
    subprocess.run([manager, "add", "news", file], cwd=tmp_path, check=True, capture_output=True)
    with replaying(server, tmp_path) as port:
        for time in ("20260511123015", "20260511133015", "20260511143015"):
            assert get(port, f"/news/{time}id_/https://gazette.example/a") == BODY


@contextmanager
def replaying(server: str, folder: Path) -> Iterator[int]:
    """The port of a pywb that replays the collections in a folder."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    command = [server, "-b", "127.0.0.1", "-p", str(port)]
    log = folder / "log"
    with (
        log.open("wb") as output,
        subprocess.Popen(command, cwd=folder, stdout=output, stderr=output) as process,
    ):
        try:
            wait_until(lambda: process.poll() is not None or get(port, "/"))
            assert process.poll() is None, log.read_text()
            yield port
        finally:
            process.terminate()
            process.wait()


def get(port: int, path: str) -> bytes | None:
    """What a server on this machine answers; None if there is none."""
    with closing(HTTPConnection("127.0.0.1", port)) as connection:
        try:
            connection.request("GET", path)
        except ConnectionRefusedError:
            return None
        return connection.getresponse().read()
