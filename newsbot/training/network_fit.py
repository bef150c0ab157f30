"""Trains the neural networks of the block model on labelled pages, and writes them to a file.

The networks are trained with JAX, by AdamW (Loshchilov, Hutter, "Decoupled Weight Decay
Regularization", 2019) with dropout. The file has the moving average of the parameters over the last
steps of training. docs/decisions/0014-networks-beside-the-trees.md says what else was tried.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from numpy.typing import NDArray

from newsbot.extraction.body.model.networks import RADIUS, THOUSANDTHS, Scale, squash, text_shares
from newsbot.training.origin import Origin, first_line
from newsbot.training.pages import LabelledPage
from newsbot.training.weights import block_weights

# The number of networks that are trained, each with another seed. The model uses the mean of their
# results. The result of one network depends on chance: with another seed, its F1 on a corpus
# differs by .003. The F1 of the mean of three networks differs only by .001.
NETWORKS = 6
WIDTH = 32
LAYERS = 2
EPOCHS = 14
LEARNING_RATE = 3e-3
WARM_UP = 0.15
WEIGHT_DECAY = 1e-2
MAX_GRADIENT_NORM = 1.0
# A trained network gets the moving average of the parameters that it had after each training step.
# The average covers about the last eighth of all steps.
AVERAGED = 1 / 8
INPUT_DROPOUT = 0.1
DROPOUT = 0.4
# The parameter q of the loss function (see `_loss`): for q near 0 the loss is the cross entropy,
# for q = 1 the absolute error. docs/decisions/0015-labels-that-are-wrong.md has measurements.
LOSS_Q = 0.5
# The number of rows in the arrays of a batch. Each block that may belong to an article's body has a
# row, and empty rows stand between the pages. The longest page of the corpora needs 1 180 rows.
ROWS = 2048
# The maximum number of pages in a batch. A batch of long pages has fewer pages: each block takes
# one of the ROWS rows of the batch, and no page is added that needs more rows than are left.
PAGES = 48
# To scale a feature, its values are divided by its standard deviation plus this constant. The
# constant prevents a division by 0 if a feature has the same value everywhere.
LEAST_DEVIATION = 1e-3

Parameters = Any
"""The parameters of one network: nested dictionaries and lists of arrays. The file of the networks
has the same structure and the same keys."""
Batch = dict[str, NDArray[Any]]
"""The arrays of a batch of pages, by name. Each array has ROWS rows. A row stands for a block of a
page. Empty rows separate the pages, and fill up the end. The arrays "inputs", "shares", "is_body"
and "weights" are those of the class `Example`. The array "page" tells for each row to which page of
the batch it belongs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """The arrays of one page that is used to train the networks.

    Each array has one row for each block of the page that may belong to the article's body.
    """

    inputs: NDArray[np.float32]
    shares: NDArray[np.float32]
    is_body: NDArray[np.float32]
    weights: NDArray[np.float32]


def fit_networks(pages: Sequence[LabelledPage]) -> tuple[Scale, list[Parameters]]:
    """The trained networks, and the scale by which features are converted to the networks' inputs.

    The networks are not trained on the copies without markup that `newsbot.training.plain` makes of
    pages. With these copies, they would lose .002 of F1 on the corpora aeb and andy424. For pages
    without telling markup, the model uses only its other part, the trees.
    """
    pages = [page for page in pages if not page.is_plain]
    rows = squash(np.concatenate([page.rows for page in pages]))
    scale = Scale(
        features=pages[0].features,
        mean=_rounded(rows.mean(axis=0, dtype=np.float64)),
        deviation=_rounded(rows.std(axis=0, dtype=np.float64) + LEAST_DEVIATION),
    )
    examples = [
        Example(
            inputs=scale.inputs(page.rows),
            shares=text_shares(page.words),
            is_body=(page.shares > 0.5).astype(np.float32),
            weights=block_weights(page).astype(np.float32),
        )
        for page in pages
    ]
    return scale, [_fit_one(examples, seed) for seed in range(NETWORKS)]


