"""When two texts are copies of one another."""

from hypothesis import given
from hypothesis import strategies as st

from newsbot.dedup import compare, is_copy, shingles

SETS = st.sets(st.integers(0, 60)).map(frozenset)


def words(first: int, last: int) -> str:
    return " ".join(f"word{n}" for n in range(first, last))


def verdict(one: str, other: str) -> bool:
    return is_copy(compare(shingles(one), shingles(other)))


@given(SETS, SETS)
def test_similarity_is_symmetric_and_within_its_bounds(
    one: frozenset[int], other: frozenset[int]
) -> None:
    similarity = compare(one, other)
    assert similarity == compare(other, one)
    assert 0 <= similarity.jaccard <= similarity.containment <= 1


@given(SETS.filter(bool))
def test_a_set_is_wholly_like_itself(own: frozenset[int]) -> None:
    assert compare(own, own).jaccard == compare(own, own).containment == 1


def test_empty_sets_are_not_alike() -> None:
    assert compare(frozenset(), frozenset()).jaccard == 0


def test_a_text_cut_to_its_first_third_is_a_copy() -> None:
    assert verdict(words(0, 300), words(0, 100))


def test_a_text_with_a_local_paragraph_added_is_a_copy() -> None:
    assert verdict(words(0, 200), words(0, 200) + " " + words(1000, 1080))


def test_a_follow_up_that_recycles_a_third_is_no_copy() -> None:
    assert not verdict(words(0, 150), words(100, 250))


def test_a_short_text_inside_a_long_one_needs_30_shared_5_grams() -> None:
    assert not verdict(words(0, 300), words(0, 30))
    assert verdict(words(0, 300), words(0, 34))
