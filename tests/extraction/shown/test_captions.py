"""Captions in small print below a picture are captions, and other small print is not."""

import pytest

from tests.extraction.shown.rewritten import shown_blocks

CAPTION = "Ines Halloran in the reading room on Monday"


def tag_of(markup: str, text: str = CAPTION) -> str:
    return next(each.chain[0].tag for each in shown_blocks(markup) if each.text == text)


@pytest.mark.parametrize(
    "markup",
    [
        f'<p><img src="/a.jpg"><br><small><em>{CAPTION}</em></small></p>',
        f'<p><img src="/a.jpg"><em>{CAPTION}</em></p>',
        f'<p><a href="/b"><img src="/a.jpg"></a>\n<i>{CAPTION}</i></p>',
        f'<p><img src="/a.jpg"><span style="font-size: 11px">{CAPTION}</span></p>',
        f'<div align="center"><img src="/a.jpg"><br><font size="1">{CAPTION}</font></div>',
        f'<p><img src="/a.jpg"></p><p><small>{CAPTION}</small></p>',
        f'<p><b><img src="/a.jpg"><span class="image-caption">{CAPTION}</span></b></p>',
        f'<p><img src="/a.jpg"><span class="photo__legende">{CAPTION}</span>Ein Satz.</p>',
        f'<div><picture><img src="/a.jpg"></picture><span class="bildtext">{CAPTION}</span></div>',
    ],
)
def test_small_print_below_a_picture_is_its_caption(markup: str) -> None:
    assert tag_of(markup) == "figcaption"


@pytest.mark.parametrize(
    "markup",
    [
        f"<p><em>{CAPTION}</em></p>",
        f'<p><img src="/a.jpg"></p><p><em>{CAPTION}</em></p>',
        f'<p><img src="/a.jpg"><br><span>{CAPTION}</span></p>',
        f'<p><img src="/a.jpg"></p><p>One more line.</p><p><small>{CAPTION}</small></p>',
        f"<p>Before it.<br><small>{CAPTION}</small></p>",
    ],
)
def test_other_small_print_is_text(markup: str) -> None:
    assert tag_of(markup) != "figcaption"
