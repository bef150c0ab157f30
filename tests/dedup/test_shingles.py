"""The shingles of a text, and the positions of the numbers in it."""

# ruff: noqa: RUF001 - one text is Chinese

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.dedup.parameters import PARAMETERS
from newsbot.dedup.shingles import shingle, telling_words

SENTENCE = (
    "The ferry between Port Alder and Finsay will sail again from Monday, the harbour board said, "
    "after divers freed its propeller from a net of 90 metres."
)
WORDS = SENTENCE.split()
FOOTER = "Support our reporters with a gift of any size."


def test_coarse_shingles_are_the_distinct_word_5_grams_in_ascending_order() -> None:
    coarse = shingle(f"{SENTENCE} {SENTENCE}").coarse.tolist()
    assert len(coarse) == len(WORDS)
    assert coarse == sorted(set(coarse))


def test_fine_shingles_are_the_word_3_grams_in_the_order_of_the_text() -> None:
    fine = shingle(f"{SENTENCE} {SENTENCE}").fine.tolist()
    assert len(fine) == 2 * len(WORDS) - 2
    assert fine[0] == fine[len(WORDS)]


@pytest.mark.parametrize(("count", "coarse"), [(19, 0), (20, 16)])
def test_below_20_words_there_are_no_coarse_shingles(count: int, coarse: int) -> None:
    found = shingle(" ".join(WORDS[:count]))
    assert (found.places, len(found.coarse)) == (count, coarse)


def test_the_order_of_words_counts() -> None:
    turned = shingle(" ".join(reversed(WORDS)))
    assert not set(turned.coarse.tolist()) & set(shingle(SENTENCE).coarse.tolist())


def test_numbers_are_told_with_their_places() -> None:
    assert shingle("On 4 May, 90 metres of net").numbers == ((1, "4"), (3, "90"))


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("港务局周二表示，往返两岛的渡轮将从下周一起恢复航行。", (8, 5)),
        ("การท่าเรือแถลงเมื่อวันอังคารว่าเรือจะกลับมาแล่นอีกครั้ง", (15, 9)),
        ("လူနာမြို့ရှိ ကာဆာမြစ်ကူးတံတားဟောင်းကို ပြန်လည်ဖွင့်လှစ်ခဲ့သည်", (10, 6)),
        ("ស្ពានចាស់ឆ្លងទន្លេកាសានៅក្រុងលូណា បានបើកឡើងវិញ", (14, 9)),
    ],
)
def test_in_scripts_without_spaces_shingles_have_as_many_letters_as_5_and_3_words(
    text: str, sizes: tuple[int, int]
) -> None:
    found = shingle(text * 3)
    assert len(found.coarse) + sizes[0] - 1 >= found.places / 3
    assert (found.places - len(found.fine) + 1, found.fine_size) == (sizes[1], sizes[1])
    assert found.of_words(PARAMETERS.shingle_words) == sizes[0]


@pytest.mark.parametrize(("count", "coarse"), [(31, 0), (32, 25)])
def test_below_the_letters_of_20_words_there_are_no_coarse_shingles(
    count: int, coarse: int
) -> None:
    letters = "港务局周二表示往返两岛的渡轮将从下周一起恢复航行居民感谢潜水员和船长"
    assert len(shingle(letters[:count]).coarse) == coarse


def test_lines_that_are_left_out_are_named_by_their_numbers() -> None:
    body = f"{FOOTER}\n{SENTENCE}\n\n{FOOTER}"
    assert telling_words(body, (0, 3)) == telling_words(SENTENCE, ())
    assert shingle(body, (0, 3)).coarse.tolist() == shingle(SENTENCE).coarse.tolist()


@pytest.mark.parametrize("without", [(0,), (0, 1)])
def test_where_too_few_words_would_be_left_none_are_left_out(without: tuple[int, ...]) -> None:
    body = f"{SENTENCE}\n{FOOTER}"
    assert telling_words(body, without) == telling_words(body, ())


@given(st.lists(st.sampled_from(WORDS), max_size=60))
def test_every_text_has_as_many_shingles_as_its_length_allows(words: list[str]) -> None:
    found = shingle(" ".join(words))
    most = len(words) - PARAMETERS.shingle_words + 1
    assert len(found.coarse) <= (most if len(words) >= PARAMETERS.min_words else 0)
    assert len(found.fine) == max(0, found.places - PARAMETERS.fine_words + 1)
