"""Readings of characters and placeholders are no part of a text."""

import pytest

from tests.extraction.shown.rewritten import lines


@pytest.mark.parametrize(
    "ruby",
    [
        "<ruby>連絡船<rt>れんらくせん</rt></ruby>",
        "<ruby>連絡船<rp>\uff08</rp><rt>れんらくせん</rt><rp>\uff09</rp></ruby>",
        "<ruby><rb>連絡</rb><rb>船</rb><rt>れんらく</rt><rt>せん</rt></ruby>",
        "<ruby>連<rt>れん</rt>絡<rt>らく</rt>船<rt>せん</rt></ruby>",
        "<ruby>連絡船<rp>(<rt>れんらくせん<rp>)</ruby>",
        "<ruby>連絡<rt>れんらく<rb>船<rt>せん</ruby>",
        "<ruby>連絡船<rtc><rt>れんらくせん</rt></rtc></ruby>",
    ],
)  # fmt: skip
def test_furigana_are_no_part_of_the_text(ruby: str) -> None:
    assert lines(f"<p>白根島の{ruby}が運航を再開した。</p>") == ["白根島の連絡船が運航を再開した。"]


@pytest.mark.parametrize(
    "element",
    [
        "<amp-iframe src='/map'><p placeholder>Click to load the map</p></amp-iframe>",
        "<amp-video src='/v'><div fallback><p>Dein Browser spielt das nicht</p></div></amp-video>",
        "<amp-iframe src='/map'><div overflow role='button'>Show all of it</div></amp-iframe>",
        "<section amp-access='NOT subscriber' amp-access-hide><p>Two articles left</p></section>",
        "<section subscriptions-section='content-not-granted'><p>Subscribe now</p></section>",
        "<amp-consent><p>We use cookies</p></amp-consent>",
    ],
)
def test_what_stands_in_for_an_element_of_amp_is_no_text(element: str) -> None:
    assert lines(f"<p>The ferry sails.</p>{element}<p>It is on time.</p>") == [
        "The ferry sails.",
        "It is on time.",
    ]


def test_the_text_of_amp_elements_and_for_subscribers_stays() -> None:
    markup = (
        "<amp-accordion><section><h4>Who may sail?</h4><p>All may.</p></section></amp-accordion>"
        "<section amp-access='subscriber' amp-access-hide><p>The rest.</p></section>"
        "<section subscriptions-section='content'><p>The end.</p></section>"
    )
    assert lines(markup) == ["Who may sail?", "All may.", "The rest.", "The end."]
