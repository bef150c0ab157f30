"""The extraction benchmark as a command, on a corpus of three saved pages."""

import json
from pathlib import Path

import pytest

from tests.benchmarks.extraction import main
from tests.benchmarks.peers.libraries import PEERS
from tests.benchmarks.report import HEADS
from tests.benchmarks.systems import SYSTEMS


def test_each_system_has_a_line_with_its_figures(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(corpus), "--json", "--out", str(tmp_path / "out")]) == 0
    figures = json.loads(capsys.readouterr().out)
    systems = {row["system"]: row for row in figures["systems"]}
    assert list(systems) == list(SYSTEMS)
    assert systems["newsbot"]["f1"] == 1
    assert all(set(row) == set(HEADS) for row in systems.values())
    assert all(row["cpu_ms"] > 0 and row["peak_mb"] > 10 for row in systems.values())
    written = (tmp_path / "out" / "saved.newsbot.jsonl").read_text().splitlines()
    assert {json.loads(line)["id"] for line in written} == {"about_cookies", "brief", "full_markup"}
    assert json.loads((tmp_path / "out" / "saved.report.json").read_text()) == figures


@pytest.mark.parametrize("damage", ["truth.jsonl", "html/brief.html.gz"])
def test_a_folder_that_is_no_corpus_is_refused_in_one_line(
    corpus: Path, damage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (corpus / damage).unlink()
    assert main([str(corpus)]) == 1
    message = capsys.readouterr().err
    assert message.startswith("error: ")
    assert message.count("\n") == 1


def test_a_label_without_an_id_is_refused_in_one_line(
    corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (corpus / "truth.jsonl").write_text('{"url": "https://gazette.example/a"}\n')
    assert main([str(corpus)]) == 1
    assert capsys.readouterr().err.endswith("a label has no id\n")


def test_peers_have_their_lines_beside_ours(
    corpus: Path, capsys: pytest.CaptureFixture[str], peers_python: Path
) -> None:
    assert main([str(corpus), "--peers", str(peers_python), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["systems"]
    peers = {row["system"]: row["f1"] for row in rows if row["system"] not in SYSTEMS}
    assert set(peers) == set(PEERS)
    assert all(f1 > 0.4 for f1 in peers.values())
