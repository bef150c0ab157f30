"""One peer as a process: pages come on stdin, articles leave on stdout.

    .venv-peers/bin/python -m tests.benchmarks.peers NAME

A page is a line of JSON with id, url and size, and then so many bytes of HTML. Its answer is a line
with id, found and cpu_s; found is {} where the peer failed. After the last page comes peak_mb.
"""

import json
import os
import sys
from collections.abc import Mapping
from time import process_time
from typing import Any, BinaryIO

from tests.benchmarks.memory import peak_rss_mb
from tests.benchmarks.peers.libraries import Peer, load
from tests.benchmarks.peers.offline import forbid_network


def main(name: str) -> None:
    """Answers until stdin ends."""
    with _own_stdout() as answers:
        forbid_network()
        extract = load(name)
        for heading in iter(sys.stdin.buffer.readline, b""):
            page = json.loads(heading)
            _say(answers, _answer(extract, page, sys.stdin.buffer.read(page["size"])))
        _say(answers, {"peak_mb": peak_rss_mb()})


def _own_stdout() -> BinaryIO:
    """What was stdout; whatever a library prints goes to stderr from now on."""
    stdout = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(stdout, "wb")


def _say(answers: BinaryIO, answer: Mapping[str, Any]) -> None:
    answers.write(json.dumps(answer).encode() + b"\n")
    answers.flush()


def _answer(extract: Peer, page: Mapping[str, Any], html: bytes) -> dict[str, Any]:
    started = process_time()
    try:
        found = extract(html, page["url"])
    except Exception:  # noqa: BLE001 - a peer that fails on a page has no article there
        found = {}
    return {"id": page["id"], "found": found, "cpu_s": process_time() - started}


if __name__ == "__main__":
    main(sys.argv[1])
