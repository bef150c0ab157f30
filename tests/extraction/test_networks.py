"""Networks as they are read from their file: what a block's score depends on."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from newsbot.extraction.body.model.networks import (
    FAR,
    RADIUS,
    TAG_COUNT,
    TAGS,
    THOUSANDTHS,
    Networks,
    read_networks,
)
from newsbot.extraction.body.vectors import Columns
from newsbot.extraction.page.blocks import NO_TAG, OTHER_TAG

FEATURES = ("words", "link", *TAGS)
INPUTS = len(FEATURES) + len(TAGS) * TAG_COUNT
BLOCKS = 9
MIDDLE = BLOCKS // 2


def parameters(**changed: Any) -> dict[str, Any]:
    """A network of width one, with one layer that adds nothing; what it says is its link input."""
    first = [[0]] * INPUTS
    first[FEATURES.index("link")] = [THOUSANDTHS]
    layer = {"kernel": [[[0]]] * (2 * RADIUS + 1), "pooled": [[0], [0]], "bias": [0]}
    network = {"first": first, "first_bias": [0], "last": [THOUSANDTHS], "last_bias": 0}
    return network | {"layers": [layer | changed]}


def networks(folder: Path, *each: dict[str, Any]) -> Networks:
    scale = {"features": FEATURES, "mean": [0] * len(FEATURES), "deviation": [1] * len(FEATURES)}
    file = folder / "networks.jsonl"
    file.write_text("\n".join(map(json.dumps, (scale, *each))), encoding="ascii")
    return read_networks(file)


def page(**changed: list[float]) -> Columns:
    """The features of nine blocks alike, without links."""
    columns = dict.fromkeys(FEATURES, [0.0] * BLOCKS) | changed
    return {name: np.array(values) for name, values in columns.items()}


def scores(model: Networks, columns: Columns) -> list[float]:
    """The log-odds of each block, in the unit of the link input."""
    shares = model.probabilities(columns)
    return [float(each) for each in np.expm1(np.log(shares / (1 - shares)))]


def one_linked(index: int, link: float = 1.0) -> list[float]:
    return [link if at == index else 0.0 for at in range(BLOCKS)]


def test_a_block_is_scored_by_its_features(tmp_path: Path) -> None:
    linked = one_linked(MIDDLE)
    assert scores(networks(tmp_path, parameters()), page(link=linked)) == pytest.approx(linked)


@pytest.mark.parametrize("step", range(-RADIUS, RADIUS + 1))
def test_a_block_hears_each_of_those_before_and_after_it(step: int, tmp_path: Path) -> None:
    kernel = [[[THOUSANDTHS]] if at == step + RADIUS else [[0]] for at in range(2 * RADIUS + 1)]
    heard = scores(
        networks(tmp_path, parameters(kernel=kernel)), page(link=one_linked(MIDDLE + step))
    )
    assert heard[MIDDLE] == pytest.approx(3.0 if step == 0 else 1.0)


def test_a_block_does_not_hear_those_beyond_the_pages_end(tmp_path: Path) -> None:
    model = networks(tmp_path, parameters(kernel=[[[THOUSANDTHS]]] * (2 * RADIUS + 1)))
    heard = scores(model, page(link=one_linked(0)))
    assert heard[: RADIUS + 1] == pytest.approx([3.0, *[1.0] * RADIUS])
    assert heard[RADIUS + 1 :] == pytest.approx([0.0] * (BLOCKS - RADIUS - 1))


def test_all_blocks_hear_the_pages_mean_by_length(tmp_path: Path) -> None:
    model = networks(tmp_path, parameters(pooled=[[THOUSANDTHS], [0]]))
    words = [11.0 if at == 0 else 0.0 for at in range(BLOCKS)]
    heard = np.log1p(scores(model, page(link=one_linked(0), words=words)))
    assert heard[1:] == pytest.approx([np.log(2) * 12 / (12 + BLOCKS - 1)] * (BLOCKS - 1))


def test_all_blocks_hear_the_pages_maximum(tmp_path: Path) -> None:
    model = networks(tmp_path, parameters(pooled=[[0], [THOUSANDTHS]]))
    assert scores(model, page(link=one_linked(0))) == pytest.approx([3.0, *[1.0] * (BLOCKS - 1)])


def test_a_value_far_away_is_no_farther_than_the_farthest(tmp_path: Path) -> None:
    model = networks(tmp_path, parameters())
    far = scores(model, page(link=one_linked(MIDDLE, 1e9)))
    assert far[MIDDLE] == pytest.approx(np.expm1(FAR), rel=1e-3)


@pytest.mark.parametrize("name", TAGS)
@pytest.mark.parametrize("tag", [NO_TAG, 0.0, OTHER_TAG])
def test_each_tag_is_an_input_of_its_own(name: str, tag: float, tmp_path: Path) -> None:
    network = parameters()
    network["first"] = [[0]] * INPUTS
    network["first"][len(FEATURES) + TAGS.index(name) * TAG_COUNT + int(tag - NO_TAG)] = [500]
    tags = [tag if at == MIDDLE else 7.0 for at in range(BLOCKS)]
    said = np.log1p(scores(networks(tmp_path, network), page(**{name: tags})))
    assert said == pytest.approx([0.5 if at == MIDDLE else 0.0 for at in range(BLOCKS)], abs=1e-6)


def test_a_page_may_have_one_block(tmp_path: Path) -> None:
    alone = {name: np.array([1.0]) for name in FEATURES}
    model = networks(tmp_path, parameters(kernel=[[[THOUSANDTHS]]] * (2 * RADIUS + 1)))
    assert scores(model, alone) == pytest.approx([3.0])


def differing(number: int) -> dict[str, Any]:
    """A network whose every parameter depends on its number."""
    part = (number + 1) * THOUSANDTHS // 10
    kernel = [[[part + at]] for at in range(2 * RADIUS + 1)]
    network = parameters(kernel=kernel, pooled=[[part], [-2 * part]], bias=[part])
    first = [[part]] * INPUTS
    return network | {"first": first, "first_bias": [part], "last": [part], "last_bias": part}


def test_of_several_networks_the_mean_counts(tmp_path: Path) -> None:
    each = [differing(number) for number in range(3)]
    columns = page(link=one_linked(MIDDLE), words=[float(at) for at in range(BLOCKS)])
    alone = [networks(tmp_path, network).probabilities(columns) for network in each]
    assert len({float(said[MIDDLE]) for said in alone}) == len(each)
    together = networks(tmp_path, *each).probabilities(columns)
    assert together == pytest.approx(np.mean(alone, axis=0))


def test_a_feature_that_is_not_given_is_an_error(tmp_path: Path) -> None:
    columns = page()
    del columns["link"]
    with pytest.raises(KeyError, match="link"):
        networks(tmp_path, parameters()).probabilities(columns)
