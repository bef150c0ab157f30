"""Peers as processes; jusText comes with trafilatura, so that this environment runs it too."""

import gzip
import subprocess
import sys
from pathlib import Path

import pytest

from newsbot.errors import NewsbotError
from newsbot.training.corpus import Corpus, read_corpus
from tests.benchmarks.peers.processes import CHECKOUT, measure_peers

PYTHON = Path(sys.executable)


def with_page(folder: Path, page_id: str, html: bytes) -> Corpus:
    corpus = read_corpus(folder)
    (folder / "html" / f"{page_id}.html.gz").write_bytes(gzip.compress(html))
    label = {"id": page_id, "url": None, "body": ""}
    return Corpus(folder=corpus.folder, truth=[*corpus.truth, label])


def test_a_peer_answers_every_page_from_a_process_of_its_own(corpus: Path) -> None:
    [result] = measure_peers(read_corpus(corpus), PYTHON, ["jusText"])
    assert set(result.found) == {"about_cookies", "brief", "full_markup"}
    assert any(found["body"] for found in result.found.values())
    assert result.cpu_s is not None
    assert 0 < result.cpu_s < 1
    assert result.peak_mb is not None
    assert result.peak_mb > 10


def test_a_page_that_a_peer_fails_on_has_no_article(corpus: Path) -> None:
    broken = with_page(corpus, "broken", b"")
    [result] = measure_peers(broken, PYTHON, ["jusText"])
    assert result.found["broken"] == {}
    assert len(result.found) == 4


def test_a_peer_that_is_not_installed_ends_the_run_in_one_line(corpus: Path) -> None:
    with pytest.raises(NewsbotError, match=r"^the peer news-please failed: ModuleNotFound[^\n]*$"):
        measure_peers(read_corpus(corpus), PYTHON, ["news-please"])


@pytest.mark.parametrize(
    "reach_out", ["socket.create_connection(('127.0.0.1', 9))", "socket.getaddrinfo('a.test', 80)"]
)
def test_a_peer_that_wants_the_network_ends_even_if_it_would_go_on(reach_out: str) -> None:
    script = f"""
import socket
from tests.benchmarks.peers.offline import forbid_network
forbid_network()
try:
    {reach_out}
except Exception:
    pass
"""
    ended = subprocess.run(
        [PYTHON, "-c", script], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert ended.stderr.startswith("tried to reach the network: socket.")


def test_the_peers_are_pinned_by_hash_and_the_lock_names_no_registry() -> None:
    lock = (CHECKOUT / "tests/benchmarks/peers/requirements.lock").read_text(encoding="utf-8")
    assert "--hash=sha256:" in lock
    assert "://" not in lock
