"""Other finders of near-identical texts: those that need no package of their own."""

import sys
from pathlib import Path
from typing import Any

import pytest

from newsbot.errors import NewsbotError
from tests.benchmarks.dedup.peers import peer_groups
from tests.benchmarks.dedup.sets import START, Labelled, LabelledSet
from tests.benchmarks.peers.grouping import WINDOW_S, grouped
from tests.benchmarks.peers.near_duplicates import FINDERS, simhash, words_of
from tests.storage.making import words

FERRY = words(0, 100)


def text(key: str, body: str, at_s: float = 0) -> dict[str, Any]:
    return {"key": key, "text": body, "at_s": at_s}


def groups(finder: str, *texts: dict[str, Any]) -> list[int]:
    return [answer["group"] for answer in grouped(FINDERS[finder](), texts)]


def test_exact_texts_differ_in_case_and_punctuation_at_most() -> None:
    found = groups(
        "exact hash", text("a", "Ferry sails."), text("b", "ferry, sails"), text("c", "no")
    )
    assert found == [0, 0, 2]


def test_a_text_joins_the_group_of_the_first_that_it_is_like_within_the_window() -> None:
    later = text("c", FERRY, WINDOW_S + 1)
    assert groups("exact hash", text("a", FERRY), text("b", FERRY, 1), later) == [0, 0, 0]
    assert groups("exact hash", text("a", FERRY), later) == [0, 1]


def test_similar_texts_have_simhashes_of_few_different_bits() -> None:
    own, similar, other = (simhash(words_of(each)) for each in (
        FERRY, words(0, 98), words(200, 300),
    ))  # fmt: skip
    assert int(own ^ similar).bit_count() <= 8
    assert int(own ^ other).bit_count() > 16


def test_a_peer_groups_a_set_in_a_process_of_its_own(peers_python: Path) -> None:
    texts = [
        Labelled(key=key, site="a.example", title="", body=body, fetched_at=START)
        for key, body in {"a": FERRY, "b": f"{FERRY} more", "c": words(200, 300)}.items()
    ]
    found = peer_groups(
        "MinHash-LSH, Jaccard .8", LabelledSet(name="three", texts=texts), peers_python
    )
    assert found == {"a": 0, "b": 0, "c": 2}


def test_a_peer_that_fails_is_named_with_its_last_line() -> None:
    nothing = LabelledSet(name="none", texts=[])
    with pytest.raises(NewsbotError, match=r"^the peer perfect failed: KeyError: 'perfect'$"):
        peer_groups("perfect", nothing, Path(sys.executable))
