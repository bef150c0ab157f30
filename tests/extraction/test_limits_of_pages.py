"""Pages that would hold a worker are answered at once, and never keep anything of them."""

import json

import pytest

from newsbot.extraction.article import extract_article
from newsbot.extraction.page import containers
from newsbot.extraction.page.containers import CLASS_CHARACTERS, read_container
from newsbot.extraction.page.linked.linked_objects import MAX_CHARACTERS, linked_objects
from newsbot.extraction.page.tree.markup_limits import (
    MAX_ATTRIBUTES,
    MAX_BLOCKS,
    MAX_BYTES,
    MAX_CELLS,
    MAX_ELEMENTS,
)
from newsbot.items import Article, NotAnArticle
from tests.extraction.long_pages import MARKUPS, TEMPLATES, paragraphs
from tests.extraction.making import fetched
from tests.extraction.segmenting import document_fromstring

TEXTS = paragraphs(12)


def answer(extra: str = "", before: str = "") -> Article | NotAnArticle:
    page = TEMPLATES["news"](MARKUPS["paragraphs"](TEXTS) + extra, "en")
    return extract_article(fetched((before + page).encode()))


@pytest.mark.parametrize(
    ("extra", "detail"),
    [
        (" " * MAX_BYTES, "bytes"),
        ("<i></i>" * MAX_ELEMENTS, "elements"),
        ("<div>" * 1_000_000, "elements"),
        ("<p " + " ".join(f"a{n}" for n in range(1_000_000)) + ">x</p>", "attributes"),
        ("<p " + "".join(f"a{n}=''" for n in range(MAX_ATTRIBUTES + 1)) + ">x</p>", "attributes"),
        ("<ul><li>" * 900, "inside"),
        ("<p>x</p>" * (MAX_BLOCKS + 1), "paragraphs"),
        (f"<table><tr>{'<td>x' * (MAX_CELLS + 1)}</table>", "cells in a row"),
    ],
)
def test_what_takes_too_long_to_read_is_refused_with_the_limit(extra: str, detail: str) -> None:
    found = answer(extra)
    assert isinstance(found, NotAnArticle)
    assert found.reason == "parser_limit"
    assert detail in (found.detail or "")


@pytest.mark.parametrize(
    "extra",
    [
        f"<script>{'<i></i>' * MAX_ELEMENTS}</script>",
        f"<!-- {'<i></i>' * MAX_ELEMENTS} -->",
        f"<img src='data:image/png;base64,{'a/b=' * 50_000}'>",
        f"<svg><path d='{'M1 1 ' * 50_000}'></path></svg>",
        f"<script>for(i=0;i<n {'a=b/c ' * 2000};i++)</script>",
        f"<div data-page='{json.dumps(dict.fromkeys(map(str, range(50_000)), 1))}'></div>",
    ],
)
def test_what_only_looks_like_too_many_elements_or_attributes_is_none(extra: str) -> None:
    found = answer(extra)
    assert isinstance(found, Article)
    assert found.body.split("\n") == TEXTS


@pytest.mark.parametrize("public", ["/x" * 1_000_000, 'html PUBLIC "' + "/" * 500_000])
def test_an_endless_doctype_is_read_at_once(public: str) -> None:
    assert isinstance(answer(before=f"<!doctype {public}"), Article | NotAnArticle)


@pytest.mark.parametrize("value", ["[" * 900 + "]" * 900, '{"name":' * 900 + "1" + "}" * 900])
def test_deep_json_is_as_none(value: str) -> None:
    script = (
        f'<script type="application/ld+json">{{"@type":"NewsArticle","author":{value}}}</script>'
    )
    found = answer(script)
    assert isinstance(found, Article)
    assert found.body.split("\n") == TEXTS


@pytest.mark.parametrize(("length", "count"), [(MAX_CHARACTERS - 100, 1), (MAX_CHARACTERS, 0)])
def test_a_script_of_more_than_a_megabyte_is_not_read(length: int, count: int) -> None:
    script = json.dumps({"@type": "NewsArticle", "articleBody": "x" * length})
    page = document_fromstring(f'<script type="application/ld+json">{script}</script>')
    assert len(list(linked_objects(page, "@type"))) == count


def test_no_cache_keeps_a_whole_class() -> None:
    element = document_fromstring(f"<div class='{'wide ' * 1_000_000}'>Text</div>").find(".//div")
    assert element is not None
    assert len(read_container(element, 0).looks) <= CLASS_CHARACTERS
    longest = containers.NAME_CHARACTERS + CLASS_CHARACTERS
    kept = sum(
        cache.cache_info().maxsize * longest
        for cache in (containers._looks, containers._marks_of, containers._word_marks)  # noqa: SLF001 - what is kept is what is tested
    )
    assert kept < 20_000_000
