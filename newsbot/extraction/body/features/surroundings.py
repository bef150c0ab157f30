"""Features that tell where a block stands: the elements around it, and the blocks like it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from newsbot.extraction.body.features.kept import KEPT
from newsbot.extraction.body.features.neighbours import prose_lengths
from newsbot.extraction.body.vectors import Columns, Indices, Vector
from newsbot.extraction.page.blocks import CHAIN_LENGTH, Block

# Some features, such as the amount of text in an element, are computed for this many of the
# elements around a block, counted from the innermost.
LEVELS = 3
# Two features of a block say how far it is from the element that seems to hold the article. The
# element is the first one around the block, from the innermost outwards, that has more than the
# share MOST of a text of the page. For one feature (`up_prose`), this text is all running text of
# the page. For the other (`up`), it is all text that trafilatura keeps.
MOST = 0.6
# Some features tell the distance, in blocks, from a block to the nearest block that trafilatura
# keeps. Larger distances than this are cut to this.
FAR = 99.0
# An element looks like a teaser if its first block is a headline that is a link. Such a headline is
# a block with more than the share LINKED of its text in links, and with at least HEADLINE_WORDS
# words.
LINKED = 0.9
HEADLINE_WORDS = 4
# A block with fewer words than this is a short line. An element with short lines and a picture in
# most cases presents a person, e.g. the author.
SHORT_WORDS = 10


class Surroundings:
    """Computes the features that tell where a block stands on its page.

    Some of them describe the elements around the block. Others describe the blocks that look like
    it. Two blocks look alike if the innermost elements around them have the same tag and the same
    classes. For some features, the next elements outwards must also have the same tag and classes.
    """

    def __init__(
        self, blocks: Sequence[Block], lengths: Vector, links: Vector, words: Vector
    ) -> None:
        self._lengths = lengths
        self._links = lengths * links
        self._prose = prose_lengths(lengths, links, words)
        self._read_chains(blocks)
        self._begins_linked = (links > LINKED) & (words >= HEADLINE_WORDS)
        self._is_short = words < SHORT_WORDS
        self._images = np.array([block.after_image for block in blocks], dtype=np.float64)
        self._alike = _numbered([block.looks(1) for block in blocks])
        self._alike_twice = _numbered([block.looks(2) for block in blocks])

    def _read_chains(self, blocks: Sequence[Block]) -> None:
        """Reads into arrays which elements are around each block.

        The elements are given by their `Container.number`. The main array has a row for each block:
        first the innermost element around the block, then the next one outwards, and so on.
        """
        self._steps = np.array([max(len(block.chain), 1) for block in blocks])
        chains = np.zeros((len(blocks), CHAIN_LENGTH), np.intp)
        for row, block in enumerate(blocks):
            numbers = [container.number for container in block.chain]
            chains[row, : len(numbers)] = numbers
        self._is_step = np.arange(CHAIN_LENGTH) < self._steps[:, None]
        self._chains = chains
        self._members = np.repeat(np.arange(len(blocks)), self._steps)
        self._containers = chains[self._is_step]
        levels = np.minimum(np.arange(LEVELS), self._steps[:, None] - 1)
        self._near = chains[np.arange(len(blocks))[:, None], levels]
        self._sizes = np.maximum(self._in_containers(self._lengths), 1.0)

    def columns(self) -> Columns:
        """For each block, features of the elements around it, and of the blocks that look like it.

        They are e.g. how much text an element has, and how much of it is in links.
        """
        counts = self._in_containers(np.ones(len(self._lengths)))
        links = self._in_containers(self._links) / self._sizes
        prose = self._in_containers(self._prose)
        all_prose = max(float(self._prose.sum()), 1.0)
        columns = {
            "page_prose": np.full(len(self._lengths), all_prose),
            "up_prose": self._steps_up(prose > MOST * all_prose),
        }
        for level, near in enumerate(self._near.T):
            columns[f"blocks_in_{level}"] = counts[near]
            columns[f"length_in_{level}"] = self._sizes[near]
            columns[f"links_in_{level}"] = links[near]
            columns[f"prose_in_{level}"] = prose[near] / all_prose
        columns |= self._card_columns(counts)
        kind = self._alike_twice
        sizes = np.bincount(kind, self._lengths)
        number = np.bincount(kind)
        columns["alike_once"] = np.bincount(self._alike)[self._alike].astype(np.float64)
        columns["alike"] = number[kind].astype(np.float64)
        columns["alike_length"] = (sizes / np.maximum(number, 1))[kind]
        columns["alike_links"] = (np.bincount(kind, self._links) / np.maximum(sizes, 1))[kind]
        return columns

    def _card_columns(self, counts: Vector) -> Columns:
        """Features that show whether a block is in a teaser, or in a box that presents a person.

        They describe each of the two innermost elements around the block: whether the element
        begins with a headline that is a link, as a teaser does; the share of short lines among its
        blocks; and its number of images. `counts` has the number of blocks in each element of the
        page.
        """
        _, firsts = np.unique(self._containers, return_index=True)
        begins_linked = np.zeros(len(counts))
        begins_linked[self._containers[firsts]] = self._begins_linked[self._members[firsts]]
        short = self._in_containers(self._is_short.astype(np.float64)) / np.maximum(counts, 1.0)
        images = self._in_containers(self._images)
        columns: Columns = {}
        for level, near in enumerate(self._near.T[:2]):
            columns[f"linked_head_in_{level}"] = begins_linked[near]
            columns[f"short_in_{level}"] = short[near]
            columns[f"images_in_{level}"] = images[near]
        return columns

    def kept_columns(self, shares: Vector) -> Columns:
        """For each block, features that relate its position to the blocks that trafilatura keeps.

        An example is the distance to the nearest kept block. `shares` has, for each block, the
        share of its text, 0 to 1, that trafilatura keeps.
        """
        is_kept = shares > KEPT
        kept = self._lengths * is_kept
        total = max(float(kept.sum()), 1.0)
        indices = np.arange(len(kept))
        where = np.flatnonzero(is_kept)
        first, last = (where[0], where[-1]) if len(where) else (0, len(kept) - 1)
        before = np.maximum.accumulate(np.where(is_kept, indices, -1000))
        after = np.minimum.accumulate(np.where(is_kept, indices, 10**6)[::-1])[::-1]
        in_containers = self._in_containers(kept)
        columns = {
            "after_first": indices - float(first),
            "after_last": indices - float(last),
            "before": np.cumsum(kept) / total,
            "all": np.full(len(kept), total),
            "since": np.minimum(indices - before, FAR),
            "until": np.minimum(after - indices, FAR),
            "up": self._steps_up(in_containers > MOST * total),
        }
        for level, near in enumerate(self._near.T):
            columns[f"share_in_{level}"] = in_containers[near] / self._sizes[near]
        for level, near in enumerate(self._near.T[:2]):
            columns[f"part_in_{level}"] = in_containers[near] / total
        for column, kind in (("alike_once", self._alike), ("alike", self._alike_twice)):
            of_kind = np.bincount(kind, kept)
            sizes = np.maximum(np.bincount(kind, self._lengths), 1.0)
            columns[column] = (of_kind / sizes)[kind]
            columns[f"{column}_part"] = (of_kind / total)[kind]
        return {f"{column}_kept": values for column, values in columns.items()}

    def _in_containers(self, values: Vector) -> Vector:
        """For each element around blocks, the sum of `values` over all blocks in the element.

        `values` has one number for each block. The index of an element's sum in the result is the
        `Container.number` of the element.
        """
        return np.bincount(self._containers, values[self._members]).astype(np.float64, copy=False)

    def _steps_up(self, marked: NDArray[np.bool_]) -> Vector:
        """For each block, how many steps up from it the nearest marked element is.

        The innermost element around the block is 0 steps up, its parent 1 step, and so on. If no
        element around the block is marked, the number is CHAIN_LENGTH. `marked` says for each
        element whether it is marked. The index of an element in `marked` is its `Container.number`.
        """
        is_marked = marked[self._chains] & self._is_step
        steps = np.where(is_marked.any(axis=1), is_marked.argmax(axis=1), CHAIN_LENGTH)
        return steps.astype(np.float64)


def _numbered(looks: Sequence[object]) -> Indices:
    """A number for each value, from 0 in order of appearance; equal values have the same number."""
    numbers: dict[object, int] = {}
    return np.array([numbers.setdefault(each, len(numbers)) for each in looks])
