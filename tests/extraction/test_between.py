"""Short lists between the paragraphs of the body."""

import numpy as np
import pytest

from newsbot.extraction.body.between import with_lists_between
from newsbot.extraction.body.lists import read_lists
from tests.extraction.making import PARAGRAPHS
from tests.extraction.segmenting import STORY, blocks

LAST = f"<p>{PARAGRAPHS[0]}</p>"
ITEMS = "<li>Port Hallow 8.10</li><li>Skerrin 9.25</li>"
LINKS = "<li><a href='/a'>Ferry is late</a></li><li><a href='/b'>Mill is shut</a></li>"


def kept(markup: str) -> bool:
    """Whether the items of a list are body if all blocks of the page beside them are."""
    page = blocks(f"<div>{markup}</div>")
    is_body = np.array([each.chain[0].tag == "p" for each in page])
    return bool(with_lists_between(page, read_lists(page), is_body).all())


@pytest.mark.parametrize("list_tag", ["<ul>", "<ol>", "<ul class='timetable'>"])
def test_a_short_list_between_two_paragraphs_is_body(list_tag: str) -> None:
    assert kept(f"{STORY}{list_tag}{ITEMS}</{list_tag[1:3]}>{LAST}")


@pytest.mark.parametrize(
    "markup",
    [
        f"{STORY}<ul>{LINKS}</ul>{LAST}",
        f"{STORY}<ul class='tags'>{ITEMS}</ul>{LAST}",
        f"{STORY}<ul style='display:none'>{ITEMS}</ul>{LAST}",
        f"{STORY}<div><ul>{ITEMS}</ul></div>{LAST}",
        f"{STORY}<ul><li>{PARAGRAPHS[1]}</li></ul>{LAST}",
        f"<p>Ferries</p><ul>{ITEMS}</ul>{LAST}",
        f"{STORY}<ul>{ITEMS}</ul>",
    ],
)
def test_other_lists_are_left_to_the_model(markup: str) -> None:
    assert not kept(markup)
