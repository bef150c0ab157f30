"""The model that tells which blocks of a page are the article's body: trees and networks.

The probability of a block is the mean of two probabilities. One is computed by boosted trees, the
other by neural networks, which err on different pages. The trees see a block's own features and a
few features of its neighbours. The networks see all features of the neighbouring blocks too, and do
better on sites unlike those in the training corpora. The trees and the networks are read from two
files beside this module. The first line of each file says how the model was trained; see
`newsbot.training.origin`.
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
    """A model that gives each block of a page the probability that it is the article's body."""

    trees: Trees
    networks: Networks

    def probabilities(self, columns: Columns, *, is_nameless: bool) -> Vector:
        """For each block of one page, the probability that it is body, 0 to 1.

        On a nameless page, no element around a block has a class, or an id or role that tells what
        the element is for. For such a page only the trees are used, since the networks were not
        trained on such pages. `columns` has the features of the blocks.
        """
        of_trees = self.trees.probabilities(columns)
        if is_nameless:
            return of_trees
        return (of_trees + self.networks.probabilities(columns)) / 2


def read_model(folder: Path = SHIPPED) -> BlockModel:
    """The block model that is read from the files TREES_FILE and NETWORKS_FILE in `folder`."""
    return BlockModel(
        trees=read_trees(folder / TREES_FILE), networks=read_networks(folder / NETWORKS_FILE)
    )
