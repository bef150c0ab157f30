"""The measure, against examples worked out by hand."""

import pytest

from newsbot.training.scoring import overlap
from tests.benchmarks.scoring import score


def label(body: str, **fields: object) -> dict[str, object]:
    return {"id": "page", "body": body, "title": None, "authors": [], "date": None, **fields}


def test_runs_of_four_words_are_shared_extra_or_missing() -> None:
    # Label: abcd bcde cdef; found: bcde cdef defg. Two shared of four in all.
    found = overlap("a b c d e f", "b c d e f g")
    assert (found.shared, found.extra, found.missing) == (0.5, 0.25, 0.25)
    assert found.precision == pytest.approx(2 / 3)


def test_a_run_that_comes_twice_counts_twice() -> None:
    # Label: abab baba abab; found: abab.
    assert overlap("a b a b a b", "a b a b").recall == pytest.approx(1 / 3)


def test_a_text_of_less_than_four_words_is_one_run() -> None:
    assert overlap("one two", "one, two!").shared == 1
    assert overlap("one two", "two one").shared == 0


def test_f1_is_that_of_the_mean_precision_and_the_mean_recall() -> None:
    truth = [label("a b c d e f") | {"id": "one"}, label("a b c d e") | {"id": "two"}]
    # One: all of it and nothing else. Two: abcd found, bcde missing, nothing extra.
    found = {"one": {"body": "a b c d e f"}, "two": {"body": "a b c d"}}
    figures = score(truth, found)
    assert (figures["precision"], figures["recall"]) == (1, 0.75)
    assert figures["f1"] == pytest.approx(2 * 0.75 / 1.75)


def test_a_page_without_prediction_costs_recall_alone() -> None:
    truth = [label("a b c d") | {"id": "one"}, label("a b c d") | {"id": "two"}]
    figures = score(truth, {"one": {"body": "a b c d"}})
    assert (figures["precision"], figures["recall"]) == (1, 0.5)


@pytest.mark.parametrize(
    ("field", "wanted", "found", "figure"),
    [
        ("title", "A  title\n", "A title", 1),
        ("title", "A title", "A Title", 0),
        ("authors", ["Ann Carter", "Bo Lind"], ["bo lind", "Ann  Carter"], 1),
        ("authors", ["Ann Carter"], ["Ann Carter", "Bo Lind"], 0),
        ("date", "2024-05-03", "2024-05-03T23:59:00+00:00", 1),
        ("date", "2024-05-03", None, 0),
    ],
)
def test_a_field_is_right_or_wrong(field: str, wanted: object, found: object, figure: int) -> None:
    truth = [label("a b c d", **{field: wanted})]
    assert score(truth, {"page": {field: found}})[field] == figure


def test_a_field_that_no_page_is_labelled_with_has_no_figure() -> None:
    assert "authors" not in score([label("a b c d")], {})


def test_soft_hyphens_in_a_labelled_body_part_no_words() -> None:
    assert (
        overlap("die Ha\u00adfen\u00adbehörde zahlt heute", "die Hafenbehörde zahlt heute").missing
        == 0
    )
