"""Runs the peers over a corpus, each in a process of its own environment."""

import json
import subprocess
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, Any

from tqdm import tqdm

from newsbot.errors import NewsbotError
from newsbot.training.corpus import Corpus, read_page
from tests.benchmarks.comparison import PROCESSES, Measured, Result, Task, result, tasks
from tests.benchmarks.peers.libraries import PEERS
from tests.benchmarks.systems import WARM_UP, WARM_UP_URL

CHECKOUT = Path(__file__).resolve().parents[3]


def measure_peers(
    corpus: Corpus, python: Path, peers: Sequence[str] = tuple(PEERS)
) -> list[Result]:
    """The peers on all pages; `python` is the interpreter that they are installed for.

    Raises:
        NewsbotError: a peer is not installed, tried to reach the network, or died.
    """
    pages = tasks(corpus)
    answers = len(peers) * (len(pages) + 2)  # warm-up and memory are answered too
    with (
        TemporaryDirectory() as folder,
        tqdm(desc="peers", total=answers, unit="page", disable=None) as progress,
        ThreadPoolExecutor(PROCESSES) as pool,
    ):
        stream = Path(folder, "pages")
        _write(stream, pages)
        return list(pool.map(partial(_run, python.absolute(), stream, progress), peers))


def _write(stream: Path, pages: Sequence[Task]) -> None:
    """The pages as the peers' program reads them, and one to warm up with before."""
    with stream.open("wb") as file:
        _write_page(file, "", WARM_UP_URL, WARM_UP)
        for page in pages:
            _write_page(file, page.page_id, page.url, read_page(page.file))


def _write_page(file: IO[bytes], page_id: str, url: str, html: bytes) -> None:
    heading = {"id": page_id, "url": url, "size": len(html)}
    file.write(json.dumps(heading).encode() + b"\n" + html)


def _run(python: Path, stream: Path, progress: "tqdm[Any]", peer: str) -> Result:
    answers = []
    with (
        stream.open("rb") as pages,
        TemporaryFile() as said,
        subprocess.Popen(
            [python, "-m", "tests.benchmarks.peers", peer],
            cwd=CHECKOUT,
            stdin=pages,
            stdout=subprocess.PIPE,
            stderr=said,
        ) as process,
    ):
        for line in process.stdout or ():
            answers.append(json.loads(line))
            progress.update()
        if process.wait():
            raise NewsbotError(f"the peer {peer} failed: {_last_line(said)}")
    _warm_up, *found, memory = answers
    measured = [
        Measured(system=peer, page_id=each["id"], found=each["found"], cpu_s=each["cpu_s"])
        for each in found
    ]
    return result(peer, measured, memory["peak_mb"])


def _last_line(said: IO[bytes]) -> str:
    said.seek(0)
    lines = said.read().decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it said nothing"