def _rounded(values: NDArray[np.float64]) -> NDArray[np.float32]:
    """The values, rounded to the four decimal places that the file of the networks has."""
    return np.round(values, 4).astype(np.float32)


def _fit_one(examples: Sequence[Example], seed: int) -> Parameters:
    """The parameters of one network after training on the examples.

    `seed` determines all random numbers of the training.
    """
    random = np.random.default_rng(seed)
    key, of_parameters = jax.random.split(jax.random.PRNGKey(seed))
    batches = [batch for _ in range(EPOCHS) for batch in batched(examples, random)]
    rate = optax.cosine_onecycle_schedule(len(batches), LEARNING_RATE, pct_start=WARM_UP)
    optimizer = optax.chain(
        optax.clip_by_global_norm(MAX_GRADIENT_NORM), optax.adamw(rate, weight_decay=WEIGHT_DECAY)
    )
    parameters = average = _initial(of_parameters, examples[0].inputs.shape[1])
    state = optimizer.init(parameters)
    mean_weight = np.mean([sum(each.weights.sum() for each in batch) for batch in batches])
    newest = 1 / (AVERAGED * len(batches))

    @jax.jit
    def step(parameters: Parameters, average: Parameters, state: Any, rows: Any, key: Any) -> Any:
        gradient = jax.grad(_loss)(parameters, rows, key)
        updates, state = optimizer.update(gradient, state, parameters)
        parameters = optax.apply_updates(parameters, updates)
        return parameters, optax.incremental_update(parameters, average, newest), state

    for batch in batches:
        key, of_dropout = jax.random.split(key)
        rows = stacked(batch)
        rows["weights"] /= mean_weight
        parameters, average, state = step(parameters, average, state, rows, of_dropout)
    return jax.tree.map(np.asarray, average)


def batched(examples: Sequence[Example], random: np.random.Generator) -> Iterator[list[Example]]:
    """All examples in random order, in batches of at most PAGES pages and ROWS rows.

    A page takes one row for each of its blocks, and some empty rows after these. `random`
    determines the order of the examples.

    Raises:
        ValueError: a page has more blocks than a batch has rows.
    """
    batch: list[Example] = []
    free = ROWS
    for index in random.permutation(len(examples)):
        needed = len(examples[index].inputs) + RADIUS
        if needed > ROWS:
            raise ValueError(f"a page of {needed - RADIUS} blocks needs more than {ROWS} rows")
        if needed > free or len(batch) == PAGES:
            yield batch
            batch, free = [], ROWS
        batch.append(examples[index])
        free -= needed
    yield batch


def stacked(batch: Sequence[Example]) -> Batch:
    """The arrays of a batch of pages, in which each block of a page has a row.

    The rows of one page are followed by those of the next, with RADIUS empty rows between them. An
    empty row has the weight 0. In the array "page", it has the number PAGES, which no page has.
    """
    rows: Batch = {
        "inputs": np.zeros((ROWS, batch[0].inputs.shape[1]), np.float32),
        "page": np.full(ROWS, PAGES, np.int32),
        **{name: np.zeros(ROWS, np.float32) for name in ("shares", "is_body", "weights")},
    }
    first = 0
    for page, example in enumerate(batch):
        own = slice(first, first + len(example.inputs))
        rows["page"][own] = page
        for name in ("inputs", "shares", "is_body", "weights"):
            rows[name][own] = getattr(example, name)
        first = own.stop + RADIUS
    return rows


