"""Articles whose text stands in the JSON that the page keeps for its scripts."""

import json
from html import escape

import pytest

from tests.extraction.elsewhere.pages import (
    OTHER,
    OTHER_TITLE,
    STORY,
    TEASER_OF_OTHER,
    TITLE,
    found,
    lines_of,
    paragraphs,
    refused,
    shown,
    with_script,
    with_state,
)

HTML = paragraphs()
ARTICLE = {"title": TITLE, "body": HTML}
NESTED = json.dumps({"article": ARTICLE})
ANGULAR = {"&": "&a;", '"': "&q;", "<": "&l;", ">": "&g;"}


def angular(text: str) -> str:
    for sign, escaped in ANGULAR.items():
        text = text.replace(sign, escaped)
    return text


def nuxt_2() -> str:
    story = ",".join(f"{{type:'text',html:{json.dumps(line)}}}" for line in STORY)
    article = f"{{id:4711,headline:a,isPaid:!1,author:c,paragraphs:[{story},],more:void 0}}"
    given = f'{json.dumps(TITLE)},null,"Ilse"'
    return f"window.__NUXT__=(function(a,b,c){{return {{data:[{article}],user:b}}}}({given}));"


def nuxt_3() -> str:
    values = [["Reactive", 1], {"post": 2, "more": 5}, {"title": 3, "content": 4}, TITLE, HTML]
    return json.dumps([*values, [6], {"title": 7, "content": 8}, OTHER_TITLE, " ".join(OTHER)])


def apollo() -> str:
    story = {f"Paragraph:{at}": {"__typename": "P", "text": text} for at, text in enumerate(STORY)}
    article = {
        "__typename": "Article",
        "headline": TITLE,
        'body({"as":"blocks"})': [{"__ref": name} for name in story],
        "related": [{"__ref": "Article:2"}],
    }
    other = {"__typename": "Article", "headline": OTHER_TITLE, "url": "/a", "body": OTHER[0] * 9}
    state = {"ROOT_QUERY": {"article": {"__ref": "Article:1"}}, "Article:1": article, **story}
    return f"window.__APOLLO_STATE__ = {json.dumps({**state, 'Article:2': other})};"


def flight() -> str:
    """Two pieces, the first of which ends in the middle of a row."""
    shown = [["$", "p", None, {"children": line}] for line in STORY[:-1]]
    raw = ["$", "div", None, {"dangerouslySetInnerHTML": {"__html": "$9"}}]
    tree = ["$", "div", None, {"className": "story-body", "children": [*shown, raw, "$L7"]}]
    last = paragraphs(STORY[-1:])
    rows = f'7:I["chunk","Ad"]\n1:{json.dumps(tree)}\n9:T{len(last.encode()):x},{last}2:"$Sx"\n'
    pieces = [rows[:300], rows[300:]]
    return "".join(f"self.__next_f.push([1,{json.dumps(each)}]);" for each in pieces)


JSON_TYPE = ' type="application/json"'
STATES = {
    "an assigned object": with_script(f"window.a={{}};window.__DATA__={json.dumps(ARTICLE)};f()"),
    "an object that is no JSON": with_script(f"var s={{u:undefined,'a':{NESTED},b:[1,],}};"),
    "a text that is parsed": with_script(f"window.S = JSON.parse({json.dumps(NESTED)});"),
    "a text within the state": with_script(json.dumps({"ok": True, "body": NESTED}), JSON_TYPE),
    "escaped as by Angular": with_script(angular(json.dumps({"/api": ARTICLE})), JSON_TYPE),
    "a call, as by Nuxt 2": with_script(nuxt_2()),
    "flattened, as by Nuxt 3": with_script(nuxt_3(), f'{JSON_TYPE} id="__NUXT_DATA__"'),
    "references, as by Apollo": with_script(apollo()),
    "elements, as by React": with_script(flight()),
    "an attribute": shown(end=f'<div id="app" data-page="{escape(NESTED)}"></div>'),
}


@pytest.mark.parametrize("page", STATES.values(), ids=STATES)
def test_the_text_is_read_from(page: bytes) -> None:
    assert lines_of(page) == list(STORY)


def test_the_article_is_told_from_others_by_its_title() -> None:
    other = {"title": OTHER_TITLE, "body": paragraphs(OTHER * 3)}
    assert lines_of(with_state(stories=[other, ARTICLE, TEASER_OF_OTHER])) == list(STORY)


def test_the_article_is_told_from_others_by_its_url() -> None:
    article = {"title": "Ropeway is back", "path": "/2024/06/ropeway-over-the-tarn-gorge/"}
    page = with_state(article={**article, "text": list(STORY)}, more=[TEASER_OF_OTHER])
    assert lines_of(page) == list(STORY)


def test_other_articles_alone_are_not_read() -> None:
    assert refused(with_state(latest=[TEASER_OF_OTHER])) == "too_short"


def test_a_short_article_stays_beside_the_longer_text_of_another() -> None:
    state = json.dumps({"latest": [TEASER_OF_OTHER]})
    page = shown(paragraphs(STORY[:2]), end=f"<script{JSON_TYPE}>{state}</script>")
    assert lines_of(page) == list(STORY[:2])


def test_a_teaser_gives_way_to_the_whole_text() -> None:
    page = shown(paragraphs(STORY[:1]), end=f"<script{JSON_TYPE}>{NESTED}</script>")
    assert lines_of(page) == list(STORY)


@pytest.mark.parametrize(
    "script",
    [
        "var a=" + "{a:" * 20_000,
        "var a=" + json.dumps(["x" * 900] * 1000),
        "a(" + ",{" * 50_000,
        "window.__NUXT__=(function(a){return {b:[" + "a," * 50_000 + ']}}("' + "x" * 900 + '"));',
    ],
    ids=["deep", "wide", "many beginnings", "one value very often"],
)
def test_a_script_that_only_costs_time_is_given_up(script: str) -> None:
    assert refused(with_script(script)) == "too_short"


def test_a_script_too_long_to_be_read_is_reported() -> None:
    page = shown(paragraphs(STORY[:2]), end=f"<script>var a={json.dumps('x ' * 600_000)}</script>")
    assert found(page).failed_parts == ("body",)
