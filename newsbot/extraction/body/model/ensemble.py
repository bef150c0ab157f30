"""How sure one is of each block that it is body: half what trees say, half what networks say.

The two err on different pages. Trees take a block's features as they are, a few of its neighbours'
among them; networks see all features of the blocks around it, and know better what to make of a
site unlike all that were learned from.
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
    """Tells the body's blocks from others by their features."""

    trees: Trees
    networks: Networks

    def certainties(self, columns: Columns, *, is_nameless: bool) -> Vector:
        """Of each block of one page, 0 to 1.

        On a nameless page the trees alone decide: they have learned from copies without markup.
        """
        of_trees = self.trees.probabilities(columns)
        if is_nameless:
            return of_trees
        return (of_trees + self.networks.probabilities(columns)) / 2


def read_model(folder: Path = SHIPPED) -> BlockModel:
    """The model whose files are in `folder`."""
    return BlockModel(
        trees=read_trees(folder / TREES_FILE), networks=read_networks(folder / NETWORKS_FILE)
    )
