"""What stands beside the body on pages whose author names nothing."""

import numpy as np

from newsbot.extraction.body.beside import PROBABLE_BESIDE, is_beside
from tests.extraction.making import PARAGRAPHS
from tests.extraction.segmenting import STORY, blocks

CARD = f"<div><p>{PARAGRAPHS[0]}</p></div>"
TEASER = (
    f"<div><p><a href='/a'>Ferry terminal reopens after storm</a></p><p>{PARAGRAPHS[0]}</p></div>"
)


def left_out(markup: str, probability: float) -> list[str]:
    """What stands beside the story of a page, `markup` coming after it with this probability."""
    page = blocks(f"<div>{STORY}</div>{markup}")
    story = len(PARAGRAPHS)
    probabilities = np.array([0.99] * story + [probability] * (len(page) - story))
    beside = is_beside(page, probabilities, np.ones(len(page), np.bool_))
    return [block.text for block, is_out in zip(page, beside, strict=True) if is_out]


def test_what_is_not_very_probable_stands_beside_the_story() -> None:
    assert left_out(CARD, PROBABLE_BESIDE - 0.01) == [PARAGRAPHS[0]]
    assert left_out(CARD, PROBABLE_BESIDE) == []


def test_a_teaser_stands_beside_the_story_however_probable() -> None:
    assert left_out(TEASER, 0.99)[-1] == PARAGRAPHS[0]


def test_where_anything_is_named_the_model_alone_classifies() -> None:
    assert left_out(CARD + "<p class='note'></p><p class='note'>Eastmoor</p>", 0.5) == []
    assert left_out(TEASER.replace("<div>", "<div class='card'>"), 0.99) == []
