"""The model that is shipped: its files, and that they fit the features and libraries."""

import json
from typing import Any

import pytest
import trafilatura

from newsbot.extraction.body.features.columns import featurise
from newsbot.extraction.body.model.ensemble import NETWORKS_FILE, SHIPPED, TREES_FILE, read_model
from tests.extraction.making import PARAGRAPHS
from tests.extraction.segmenting import STORY, blocks, page_text

FEATURED = featurise(blocks(STORY), page_text("\n".join(PARAGRAPHS)))
MODEL = read_model()
MOST_BYTES = 2**20


def origin(name: str) -> dict[str, Any]:
    with (SHIPPED / name).open(encoding="ascii") as lines:
        stated: dict[str, Any] = json.loads(next(lines))["origin"]
    return stated


def test_both_files_say_what_the_model_learned_from_and_how_good_it_is() -> None:
    stated = origin(TREES_FILE)
    assert stated == origin(NETWORKS_FILE)
    assert set(stated) == {"corpora", "libraries", "seeds", "f1"}
    names = [corpus["name"] for corpus in stated["corpora"]]
    assert all(corpus["pages"] > 0 and len(corpus["sha256"]) == 64 for corpus in stated["corpora"])
    assert [list(f1) for f1 in stated["f1"].values()] == [names, names]


@pytest.mark.parametrize("name", [TREES_FILE, NETWORKS_FILE])
def test_the_model_learned_from_what_this_trafilatura_keeps(name: str) -> None:
    learned, installed = origin(name)["libraries"]["trafilatura"], trafilatura.__version__
    assert learned == installed, (
        f"The model learned from the texts that trafilatura {learned} keeps; {installed} is"
        " installed. Train the model again (make train), or, if `make bench-extraction` gives the"
        f" same figures with {installed}, write that version into the first line of {name}."
    )


def test_its_files_are_under_a_megabyte_of_text() -> None:
    files = [SHIPPED / name for name in (TREES_FILE, NETWORKS_FILE)]
    assert sum(file.stat().st_size for file in files) < MOST_BYTES
    assert all(file.read_text(encoding="ascii") for file in files)


@pytest.mark.parametrize("features", [MODEL.trees.features, MODEL.networks.scale.features])
def test_it_names_the_features_that_are_computed_and_no_others(features: list[str]) -> None:
    assert features == list(FEATURED.columns)


def test_trees_and_networks_have_half_of_the_say_each() -> None:
    of_trees = MODEL.trees.probabilities(FEATURED.columns)
    of_networks = MODEL.networks.probabilities(FEATURED.columns)
    probabilities = MODEL.probabilities(FEATURED.columns, is_nameless=False)
    assert probabilities - of_trees == pytest.approx(of_networks - probabilities)


def test_on_a_page_that_names_nothing_the_trees_alone_count() -> None:
    probabilities = MODEL.probabilities(FEATURED.columns, is_nameless=True)
    assert list(probabilities) == list(MODEL.trees.probabilities(FEATURED.columns))
