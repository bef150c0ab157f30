"""How pages become batches, and that training computes what is computed when a page is read."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from newsbot.extraction.body.model.networks import RADIUS, Layer, Networks, Scale, text_shares

jax = pytest.importorskip("jax", reason="JAX is in .venv-training alone")

from newsbot.training.network_fit import (  # noqa: E402
    PAGES,
    ROWS,
    Example,
    batch_logits,
    batched,
    stacked,
)

WIDTH = 5
INPUTS = 7
RANDOM = np.random.default_rng(0)


def example(blocks: int) -> Example:
    return Example(
        inputs=RANDOM.normal(size=(blocks, INPUTS)).astype(np.float32),
        shares=text_shares(RANDOM.integers(1, 90, blocks).astype(np.float64)),
        is_body=np.zeros(blocks, np.float32),
        weights=np.ones(blocks, np.float32),
    )


def parameters() -> dict[str, Any]:
    def normal(*shape: int) -> Any:
        return RANDOM.normal(scale=0.3, size=shape).astype(np.float32)

    layer = {
        "kernel": normal(2 * RADIUS + 1, WIDTH, WIDTH),
        "pooled": normal(2 * WIDTH, WIDTH),
        "bias": normal(WIDTH),
    }
    return {
        "first": normal(INPUTS, WIDTH),
        "first_bias": normal(WIDTH),
        "layers": [layer, layer],
        "last": normal(WIDTH),
        "last_bias": normal(1)[0],
    }


def sizes(examples: Sequence[Example]) -> list[int]:
    return [len(each.inputs) for each in examples]


def test_in_a_batch_each_page_gets_the_logits_that_each_network_gives_it_alone() -> None:
    learned = [parameters(), parameters()]
    side_by_side = jax.tree.map(lambda *each: np.stack(each), *learned)
    layers = [Layer(**layer) for layer in side_by_side.pop("layers")]
    none = np.zeros(0, np.float32)
    scale = Scale(features=(), mean=none, deviation=none)
    networks = Networks(scale=scale, layers=layers, **side_by_side)
    batch = [example(blocks) for blocks in (1, 2, 3, 40, ROWS - 46 - 5 * RADIUS)]
    key = jax.random.PRNGKey(0)
    together = np.array([batch_logits(each, stacked(batch), key, 0.0, 0.0) for each in learned])
    first = 0
    for each in batch:
        own = together[:, first : first + len(each.inputs)]
        assert own == pytest.approx(networks.logits(each.inputs, each.shares), abs=1e-4)
        first += len(each.inputs) + RADIUS


def test_every_page_is_in_one_batch_and_no_batch_is_too_large() -> None:
    examples = [example(int(blocks)) for blocks in RANDOM.integers(1, ROWS // 2, 60)]
    batches = list(batched(examples, np.random.default_rng(1)))
    assert sorted(id(each) for batch in batches for each in batch) == sorted(map(id, examples))
    assert all(sum(sizes(batch)) + RADIUS * len(batch) <= ROWS for batch in batches)


def test_a_batch_has_no_more_pages_than_it_has_numbers_for() -> None:
    small = [example(1) for _ in range(PAGES + 1)]
    assert [len(batch) for batch in batched(small, np.random.default_rng(1))] == [PAGES, 1]


def test_a_page_that_fits_in_no_batch_is_an_error() -> None:
    with pytest.raises(ValueError, match="needs more than"):
        list(batched([example(ROWS)], np.random.default_rng(1)))
