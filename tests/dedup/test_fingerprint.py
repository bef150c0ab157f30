"""The fingerprint of a text depends on the words of the text, and on nothing else."""

import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from newsbot.dedup.parameters import PARAMETERS
from newsbot.dedup.text import Text

SENTENCE = (
    "The ferry between Port Alder and Finsay will sail again from Monday, the harbour board said, "
    "after divers freed its propeller from a fishing net on the sea bed."
)
FOOTER = "Support our reporters with a gift of any size, once or every month."
WORDS = st.lists(st.from_regex(r"[a-zé字0-9]{1,6}", fullmatch=True), max_size=60)
GAPS = st.sampled_from([" ", "  ", "\n", "\u00a0", ", ", " \u2014 ", "? \u201c", "\u2026\t"])


def test_case_spacing_quotes_and_punctuation_do_not_count() -> None:
    changed = SENTENCE.upper().replace(", ", " — ").replace(" ", "\n\t")
    assert Text(changed).fingerprint == Text(SENTENCE).fingerprint


@given(WORDS, st.data())
def test_no_spacing_case_or_punctuation_changes_a_fingerprint(
    words: list[str], data: st.DataObject
) -> None:
    printed = "".join(
        data.draw(st.sampled_from([word, word.upper()])) + data.draw(GAPS) for word in words
    )
    assert Text(printed).fingerprint == Text(" ".join(words)).fingerprint


def test_another_number_is_another_text() -> None:
    one, other = f"{SENTENCE} It cost 12 crowns.", f"{SENTENCE} It cost 13 crowns."
    assert Text(one).fingerprint.content_sha256 != Text(other).fingerprint.content_sha256


def test_words_are_not_joined_where_a_space_is_between_them() -> None:
    assert (
        Text("in formed").fingerprint.content_sha256 != Text("informed").fingerprint.content_sha256
    )


def test_a_text_under_20_words_has_no_sketch() -> None:
    words = SENTENCE.split()
    assert Text(" ".join(words[:19])).fingerprint.sketch == ()
    assert len(Text(" ".join(words[:20])).fingerprint.sketch) == 16
    assert Text(" ".join(words[:19])).fingerprint.word_count == 19


@given(st.integers(20, 400))
def test_the_sketch_is_bounded_and_of_distinct_signed_64_bit_numbers(count: int) -> None:
    sketch = Text(" ".join(f"word{n}" for n in range(count))).fingerprint.sketch
    assert len(sketch) == min(PARAMETERS.sketch_size, count - 4)
    assert len(set(sketch)) == len(sketch)
    assert all(-(2**63) <= each < 2**63 for each in sketch)


def test_hashes_are_the_same_in_every_process() -> None:
    program = f"from newsbot.dedup.text import Text; print(Text({SENTENCE!r}).fingerprint)"
    printed = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout
    assert printed.strip() == str(Text(SENTENCE).fingerprint)


def test_hashes_are_the_same_in_every_release_of_one_version() -> None:
    """A change of these hashes needs a new Parameters.version: stored texts must still be found."""
    found = Text(SENTENCE).fingerprint
    assert PARAMETERS.version == 3
    assert found.content_sha256.hex()[:16] == "2cf8fec1748c4df5"
    assert found.sketch[:2] == (325380906234801586, 1215372235220486136)


def test_most_hashes_of_a_copy_are_found_in_the_original() -> None:
    body = " ".join(f"word{n}" for n in range(300))
    cut = " ".join(body.split()[:250])
    shared = set(Text(body).fingerprint.sketch) & set(Text(cut).fingerprint.sketch)
    assert len(shared) >= 15


def test_recurring_lines_are_left_out_of_the_sketch_and_not_of_the_hash() -> None:
    body = f"{FOOTER}\n{SENTENCE}"
    found = Text(body, recurring_lines=(0,)).fingerprint
    assert found.sketch == Text(SENTENCE).fingerprint.sketch != Text(body).fingerprint.sketch
    assert found.content_sha256 == Text(body).fingerprint.content_sha256
    assert found.word_count == Text(body).fingerprint.word_count


def test_a_text_all_of_whose_lines_recur_is_taken_whole() -> None:
    body = f"{SENTENCE}\n{FOOTER}"
    assert Text(body, recurring_lines=(0, 1)).fingerprint == Text(body).fingerprint
