"""Words that only a style sheet parts have a space between them, and parts of a word have none."""

import pytest

from tests.extraction.shown.rewritten import lines


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ('<h2><span class="no">Part one</span><span class="name">How it was lifted</span></h2>',
         "Part one How it was lifted"),
        ('<h2><span style="display: block">Teil eins</span><span>wie es gehoben wurde</span></h2>',
         "Teil eins wie es gehoben wurde"),
        ('<h3><span class="d-block">Le prix</span><span class="d-block">du pain</span></h3>',
         "Le prix du pain"),
        ("<ul><li><b>Port Hallow</b><span>8.10 and 15.40</span></li></ul>",
         "Port Hallow 8.10 and 15.40"),
        ("<ul><li><b>Sundays</b><span>no crossings</span></li></ul>", "Sundays no crossings"),
        ('<div><span class="day">Montag</span><span class="hours">geschlossen</span></div>',
         "Montag geschlossen"),
        ('<p><strong class="leadin">The money</strong>A lawyer said no.</p>',
         "The money A lawyer said no."),
        ("<p><b>LONDON</b>The ferry sails.</p>", "LONDON The ferry sails."),
        ("<p><b>Costs.</b>The board pays.</p>", "Costs. The board pays."),
    ],
)  # fmt: skip
def test_words_that_a_style_sheet_parts_are_not_glued(markup: str, text: str) -> None:
    assert lines(markup) == [text]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ('<p><span class="dropcap">T</span>he ferry sails.</p>', "The ferry sails."),
        ('<p><span class="dropcap">T</span><span class="rest">he ferry</span></p>', "The ferry"),
        ("<p><b>un</b>popular <em>Mac</em>Donald</p>", "unpopular MacDonald"),
        ("<p>The <i>e</i>Reader</p>", "The eReader"),
        ('<p><span class="c1">Die Bü</span><span class="c2">cherei</span></p>', "Die Bücherei"),
        ('<p><span style="a">the li</span><span style="b">brary</span></p>', "the library"),
        ("<p><b>LONDON</b>ERS</p>", "LONDONERS"),
        ("<p>CO<sub>2</sub> and <b>the</b>, <i>m</i><sup>2</sup></p>", "CO2 and the, m2"),
        ('<h2><span class="l1">N</span><span class="l2">o</span> way</h2>', "No way"),
        ("<p><b>ferries</b><span>'</span><i>s</i></p>", "ferries's"),
        ('<p><code><span class="key">return</span><span class="val">Value</span></code> it</p>',
         "returnValue it"),
        ("<p><b>東京</b><span>都</span>は</p>", "東京都は"),
        ('<p><span class="bold">首相</span><span class="thin">は</span></p>', "首相は"),
    ],
)  # fmt: skip
def test_parts_of_a_word_stay_together(markup: str, text: str) -> None:
    assert lines(markup) == [text]


def test_lines_that_a_style_makes_of_inline_elements_are_lines() -> None:
    spans = '<span style="display:block">One line.</span><span style="display:block">Two.</span>'
    assert lines(f"<div>{spans}</div>") == ["One line.", "Two."]
