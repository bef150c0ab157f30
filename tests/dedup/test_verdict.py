"""When two texts are copies of each other: each rule is tested on both sides of its limit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.dedup.shingles import shingle
from newsbot.dedup.verdict import (
    Similarity,
    compare,
    copied_by,
)
from tests.dedup.texts import (
    CHINESE,
    CHINESE_REPORT,
    DISCLAIMER,
    FERRY,
    STATEMENT,
    THAI,
    THAI_REPORT,
    THEATRE,
    WEATHER,
    cut,
    reworded,
    with_other_figures,
)

TEXTS = st.builds(
    "{1} {0} {2}".format,
    st.sampled_from([FERRY, reworded(FERRY, 7), cut(FERRY, 40, 140), CHINESE, WEATHER, ""]),
    st.sampled_from([THEATRE, cut(STATEMENT, 0, 40), "", CHINESE_REPORT]),
    st.integers(0, 200).map(lambda count: cut(STATEMENT, 0, count)),
)


def rule(one: str, other: str) -> str | None:
    """The rule by which two texts are copies; None if they are not."""
    texts = shingle(one), shingle(other)
    return copied_by(*texts, compare(*texts))


@given(TEXTS, TEXTS)
def test_similarity_and_verdict_are_symmetric(one: str, other: str) -> None:
    similarity = compare(shingle(one), shingle(other))
    assert similarity == compare(shingle(other), shingle(one))
    assert 0 <= similarity.jaccard <= similarity.containment <= 1
    assert rule(one, other) == rule(other, one)


@given(TEXTS.filter(lambda text: len(text.split()) > 20))
def test_a_text_is_wholly_like_itself(text: str) -> None:
    whole = Similarity(jaccard=1.0, containment=1.0)
    assert compare(shingle(text), shingle(text)) == whole
    assert rule(text, text) == "shingles"


def test_texts_under_20_words_are_not_alike() -> None:
    short = cut(FERRY, 0, 19)
    assert compare(shingle(short), shingle(short)).jaccard == 0
    assert rule(short, short) is None


def test_texts_about_other_things_are_no_copies() -> None:
    assert rule(FERRY, THEATRE) is None


@pytest.mark.parametrize(("words", "expected"), [(200, "shingles"), (60, "shingles"), (20, "lead")])
def test_a_text_cut_short_is_a_copy_down_to_its_opening(words: int, expected: str) -> None:
    assert rule(FERRY, cut(FERRY, 0, words)) == expected


@pytest.mark.parametrize(("words", "expected"), [(42, "shingles"), (40, None)])
def test_an_excerpt_from_the_opening_on_is_a_copy_if_it_is_a_sixth_of_the_text(
    words: int, expected: str | None
) -> None:
    assert rule(FERRY, cut(FERRY, 45, 45 + words)) == expected


@pytest.mark.parametrize(("words", "expected"), [(86, "shingles"), (84, None)])
def test_an_excerpt_from_farther_down_is_a_copy_only_if_it_reaches_over_a_third(
    words: int, expected: str | None
) -> None:
    assert rule(FERRY, cut(FERRY, 100, 100 + words)) == expected


@pytest.mark.parametrize(("words", "expected"), [(135, "shingles"), (130, None)])
def test_a_text_is_no_copy_of_a_page_with_several_stories_of_which_it_is_one(
    words: int, expected: str | None
) -> None:
    text = cut(FERRY, 0, words)
    assert rule(text, f"{THEATRE}\n{text}\n{STATEMENT}") == expected


def test_a_text_with_others_below_it_is_a_copy() -> None:
    assert rule(FERRY, f"{FERRY}\n{STATEMENT}\n{THEATRE}") == "shingles"
    assert rule(cut(FERRY, 0, 90), f"{cut(FERRY, 0, 90)}\n{STATEMENT}") == "shingles"


@pytest.mark.parametrize(("words", "expected"), [(95, "shingles"), (90, None)])
def test_cut_short_below_a_foreign_paragraph_it_is_a_copy_if_most_is_of_the_text(
    words: int, expected: str | None
) -> None:
    assert rule(FERRY, f"{cut(THEATRE, 0, 60)} {cut(FERRY, 0, words)}") == expected


@pytest.mark.parametrize(
    ("words", "foreign", "expected"),
    [(170, 105, "shingles"), (100, 105, "lead"), (98, 105, None), (50, 51, "lead"), (49, 50, None)],
)
def test_cut_short_above_a_foreign_paragraph_nearly_half_is_enough(
    words: int, foreign: int, expected: str | None
) -> None:
    assert rule(FERRY, f"{cut(FERRY, 0, words)} {cut(THEATRE, 0, foreign)}") == expected


@pytest.mark.parametrize(("every", "expected"), [(9, "lead"), (6, "lead"), (5, None)])
def test_reworked_with_the_same_lead_it_is_a_copy_if_enough_3_grams_are_left(
    every: int, expected: str | None
) -> None:
    assert rule(FERRY, reworded(FERRY, every)) == expected


@pytest.mark.parametrize(("opening", "expected"), [(30, "lead"), (32, None)])
def test_a_reworked_text_with_an_opening_of_its_own_is_no_copy(
    opening: int, expected: str | None
) -> None:
    reworked = f"{cut(THEATRE, 0, opening)} {cut(reworded(FERRY, 9), opening)}"
    assert rule(FERRY, reworked) == expected


@pytest.mark.parametrize(
    ("figures", "expected"), [(("940", "60", "14"), "lead"), (("940", "60", "14", "312"), None)]
)
def test_a_reworked_text_with_other_numbers_is_no_copy(
    figures: tuple[str, ...], expected: str | None
) -> None:
    assert rule(FERRY, with_other_figures(reworded(FERRY, 9), *figures)) == expected


def test_a_long_text_with_updated_figures_is_a_copy() -> None:
    assert rule(FERRY, with_other_figures(FERRY, "312", "45", "940", "60", "14")) == "shingles"


@pytest.mark.parametrize(("own", "expected"), [(70, "shingles"), (75, None)])
def test_one_statement_in_two_reports_makes_copies_only_where_it_is_most_of_both(
    own: int, expected: str | None
) -> None:
    reports = [f"{cut(text, 0, own)} {STATEMENT}" for text in (FERRY, THEATRE)]
    assert rule(*reports) == expected


@pytest.mark.parametrize(("own", "expected"), [(46, "shingles"), (47, None)])
def test_a_report_that_is_mostly_a_statement_is_a_copy_if_it_opens_with_it(
    own: int, expected: str | None
) -> None:
    longer = f"{THEATRE} {cut(FERRY, 60, 160)} {STATEMENT}"
    assert rule(f"{cut(FERRY, 0, own)} {STATEMENT}", longer) == expected


@pytest.mark.parametrize(("recycled_from", "expected"), [(65, "shingles"), (70, None)])
def test_a_follow_up_that_recycles_background_is_a_copy_only_if_that_is_most_of_both(
    recycled_from: int, expected: str | None
) -> None:
    assert rule(FERRY, f"{THEATRE} {cut(FERRY, recycled_from)}") == expected


def test_a_teaser_whose_half_is_a_disclaimer_is_no_copy_of_what_carries_it() -> None:
    teaser = f"{cut(THEATRE, 0, 22)} {DISCLAIMER}"
    longer = f"{FERRY} {DISCLAIMER}"
    assert compare(shingle(teaser), shingle(longer)).containment > 0.6
    assert rule(teaser, longer) is None


@pytest.mark.parametrize(
    ("figures", "expected"),
    [((), "shingles"), (("12",), "shingles"), (("12", "4"), None)],
)
def test_a_short_template_is_a_copy_only_with_the_same_numbers(
    figures: tuple[str, ...], expected: str | None
) -> None:
    other = with_other_figures(WEATHER, *figures)
    assert compare(shingle(WEATHER), shingle(other)).jaccard > 0.6
    assert rule(WEATHER, other) == expected


@pytest.mark.parametrize("repeated", [f"{FERRY}\n{FERRY}", f"{cut(FERRY, 0, 60)}\n{FERRY}"])
def test_what_a_page_prints_twice_counts_once(repeated: str) -> None:
    assert compare(shingle(FERRY), shingle(repeated)).jaccard > 0.9
    assert rule(FERRY, repeated) == "shingles"


@pytest.mark.parametrize("junk", [f"{THEATRE}\n{FERRY}", f"{FERRY}\n{THEATRE}"])
def test_junk_at_the_head_or_foot_of_one_makes_no_other_text(junk: str) -> None:
    assert rule(FERRY, junk) == "shingles"


def test_a_short_copy_needs_no_number_of_shared_shingles() -> None:
    assert rule(cut(FERRY, 0, 30), f"{cut(FERRY, 0, 24)} {cut(THEATRE, 0, 6)}") == "shingles"


@pytest.mark.parametrize(("figures", "expected"), [((), "lead"), (("12",), None)])
def test_a_short_text_is_reworked_only_with_nearly_all_its_numbers(
    figures: tuple[str, ...], expected: str | None
) -> None:
    assert rule(WEATHER, with_other_figures(reworded(WEATHER, 8), *figures)) == expected


GOODS = ("bread", "milk", "butter", "cheese", "beef", "coffee", "tea", "sugar", "rice", "salt")
PRICES = "\n".join(
    f"The average price of {goods} in the shops around the harbour was {{{place}}} crowns a pound, "
    "the council of the island said."
    for place, goods in enumerate(GOODS)
)


def prices(kept: int, change: int) -> str:
    """A long table of prices. After the first `kept` ones, the prices differ by `change`."""
    changes = [0] * kept + [change] * (len(GOODS) - kept)
    figures = [f"{11 + place + each}.{31 + 3 * place + each}" for place, each in enumerate(changes)]
    return PRICES.format(*figures)


@pytest.mark.parametrize(("kept", "expected"), [(4, "shingles"), (3, None)])
def test_a_long_table_is_a_copy_only_if_some_of_its_numbers_are_the_same(
    kept: int, expected: str | None
) -> None:
    one, other = prices(10, 0), prices(kept, 700)
    assert compare(shingle(one), shingle(other)).containment > 0.6
    assert rule(one, other) == expected


def test_tables_that_share_whole_rows_are_no_follow_ups_if_their_numbers_are_the_same() -> None:
    quarter = "Share 22 cents, 24 cents. Net 2794, 2993. Revenue 91, 66."
    half = "Share 45 cents, 39 cents. Net 5677, 5700. Revenue 174, 132."
    one = f"Second quarter. {quarter} Six months. {half} The stock dividend was paid on June two."
    other = f"Quarter to August. {quarter} Half year. {half} The name of the firm is Harbour Rent."
    assert rule(one, other) == "lead"
    assert rule(one, other.replace("5677", "6577").replace("91", "92")) is None


@pytest.mark.parametrize(("text", "report"), [(CHINESE, CHINESE_REPORT), (THAI, THAI_REPORT)])
def test_in_scripts_without_spaces_the_same_rules_hold(text: str, report: str) -> None:
    assert rule(text, text[: len(text) // 3]) == "shingles"
    assert rule(f"{text}{report}", text[: len(text) // 4]) == "lead"
    assert rule(text, f"{report[:60]}{text}") == "shingles"
    assert rule(text, report) is None
