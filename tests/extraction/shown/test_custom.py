"""Custom elements that hold paragraphs are blocks, and those in a sentence are not."""

import pytest

from tests.extraction.making import PARAGRAPHS
from tests.extraction.shown.rewritten import lines


@pytest.mark.parametrize(
    "tag", ["story-paragraph", "x-p", "news-text-line"], ids=lambda tag: f"<{tag}>"
)
def test_custom_elements_with_a_sentence_each_are_paragraphs(tag: str) -> None:
    story = "".join(f"<{tag}>{text}</{tag}>" for text in PARAGRAPHS)
    assert lines(f"<story-body>{story}</story-body>") == list(PARAGRAPHS)
    assert lines(f"<div><h2>Bread</h2>{story}</div>") == ["Bread", *PARAGRAPHS]


@pytest.mark.parametrize(
    "markup",
    [
        f"<p>The <x-note>{PARAGRAPHS[0]}</x-note> ended there.</p>",
        f"<p><x-note>{PARAGRAPHS[0]}</x-note> <b>That was it.</b></p>",
        f"<p><x-name>Nora</x-name><x-name>Orme</x-name>{PARAGRAPHS[0]}</p>",
    ],
)
def test_custom_elements_in_a_sentence_stay_in_it(markup: str) -> None:
    assert len(lines(markup)) == 1
