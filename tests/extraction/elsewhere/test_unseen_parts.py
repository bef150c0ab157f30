"""Articles whose text stands in elements that browsers do not show."""

import pytest

from tests.extraction.elsewhere.pages import STORY, found, lines_of, paragraphs, refused, shown
from tests.extraction.making import json_ld

NOTICE = (
    "<noscript><p>We have found that JavaScript is disabled in this browser. Please enable"
    " JavaScript or switch to another browser to go on using this site. Our help centre has a list"
    " of browsers, and tells you how to enable JavaScript and cookies, and whom to write to if that"
    " does not help you.</p></noscript>"
)
CONSENT = (
    '<div class="cookie-modal" style="display:none"><h2>Your privacy</h2><p>We and our 412 partners'
    " store information on your device, such as cookies, and process personal data to show you"
    " advertisements that fit your interests and to measure how often they are seen.</p><p>You can"
    " agree to all of this, or choose which purposes and partners you accept; you may change your"
    " mind at any time in the settings at the foot of every page.</p></div>"
)
OFFER = "<h4>Read on with Herald Plus</h4><p>Four weeks for one crown, then eight a month.</p>"
TEMPLATE = '<script type="text/x-handlebars-template" id="story">'


@pytest.mark.parametrize(
    "inner",
    [
        f"<div id='mount'></div><noscript>{paragraphs()}</noscript>",
        f"{paragraphs(STORY[:1])}<noscript>{paragraphs()}</noscript>",
        f"<template id='story'>{paragraphs()}</template>",
        f"<div></div>{TEMPLATE}{paragraphs()}</script>",
    ],
    ids=["noscript", "noscript below the first paragraph", "a template", "a script's template"],
)
def test_the_text_is_read_from(inner: str) -> None:
    assert lines_of(shown(f'<div class="story-body">{inner}</div>')) == list(STORY)


def test_a_notice_for_browsers_without_scripts_is_no_article() -> None:
    assert refused(shown(NOTICE)) == "empty"


def test_hidden_notices_do_not_replace_a_short_article() -> None:
    assert lines_of(shown(paragraphs(STORY[:2]) + CONSENT + NOTICE)) == list(STORY[:2])


@pytest.mark.parametrize(
    "hidden", ['class="premium-content" hidden', 'class="paywall" style="display: none"']
)
def test_the_part_for_subscribers_is_read_and_the_article_marked(hidden: str) -> None:
    gate = f'<div class="gate gate--soft">{OFFER}</div>'
    inner = f"{paragraphs(STORY[:2])}{gate}<div {hidden}>{paragraphs(STORY[2:])}</div>"
    article = found(shown(f'<div class="story-body">{inner}</div>'))
    assert article.body.split("\n") == list(STORY)
    assert article.is_paywalled is True


def test_the_part_that_json_ld_names_is_read() -> None:
    part = {"@type": "WebPageElement", "isAccessibleForFree": "False", "cssSelector": [".c-rest"]}
    inner = f'{paragraphs(STORY[:1])}<div class="c-rest is-hidden">{paragraphs(STORY[1:])}</div>'
    page = shown(inner, head=json_ld(isAccessibleForFree=False, hasPart=[part]))
    assert lines_of(page) == list(STORY)


def test_the_whole_text_for_subscribers_replaces_the_teaser_that_is_cut_off() -> None:
    teaser = f"<p>{STORY[0][:90]}\u2026</p>"
    inner = f'{teaser}<div class="for-subscribers" hidden>{paragraphs()}</div>'
    assert lines_of(shown(f'<div class="story-body">{inner}</div>')) == list(STORY)


def test_the_preview_for_all_readers_stays_above_the_part_for_subscribers() -> None:
    preview = f'<div class="subscriber-preview">{paragraphs(STORY[:2])}</div>'
    inner = f'{preview}<div class="subscriber-only" hidden>{paragraphs(STORY[2:])}</div>'
    assert lines_of(shown(f'<div class="story-body">{inner}</div>')) == list(STORY)


def test_parts_of_one_short_sentence_each_are_read() -> None:
    short = [each for line in STORY[2:] for each in (line[:60], line[60:])]
    hidden = "".join(f'<div class="subscriber-only" hidden><p>{each}</p></div>' for each in short)
    page = shown(f'<div class="story-body">{paragraphs(STORY[:2])}{hidden}</div>')
    assert lines_of(page) == [*STORY[:2], *map(str.strip, short)]
