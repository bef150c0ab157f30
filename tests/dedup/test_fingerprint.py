"""A fingerprint sees the words of a text and nothing else."""

import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from newsbot.dedup import fingerprint, shingles

SENTENCE = (
    "The ferry between Port Alder and Finsay will sail again from Monday, the harbour board said, "
    "after divers freed its propeller from a fishing net on the sea bed."
)


def test_case_spacing_quotes_and_punctuation_do_not_count() -> None:
    changed = SENTENCE.upper().replace(", ", " — ").replace(" ", "\n\t")
    assert fingerprint(changed) == fingerprint(SENTENCE)


def test_another_number_is_another_text() -> None:
    one, other = f"{SENTENCE} It cost 12 crowns.", f"{SENTENCE} It cost 13 crowns."
    assert fingerprint(one).content_sha256 != fingerprint(other).content_sha256


def test_a_text_under_20_words_is_compared_only_as_a_whole() -> None:
    short = " ".join(SENTENCE.split()[:19])
    assert fingerprint(short).sketch == ()
    assert shingles(short) == frozenset()
    assert fingerprint(short).word_count == 19


def test_the_sketch_holds_at_most_32_ascending_signed_64_bit_numbers() -> None:
    sketch = fingerprint(" ".join(f"word{n}" for n in range(500))).sketch
    assert len(sketch) == 32
    assert list(sketch) == sorted(set(sketch))
    assert -(2**63) <= sketch[0] < sketch[-1] < 2**63


def test_hashes_are_the_same_in_every_process() -> None:
    """Stored hashes must be found again by the next process, whatever its hash seed."""
    program = f"from newsbot.dedup import fingerprint; print(fingerprint({SENTENCE!r}).sketch)"
    printed = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout
    assert printed.strip() == str(fingerprint(SENTENCE).sketch)


@given(st.lists(st.sampled_from(SENTENCE.split()), min_size=20, max_size=80), st.data())
def test_spacing_never_changes_a_fingerprint(words: list[str], data: st.DataObject) -> None:
    gaps = data.draw(
        st.lists(
            st.sampled_from([" ", "  ", "\n", "\u00a0"]), min_size=len(words), max_size=len(words)
        )
    )
    spaced = "".join(word + gap for word, gap in zip(words, gaps, strict=True))
    assert fingerprint(spaced) == fingerprint(" ".join(words))


def test_most_hashes_of_a_copy_are_found_in_the_original() -> None:
    body = " ".join(f"word{n}" for n in range(300))
    cut = " ".join(body.split()[:250])
    shared = set(fingerprint(body).sketch) & set(fingerprint(cut).sketch)
    assert len(shared) >= 20
