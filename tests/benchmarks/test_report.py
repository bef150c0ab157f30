"""The report of a comparison, on two pages and three systems."""

import json
from pathlib import Path
from typing import Any

from newsbot.training.corpus import Corpus
from tests.benchmarks.comparison import Result
from tests.benchmarks.report import Report, report

TRUTH: list[dict[str, Any]] = [
    {"id": "one", "body": "a b c d e", "title": "One", "authors": [], "date": None},
    {"id": "two", "body": "f g h i j", "title": "Two", "authors": ["Ann Carter"], "date": None},
]


def system(name: str, bodies: tuple[str, str], cpu_s: float | None = None, **fields: str) -> Result:
    pages = zip(TRUTH, bodies, strict=True)
    found = {label["id"]: {"body": body, **fields} for label, body in pages}
    return Result(system=name, found=found, cpu_s=cpu_s, peak_mb=cpu_s and 80)


def made() -> Report:
    results = [
        system("newsbot", ("a b c d e", "f g h i j"), 0.03, title="One"),
        system("trafilatura", ("a b c d", "f g h i j"), 0.02, title="One"),
        system("trafilatura-fast", ("a b c d", "f g h i"), 0.01, title="None"),
        system("newsbot-cv", ("a b c d e", "")),
    ]
    return report(Corpus(folder=Path("pages"), truth=TRUTH), results)


def rows() -> dict[str, dict[str, Any]]:
    return {row["system"]: dict(row) for row in made().systems}


def test_cpu_time_is_also_given_as_a_multiple_of_the_baseline() -> None:
    assert {name: row["cpu_ratio"] for name, row in rows().items()} == {
        "newsbot": 1.5,
        "trafilatura": 1,
        "trafilatura-fast": 0.5,
        "newsbot-cv": None,
    }


def test_a_field_that_a_system_never_gives_has_no_figure() -> None:
    titles = {name: row["title"] for name, row in rows().items()}
    assert titles["newsbot"] == 0.5
    assert titles["trafilatura-fast"] == 0
    assert titles["newsbot-cv"] is None


def test_none_counts_the_pages_without_a_body() -> None:
    assert [row["none"] for row in rows().values()] == [0, 0, 0, 1]


def test_each_system_of_ours_is_set_against_the_best_other_one() -> None:
    margins = {margin["system"]: margin for margin in made().margins}
    assert list(margins) == ["newsbot", "newsbot-cv"]
    assert {margin["other"] for margin in margins.values()} == {"trafilatura"}
    assert margins["newsbot"]["f1"] == rows()["newsbot"]["f1"] - rows()["trafilatura"]["f1"]
    low, high = margins["newsbot"]["interval"]
    assert 0 <= low < margins["newsbot"]["f1"] < high


def test_the_table_shows_the_columns_that_have_figures() -> None:
    lines = made().as_table().splitlines()
    assert lines[0] == "pages, 2 pages"
    assert "title" in lines[1]
    assert "date" not in lines[1]
    assert lines[-4].startswith("F1 of newsbot-cv - trafilatura: -0.1")


def test_pages_that_lose_against_trafilatura_are_counted_and_named() -> None:
    none, one = made().losses
    assert (none["system"], none["pages"], none["largest"]) == ("newsbot", 0, 0)
    assert (one["system"], one["by_page"]) == ("newsbot-cv", {"two": 1})
    assert made().as_table().splitlines()[-2] == (
        "Pages of newsbot-cv worse by 0.05 or more: 1, in sum by 1.0000, at most by 1.0000"
    )


def test_json_holds_everything() -> None:
    facts = json.loads(made().as_json())
    assert [row["system"] for row in facts["systems"]] == list(rows())
    assert set(facts) == {"corpus", "pages", "systems", "margins", "losses"}
