"""The block model: the mean of boosted trees and networks, read from the files beside this module.

Trees and networks err on different pages. Trees take a block's features as they are, a few of the
neighbours' features among them; networks see all features of the blocks around it, and do better on
sites unlike any that they learned from. The first line of each file says where the model comes
from; see `newsbot.training.origin`.
"""

from dataclasses import dataclass
from pathlib import Path

from newsbot.extraction.body.model.networks import Networks, read_networks
from newsbot.extraction.body.model.trees import Trees, read_trees
from newsbot.extraction.body.vectors import Columns, Vector

SHIPPED = Path(__file__).parent
TREES_FILE = "block_trees.jsonl"
NETWORKS_FILE = "block_networks.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockModel:
    """A model that gives the probability of each block of a page that it is body."""

    trees: Trees
    networks: Networks

    def probabilities(self, columns: Columns, *, is_nameless: bool) -> Vector:
        """The probability of each block of one page that it is body, 0 to 1.

        On a nameless page the trees alone count: they have learned from copies without markup.
        """
        of_trees = self.trees.probabilities(columns)
        if is_nameless:
            return of_trees
        return (of_trees + self.networks.probabilities(columns)) / 2


def read_model(folder: Path = SHIPPED) -> BlockModel:
    """The model whose two files are in `folder`."""
    return BlockModel(
        trees=read_trees(folder / TREES_FILE), networks=read_networks(folder / NETWORKS_FILE)
    )
