"""The text of an element is what a reader sees of it, on one line."""

import pytest
from lxml.html import fromstring

from newsbot.extraction.page.shown.lines import shown_text
from newsbot.extraction.page.text import one_line
from tests.extraction.making import metadata
from tests.extraction.segmenting import texts


@pytest.mark.parametrize(
    "markup",
    [
        "<h1>Ferry to the island<br>sails again</h1>",
        "<h1>Ferry to the island<br/>\n sails again</h1>",
        "<h1><div>Ferry to the island</div><div>sails again</div></h1>",
        "<h1>Ferry to <style>.a {}</style>the island <script>a()</script>sails again</h1>",
        '<h1><span class="sr-only">Article: </span>Ferry to the island sails again</h1>',
        '<h1>Ferry to the island sails again<i class="u-visuallyHidden">, video</i></h1>',
        '<h1>Ferry to the island <b style="display: none">Live</b>sails again</h1>',
        "<h1>Ferry to the island sails again<small hidden>Updated</small></h1>",
        '<h1 class="visually-hidden">Ferry to the island sails again</h1>',
        '<h1><span class="screen-reader-text">Ferry to the island sails again</span></h1>',
    ],
)
def test_lines_are_parted_and_hidden_words_left_out(markup: str) -> None:
    assert shown_text(fromstring(markup)) == "Ferry to the island sails again"


@pytest.mark.parametrize(
    "attribute",
    [
        'class="not-sr-only"', 'class="hidden md:inline"', 'class="d-none d-lg-inline"',
        'class="useronly"', 'hidden="until-found"', 'aria-hidden="true"', 'style="left: -10px"',
        'style="display:inline"', 'style="border-width:1px"', 'class="hidden-treasure"',
    ],
)  # fmt: skip
def test_what_is_shown_on_wide_screens_is_not_hidden(attribute: str) -> None:
    assert (
        shown_text(fromstring(f"<p>The <span {attribute}>old </span>ferry</p>")) == "The old ferry"
    )


def test_a_title_in_two_lines_has_a_space_between_them() -> None:
    assert metadata("", above="<h1>Bakery opens<br>at five</h1>").title == "Bakery opens at five"
    assert one_line("Bakery&lt;br /&gt;opens<b> at</b> five") == "Bakery opens at five"


def test_lines_and_paragraphs_of_a_cell_are_parted() -> None:
    row = "<td>Castlegate</td><td>22.10<br>Mon-Fri</td><td><p>7.02</p><p>Tue-Sat</p></td>"
    assert texts(f"<table><tr>{row}</tr></table>") == ["Castlegate | 22.10 Mon-Fri | 7.02 Tue-Sat"]
