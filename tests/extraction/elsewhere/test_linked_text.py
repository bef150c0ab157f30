"""Articles whose text stands in `articleBody`, for search engines."""

from html import escape

import pytest

from tests.extraction.elsewhere.pages import (
    OTHER,
    OTHER_TITLE,
    STORY,
    TITLE,
    found,
    lines_of,
    paragraphs,
    shown,
)
from tests.extraction.making import json_ld

GATE = '<div class="gate"><p>Log in or register free of charge to read on.</p></div>'
FORMS = {
    "lines": "\n".join(STORY),
    "HTML": paragraphs(),
    "escaped HTML": escape(paragraphs()),
    "a list": list(STORY),
    "joined paragraphs": "".join(STORY),
}


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS)
def test_the_text_is_read_line_by_line_where_the_page_shows_none(text: object) -> None:
    assert lines_of(shown(head=json_ld(headline=TITLE, articleBody=text))) == list(STORY)


def test_the_text_is_read_from_microdata() -> None:
    meta = f'<meta itemprop="articleBody" content="{escape(chr(10).join(STORY))}">'
    assert lines_of(shown(meta)) == list(STORY)


def test_a_teaser_above_a_request_to_log_in_gives_way_to_the_whole_text() -> None:
    linked = json_ld(headline=TITLE, isAccessibleForFree=False, articleBody="\n".join(STORY))
    article = found(shown(paragraphs(STORY[:2]) + GATE, head=linked))
    assert article.body.split("\n") == list(STORY)
    assert article.is_paywalled is True


def test_the_paragraphs_that_the_page_shows_stay_beside_a_run_of_the_same_text() -> None:
    linked = json_ld(headline=TITLE, articleBody=" ".join(STORY))
    assert lines_of(shown(paragraphs(), head=linked)) == list(STORY)


def test_a_text_that_is_cut_off_does_not_replace_the_whole_one() -> None:
    linked = json_ld(headline=TITLE, articleBody=" ".join(STORY)[:400] + "\u2026")
    assert lines_of(shown(paragraphs(), head=linked)) == list(STORY)


def test_the_text_of_another_article_is_not_read() -> None:
    linked = json_ld(headline=OTHER_TITLE, articleBody="\n".join(OTHER * 3))
    assert lines_of(shown(paragraphs(STORY[:2]), head=linked)) == list(STORY[:2])
