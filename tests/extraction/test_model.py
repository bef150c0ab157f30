"""The model that is shipped: its files, and that they fit the features."""

import pytest

from newsbot.extraction.body.features.columns import featurise
from newsbot.extraction.body.model.ensemble import NETWORKS_FILE, SHIPPED, TREES_FILE, read_model
from tests.extraction.making import PARAGRAPHS
from tests.extraction.segmenting import STORY, blocks, page_text

FEATURED = featurise(blocks(STORY), page_text("\n".join(PARAGRAPHS)))
MODEL = read_model()
MOST_BYTES = 2**20


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
