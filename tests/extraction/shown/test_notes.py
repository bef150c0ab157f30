"""Hidden notes in a line go; what a reader sees, or unfolds, stays."""

import pytest

from newsbot.extraction.article import extract_article
from newsbot.items import Article
from tests.extraction.making import PARAGRAPHS, article, fetched, html
from tests.extraction.shown.rewritten import lines

TINY = "position:absolute; height:1px; width:1px; overflow:hidden"


@pytest.mark.parametrize(
    "attribute",
    [
        'class="visually-hidden"', 'class="sr-only"', 'class="screen-reader-text"', "hidden",
        'class="ssrcss-1f-VisuallyHidden e16"', 'class="Link_srOnly__x1"', 'class="show-for-sr"',
        'class="ui-helper-hidden-accessible"', 'class="u-a11y-hidden"', 'class="d-none"',
        'style="display: none"', 'style="visibility:hidden"', f'style="{TINY}"',
        'style="border: 0px; clip: rect(0px, 0px, 0px, 0px); position: absolute"',
        'style="clip-path: inset(50%)"', 'style="position:absolute;left:-9999px"',
        'class="xq7"',
    ],
)  # fmt: skip
def test_a_hidden_note_in_a_link_is_no_part_of_the_sentence(attribute: str) -> None:
    sheet = (
        "<style>.a { color: red } p, .xq7 { clip: rect(0 0 0 0) } @media print {.b {x: 1}}</style>"
    )
    link = f"<a href='/b'>the Courier<span {attribute}> (opens in a new tab)</span></a>"
    assert lines(f"<p>It is, {link} says, on time.</p>", sheet) == [
        "It is, the Courier says, on time."
    ]


def test_a_note_that_parts_two_words_leaves_a_space() -> None:
    two = '<p>The ferry sails 8.10<span class="sr-only"> to </span>15.40</p>'
    assert lines(two) == ["The ferry sails 8.10 15.40"]
    assert lines('<p>Im Ha<span style="display:none">x</span>fen liegt die Fähre</p>') == [
        "Im Hafen liegt die Fähre"
    ]


def test_a_hidden_sign_between_two_words_stays() -> None:
    heading = '<h1>The ferry<span class="hide">: </span><span>It sails again</span></h1>'
    assert lines(heading) == ["The ferry: It sails again"]


@pytest.mark.parametrize("tag", ["button", "label"])
def test_the_hidden_name_of_a_button_stays(tag: str) -> None:
    assert lines(f'<{tag}><i class="sr-only">Share it</i></{tag}><p>Text</p>')[0] == "Share it"


def test_a_class_that_hides_on_some_screens_only_hides_nothing() -> None:
    sheet = "<style>@media (max-width: 9em) { .note { display: none } } .b:hover{}</style>"
    assert lines('<p>The <span class="note">old</span> ferry</p>', sheet) == ["The old ferry"]


@pytest.mark.parametrize("tag", ["p", "div", "h2", "li"])
def test_a_line_for_screen_readers_is_no_line(tag: str) -> None:
    note = f'<{tag} class="sr-only">Skip the advertisement</{tag}>'
    assert lines(f"<p>{PARAGRAPHS[0]}</p>{note}<p>Two.</p>") == [PARAGRAPHS[0], "Two."]


def test_the_rest_of_a_sentence_that_a_click_shows_stays() -> None:
    rest = ", " + " ".join(PARAGRAPHS)
    fold = f'<span id="dots">...</span><span id="more" style="display: none">{rest}</span>'
    assert lines(f"<p>On Monday{fold}</p>") == [f"On Monday{rest}"]


def test_hidden_words_still_tell_who_wrote_an_article() -> None:
    byline = '<p><span class="sr-only">By</span> Ann Carter</p>'
    assert article(above=f"<h1>Bakery opens at five</h1>{byline}").authors == ("Ann Carter",)


def test_a_broken_style_sheet_of_any_length_is_read() -> None:
    page = html(head=f"<style>{'.a{' * 50_000}{'}' * 9}</style>")
    assert isinstance(extract_article(fetched(page)), Article)
