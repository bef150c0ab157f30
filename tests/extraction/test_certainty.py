"""The certainty of a body is the F1 that the model expects of it."""

import pytest

from newsbot.extraction.body.certainty import body_certainty
from newsbot.extraction.body.classification import ClassifiedBlock, Outcome
from newsbot.extraction.page.blocks import Block
from tests.extraction.making import article


def block(words: int, probability: float, outcome: Outcome) -> ClassifiedBlock:
    read = Block(
        text="bread " * words,
        words=["bread"] * words,
        chain=[],
        link_share=0,
        bold_share=0,
        is_item=False,
        after_image=False,
        has_time=False,
        hrefs=(),
    )
    return ClassifiedBlock(block=read, probability=probability, outcome=outcome, key=0)


@pytest.mark.parametrize(
    ("blocks", "certainty"),
    [
        ([block(90, 1, "body"), block(50, 0, "other")], 1),
        ([block(50, 1, "body"), block(50, 0, "body")], 0.667),
        ([block(50, 1, "body"), block(50, 1, "other")], 0.667),
        ([block(50, 1, "body"), block(50, 1, "title"), block(9, 1, "site_boilerplate")], 1),
        ([block(50, 0.5, "body")], 0.667),
        ([block(50, 0.5, "other")], 0),
    ],
)
def test_certainty_counts_what_is_doubtful_and_what_may_be_missing(
    blocks: list[ClassifiedBlock], certainty: float
) -> None:
    assert body_certainty(blocks) == certainty


def test_an_article_says_how_sure_the_model_is_of_its_body() -> None:
    certainty = article().body_certainty
    assert certainty is not None
    assert 0.9 < certainty <= 1
