"""The text of shadow roots, as browsers show it."""

import pytest

from tests.extraction.elsewhere.pages import STORY, lines_of, paragraphs, shown

FIRST, SECOND = paragraphs(STORY[:2]), paragraphs(STORY[2:])


@pytest.mark.parametrize("mode", ["shadowrootmode", "shadowroot"])
def test_the_text_of_a_shadow_root_replaces_that_of_its_host(mode: str) -> None:
    root = f'<template {mode}="open"><style>p{{}}</style>{paragraphs()}</template>'
    page = shown(f"<div class='story-body'>{root}<p>Your browser is too old for this.</p></div>")
    assert lines_of(page) == list(STORY)


def test_the_children_of_the_host_stand_in_its_slots() -> None:
    root = f'{FIRST}<slot name="quote"><p>Nobody was quoted.</p></slot><slot></slot>'
    quote = paragraphs(STORY[2:3]).replace("<p>", '<p slot="quote">')
    inner = f'<template shadowrootmode="open"><div>{root}</div></template>'
    page = shown(f"<story-body>{inner}{paragraphs(STORY[3:])}{quote}</story-body>")
    assert lines_of(page) == list(STORY)


def test_a_shadow_root_without_text_hides_nothing() -> None:
    root = '<template shadowrootmode="open"><style>p{}</style></template>'
    assert lines_of(shown(f"<story-body>{root}{paragraphs()}</story-body>")) == list(STORY)
