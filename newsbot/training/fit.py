"""Labelled pages → the block model's files."""

from collections.abc import Sequence
from pathlib import Path

from newsbot.extraction.body.model.ensemble import NETWORKS_FILE, TREES_FILE
from newsbot.training.network_fit import fit_networks, write_networks
from newsbot.training.pages import LabelledPage
from newsbot.training.tree_fit import fit_trees, write_trees


def fit(pages: Sequence[LabelledPage], folder: Path) -> None:
    """Trains on these pages, and writes a model that `read_model` finds in `folder`."""
    trees = fit_trees(pages)
    scale, networks = fit_networks(pages)
    write_trees(trees, folder / TREES_FILE)
    write_networks(scale, networks, folder / NETWORKS_FILE)
