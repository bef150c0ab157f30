"""A heading is one line that says nothing else; inside the text it is the heading of a section."""

import pytest

from tests.extraction.making import PARAGRAPHS, article, meta
from tests.extraction.shown.rewritten import lines


@pytest.mark.parametrize(
    "heading",
    [
        '<h2 id="d">The damage <a class="hash-link" aria-hidden="true" href="#d">🔗</a></h2>',
        '<h2 id="d">The damage<a class="headerlink" href="#d" title="Permalink">¶</a></h2>',
        '<h3 id="d"><a class="anchor" href="#d">#</a> The damage</h3>',
        '<h3>The damage <a href="https://paper.example/a#d">§</a></h3>',
        '<h2 id="d">The damage <a href="#d">Link kopieren</a></h2>',
        '<h2>The damage <a class="c-permalink" href="/a/1#d">Link to this section</a></h2>',
        '<h2>The damage<span class="anchor-icon">#</span></h2>',
        "<h2>The damage <button>🔗</button></h2>",
        "<h2>The damage 🔗</h2>",
        "<h2>The <em>damage</em> ¶</h2>",
        "<h2>The<br>damage</h2>",
        "<h2>The<br/> damage<br></h2>",
    ],
)
def test_a_heading_has_one_line_and_no_sign_for_copying_a_link(heading: str) -> None:
    assert lines(f"<p>Before.</p>{heading}<p>After.</p>") == ["Before.", "The damage", "After."]


@pytest.mark.parametrize(
    "text",
    [
        "Written in C#",
        "§ 12 and its price",
        '<a href="#d">The damage</a>',
        '<a href="/b">#storm</a>',
    ],
)
def test_what_belongs_to_a_heading_stays(text: str) -> None:
    plain = text.partition(">")[2].removesuffix("</a>") or text
    assert lines(f'<h2 id="d">{text}</h2>') == [plain]


def test_paragraphs_that_are_set_as_a_heading_stay_apart() -> None:
    long = f"{PARAGRAPHS[0]}<br><br>{PARAGRAPHS[1]}<br>{PARAGRAPHS[2]}"
    assert lines(f"<h3>{long}</h3>") == list(PARAGRAPHS)


@pytest.mark.parametrize(
    "above",
    ["<h1>Bakery opens at five</h1>", "<h1>Millbrook Times</h1><h2>Bakery opens at five</h2>"],
    ids=["below the headline", "below the name of the site"],
)
def test_an_h1_inside_the_text_is_the_heading_of_a_section(above: str) -> None:
    text = f"<p>{PARAGRAPHS[0]}</p><h1>The oven</h1><p>{PARAGRAPHS[1]} {PARAGRAPHS[2]}</p>"
    head = meta(og__title="Bakery opens at five", og__site_name="Millbrook Times")
    found = article(f"<title>Bakery opens at five</title>{head}", above=above, body=text)
    assert found.title == "Bakery opens at five"
    assert found.body.split("\n")[1] == "The oven"


def test_a_section_may_begin_right_below_the_headline() -> None:
    text = f"<h1>I. The oven</h1><p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]} {PARAGRAPHS[2]}</p>"
    found = article("<title>Bakery opens at five</title>", body=text)
    assert found.body.split("\n")[0] == "I. The oven"