def _initial(key: Any, inputs: int) -> Parameters:
    """The random parameters of a network before training, drawn with JAX's random `key`.

    `inputs` is the number of the network's inputs for each block.
    """
    keys = iter(jax.random.split(key, 2 + 2 * LAYERS))

    def uniform(*shape: int, sources: int) -> Any:
        return jax.random.uniform(next(keys), shape, minval=-1, maxval=1) / np.sqrt(sources)

    near = 2 * RADIUS + 1
    return {
        "first": uniform(inputs, WIDTH, sources=inputs),
        "first_bias": jnp.zeros(WIDTH),
        "layers": [
            {
                "kernel": uniform(near, WIDTH, WIDTH, sources=near * WIDTH),
                "pooled": uniform(2 * WIDTH, WIDTH, sources=2 * WIDTH),
                "bias": jnp.zeros(WIDTH),
            }
            for _ in range(LAYERS)
        ],
        "last": uniform(WIDTH, sources=WIDTH),
        "last_bias": jnp.zeros(()),
    }


def _loss(parameters: Parameters, rows: Any, key: Any) -> Any:
    """The generalised cross entropy of the batch `rows`, with LOSS_Q as its parameter q.

    No block adds more to the loss than its weight divided by q. So a block with a wrong label does
    little harm. The loss is from Zhang, Sabuncu, "Generalized Cross Entropy Loss for Training Deep
    Neural Networks with Noisy Labels" (2018). `key` is JAX's random key for the dropout.
    """
    logits = batch_logits(parameters, rows, key, INPUT_DROPOUT, DROPOUT)
    for_label = jax.nn.log_sigmoid(jnp.where(rows["is_body"] > 0, logits, -logits))
    losses = -jnp.expm1(LOSS_Q * for_label) / LOSS_Q
    return (losses * rows["weights"]).sum()


def batch_logits(
    parameters: Parameters, rows: Any, key: Any, input_dropout: float, dropout: float
) -> Any:
    """For each block of the batch `rows`, one network's log-odds that the block is in the body.

    The function computes the same as `Networks.logits`, but with dropout. `input_dropout` is the
    rate of dropout for the inputs, `dropout` the rate for the layers. `key` is JAX's random key for
    both.
    """
    keys = iter(jax.random.split(key, 2 + LAYERS))
    page, shares = rows["page"], rows["shares"][:, None]
    is_block = (page < PAGES)[:, None]

    def dropped(values: Any, part: float) -> Any:
        is_left = jax.random.bernoulli(next(keys), 1 - part, values.shape)
        return jnp.where(is_left, values / (1 - part), 0)

    inputs = dropped(rows["inputs"], input_dropout)
    hidden = jax.nn.relu(inputs @ parameters["first"] + parameters["first_bias"]) * is_block
    for layer in parameters["layers"]:
        mean = jax.ops.segment_sum(hidden * shares, page, PAGES + 1)
        most = jnp.maximum(jax.ops.segment_max(hidden, page, PAGES + 1), 0)
        pooled = jnp.concatenate([mean, most], axis=1) @ layer["pooled"]
        padded = jnp.pad(dropped(hidden, dropout), ((RADIUS, RADIUS), (0, 0)))
        near = sum(padded[at : at + ROWS] @ each for at, each in enumerate(layer["kernel"]))
        hidden = hidden + jax.nn.relu(near + pooled[page] + layer["bias"]) * is_block
    return dropped(hidden, dropout) @ parameters["last"] + parameters["last_bias"]


def write_networks(
    scale: Scale, networks: Sequence[Parameters], file: Path, origin: Origin | None
) -> None:
    """Writes the networks, and the `scale` of their inputs, to a file.

    The module `newsbot.extraction.body.model.networks` reads the file. If `origin` is given, the
    first line of the file states it.
    """
    fields = {
        "features": list(scale.features),
        "mean": [float(str(value)) for value in scale.mean],
        "deviation": [float(str(value)) for value in scale.deviation],
    }
    whole = jax.tree.map(
        lambda values: np.round(values * THOUSANDTHS).astype(int).tolist(), list(networks)
    )
    lines = (json.dumps(line, separators=(",", ":")) + "\n" for line in whole)
    file.write_text(first_line(origin, fields) + "".join(lines), encoding="ascii")
