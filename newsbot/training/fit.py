"""Trains, on labelled pages, a model that tells which blocks of a page are the article's body."""

from collections.abc import Sequence
from pathlib import Path

from newsbot.extraction.body.model.ensemble import NETWORKS_FILE, TREES_FILE
from newsbot.training.network_fit import NETWORKS, fit_networks, write_networks
from newsbot.training.origin import Origin
from newsbot.training.pages import LabelledPage
from newsbot.training.tree_fit import TREE_SEEDS, fit_trees, write_trees

SEEDS = {"trees": TREE_SEEDS, "networks": tuple(range(NETWORKS))}


def fit(pages: Sequence[LabelledPage], folder: Path, origin: Origin | None = None) -> None:
    """Trains a model on these pages, and writes the two files of the model to `folder`.

    The function `read_model` reads these files. If `origin` is given, the first line of both files
    states it: how the model was trained.
    """
    trees = fit_trees(pages)
    scale, networks = fit_networks(pages)
    write_trees(trees, folder / TREES_FILE, origin)
    write_networks(scale, networks, folder / NETWORKS_FILE, origin)
