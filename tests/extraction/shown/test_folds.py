"""Text that a reader can unfold is text; what opens over a page, or repeats it, stays hidden."""

import pytest

from newsbot.extraction.page.containers import HIDDEN_BIT
from tests.extraction.making import PARAGRAPHS, article
from tests.extraction.shown.rewritten import lines, shown_blocks

STORY = (
    "In winter the baker sells soup and hot bread to the drivers who wait for the early ferry.",
    "The council has promised her a second window, so that nobody has to stand in the rain.",
)
REST = "".join(f"<p>{paragraph}</p>" for paragraph in STORY)
BEGINNING = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
HIDDEN = f'style="display: none">{REST}</div>'


@pytest.mark.parametrize(
    "fold",
    [
        f'<button onclick="o()">Read more</button><div class="more" {HIDDEN}',
        f'<a class="more" href="#r">Weiterlesen</a><div id="r" hidden>{REST}</div>',
        f'<button aria-controls="r">Lire la suite</button><p>•</p><div id="r" hidden>{REST}</div>',
        f'<input type="checkbox" id="t"><label for="t">Mehr</label><div {HIDDEN}',
        f'<div class="article__rest is-collapsed" aria-hidden="true">{REST}</div>',
    ],
)
def test_the_rest_of_an_article_behind_a_switch_is_in_its_body(fold: str) -> None:
    assert article(body=BEGINNING + fold).body.split("\n") == [*PARAGRAPHS, *STORY]


@pytest.mark.parametrize(
    "hidden",
    [
        f'<div class="popup" {HIDDEN}',
        f'<div class="newsletter-modal" hidden>{REST}</div>',
        f'<div style="display:none">{REST}<form><input></form></div>',
        f'<div style="display:none" lang="de">{REST}</div>',
        f'<div style="display:none">{BEGINNING}</div>',
    ],
    ids=["popup", "modal", "form", "translation", "copy"],
)
def test_what_is_no_rest_of_the_text_stays_hidden(hidden: str) -> None:
    last = shown_blocks(f"{BEGINNING}{hidden}")[-1]
    assert any(container.marks >> HIDDEN_BIT & 1 for container in last.chain)


QUESTION, ANSWER = "Who may use the room at night?", PARAGRAPHS[2]


@pytest.mark.parametrize(
    "entry",
    [
        f"<h3><button>{QUESTION}</button></h3><div hidden><p>{ANSWER}</p></div>",
        f'<button class="accordion">{QUESTION}</button><div class="panel"><p>{ANSWER}</p></div>',
        f"<details><summary>{QUESTION}</summary><p>{ANSWER}</p></details>",
        f'<div class="q">{QUESTION}</div><div class="a" style="display:none"><p>{ANSWER}</p></div>',
    ],
)
def test_questions_are_headings_of_their_answers(entry: str) -> None:
    other = entry.replace(QUESTION, "What is a card?").replace(ANSWER, PARAGRAPHS[1])
    found = shown_blocks(f"{entry}{other}")
    assert [each.text for each in found] == [QUESTION, ANSWER, "What is a card?", PARAGRAPHS[1]]
    assert found[0].chain[0].tag == "h3"
    assert not any(container.marks >> HIDDEN_BIT & 1 for each in found for container in each.chain)


def test_a_button_that_shows_more_is_no_line_of_the_text() -> None:
    markup = f"{BEGINNING}<button>Read more</button><div hidden>{REST}</div>"
    assert lines(markup) == [*PARAGRAPHS, *STORY]
