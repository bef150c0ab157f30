"""A folder of cases, read and reported, and the benchmark run on it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from newsbot.errors import ConfigurationError
from tests.benchmarks.cases.reading import holds_cases, read_cases
from tests.benchmarks.cases.report import report_cases
from tests.benchmarks.comparison import Result
from tests.benchmarks.extraction import main
from tests.benchmarks.systems import SYSTEMS
from tests.extraction.making import PAGES


def write_case(folder: Path, case_id: str, html: bytes = b"", **truth: Any) -> None:
    folder.mkdir(exist_ok=True)
    (folder / f"{case_id}.html").write_bytes(html)
    case = {"url": f"https://gazette.example/{case_id}", "truth": truth}
    (folder / f"{case_id}.json").write_text(json.dumps(case))


def system(name: str, **found: dict[str, Any]) -> Result:
    return Result(system=name, found=found, cpu_s=None, peak_mb=None)


def test_a_case_is_a_page_beside_what_is_right_for_it(tmp_path: Path) -> None:
    write_case(tmp_path / "cases", "whale", b"<p>A whale", title="A whale")
    cases = read_cases(tmp_path / "cases")
    [label] = cases.truth
    assert (cases.name, cases.page_file("whale").read_bytes()) == ("cases", b"<p>A whale")
    assert label == {"id": "whale", "url": "https://gazette.example/whale", "title": "A whale"}


def test_a_corpus_is_told_from_cases(corpus: Path, tmp_path: Path) -> None:
    write_case(tmp_path / "cases", "whale", title="A whale")
    assert holds_cases(tmp_path / "cases")
    (corpus / "notes.json").write_text("{}")
    assert not holds_cases(corpus)


@pytest.mark.parametrize("content", ["no JSON", "[1]", '{"url": null}', '{"truth": {}}'])
def test_a_file_of_something_else_is_an_error(tmp_path: Path, content: str) -> None:
    (tmp_path / "whale.json").write_text(content)
    with pytest.raises(ConfigurationError, match=r"whale\.json is no JSON object with url and"):
        read_cases(tmp_path)


@pytest.mark.parametrize("key", ["body", "authors", "any_of", "alternatives"])
def test_a_list_that_is_null_is_an_error(tmp_path: Path, key: str) -> None:
    write_case(tmp_path, "whale", **{key: None})
    with pytest.raises(ConfigurationError, match=rf"whale\.json: {key} is no"):
        read_cases(tmp_path)


def test_a_case_without_its_page_is_an_error(tmp_path: Path) -> None:
    write_case(tmp_path, "whale", title="A whale")
    (tmp_path / "whale.html").unlink()
    with pytest.raises(ConfigurationError, match=r"whale\.html is missing"):
        read_cases(tmp_path)


def test_a_system_gets_each_stated_field_right_or_wrong(tmp_path: Path) -> None:
    write_case(tmp_path, "one", body=["A whale came."], title="A whale")
    write_case(tmp_path, "two", title="Two whales", published="2026-05-03")
    write_case(tmp_path, "three", language="es")
    one = {"body": "A whale came.", "title": "A whale", "date": "2026-05-03"}
    two = {"title": "Two whales", "date": "2026-05-04"}
    bare = {"body": "A whale came."}
    results = [system("newsbot", one=one, two=two, three={})]
    results += [system("bare", one=bare, two=bare, three=bare)]
    found = report_cases(read_cases(tmp_path), results)
    assert found.stated == {"all": 2, "text": 1, "title": 2, "authors": 0, "day": 1}
    newsbot, other = found.systems
    assert newsbot["right"] == {"all": 1, "text": 1, "title": 2, "authors": None, "day": 0}
    assert newsbot["wrong"] == {"text": [], "title": [], "authors": [], "day": ["two"]}
    assert other["right"] == {"all": 0, "text": 1, "title": None, "authors": None, "day": None}


def test_a_field_that_a_system_could_give_and_never_found_is_wrong_and_not_empty(
    tmp_path: Path,
) -> None:
    write_case(tmp_path, "one", authors=[])
    write_case(tmp_path, "two", authors=["Ann Carter"])
    none, nothing = {"authors": []}, {"body": "A whale came."}
    results = [system("newsbot", one=none, two=none), system("bare", one=nothing, two=nothing)]
    newsbot, bare = report_cases(read_cases(tmp_path), results).systems
    assert (newsbot["right"]["authors"], bare["right"]["authors"]) == (1, None)


def test_the_benchmark_runs_on_a_folder_of_cases(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = PAGES / "articles/brief.html"
    expected = json.loads(page.with_suffix(".json").read_text())
    truth = {key: expected[key] for key in ("body", "title")}
    write_case(tmp_path / "cases", "brief", page.read_bytes(), **truth)
    assert main([str(tmp_path / "cases"), "--out", str(tmp_path / "out")]) == 0
    heading, heads, _rule, *rows = capsys.readouterr().out.strip().splitlines()
    assert heading == "cases, 1 cases"
    assert re.split(" {2,}", heads) == ["system", "cases", "all right", "text of 1", "title of 1"]
    assert [row.split()[0] for row in rows] == list(SYSTEMS)
    assert rows[0].split()[1:] == ["1", "1", "1", "1"]
    written = json.loads((tmp_path / "out/cases.report.json").read_text())
    assert written["systems"][0]["wrong"]["text"] == []
