"""The benchmark of SQL readers fills in what newsbot would store, and notices slow answers."""

import json
from typing import Any

import pytest

from tests.benchmarks.sql import __main__ as sql
from tests.benchmarks.sql import rows as filling
from tests.benchmarks.sql import texts
from tests.benchmarks.sql.asking import Answer, ask, draw_samples
from tests.benchmarks.sql.questions import SEARCH, Question, questions
from tests.benchmarks.sql.reading import Reading
from tests.benchmarks.sql.searching import fill_search, queue_all
from tests.benchmarks.sql.storing import Cost, Storing
from tests.storage.kept import DIFFERING
from tests.storage.making import rows

ARTICLES = 600


@pytest.fixture
def filled(database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(texts, "VOCABULARY", 300)
    for module in (texts, filling):
        monkeypatch.setattr(module, "PARAGRAPHS", 60)
    monkeypatch.setattr(filling, "CHUNK", 500)
    filling.fill(database_url, ARTICLES)
    return database_url


@pytest.mark.usefixtures("filled")
def test_articles_are_whole_and_what_is_kept_of_them_is_right(engine):
    assert rows(engine, "SELECT count(*) FROM news.all_articles") == [(ARTICLES,)]
    assert rows(engine, DIFFERING) == []
    copies = "SELECT count(*), count(*) FILTER (WHERE o.copy_of IS NOT NULL) FROM news.copies AS c "
    ((count, of_copies),) = rows(
        engine, f"{copies} JOIN news.all_articles AS o ON o.id = c.copy_of"
    )
    assert (count > ARTICLES / 10, of_copies) == (True, 0)


def test_every_question_has_an_answer_and_some_have_rows(engine, filled):
    queue_all(engine)
    fill_search(engine, 2)
    searched = [{"query": each, "language": "en"} for each in texts.words_of("en")[100:102]]
    asked = questions(draw_samples(filled, searched))
    answers = [ask(filled, question) for question in asked]
    assert [each.question for each in answers] == [each.name for each in asked]
    assert {each.question for each in answers if not each.rows} <= {
        "today's stories by copies",
        "newest 50 of a site",
        "a day of a site",
        "copies of an article",
    }
    assert asked[-1].sql == SEARCH


def test_a_plan_that_reads_a_big_table_as_a_whole_is_noticed(filled):
    # No index has the texts, so every plan has to read the whole table.
    sql = "SELECT count(*) FROM newsbot.versions WHERE position('ferry' IN body) > 0"
    found = ask(filled, Question(name="all", sql=sql, limit_ms=1e9))
    assert (found.read_whole, found.is_good) == (["versions"], False)


def answer(**changed: Any) -> Answer:
    values = {
        "question": "by id",
        "limit_ms": 5,
        "first_ms": 8,
        "median_ms": 4,
        "most_ms": 9,
        "rows": 1,
    }
    return Answer(**{"read_whole": []} | values | changed)


def storing(today: float, now: float) -> Storing:
    costs = [
        Cost(release=release, postgres_ms=ms, client_ms=1, wall_ms=3, search_ms=0, size_bytes=6000)
        for release, ms in (("0.2.0", today), ("present", now))
    ]
    return Storing(articles=100, costs=costs)


@pytest.mark.parametrize(("median_ms", "now", "code"), [(4, 1.4, 0), (6, 1.4, 1), (4, 1.5, 1)])
def test_a_limit_that_is_not_kept_is_named_and_ends_with_1(
    monkeypatch, capsys, tmp_path, median_ms, now, code
):
    read = Reading(rows=100, filled_s=1, answers=[answer(median_ms=median_ms)], sizes={"a": 1})
    monkeypatch.setattr(sql, "measure_reading", lambda *_: read)
    monkeypatch.setattr(sql, "measure_storing", lambda *_: storing(1, now))
    assert sql.main(["--keep", str(tmp_path)]) == code
    assert ("MISSED" in capsys.readouterr().out) is bool(code)
    assert sql.main(["--keep", str(tmp_path), "--json"]) == code
    assert json.loads(capsys.readouterr().out)["stored"]["articles"] == 100
