"""The forms in which publishing systems write the text of an article as JSON."""

from typing import Any

import pytest

from tests.extraction.elsewhere.pages import OTHER_TITLE, STORY, TITLE, lines_of, with_state

FIRST, SECOND, QUOTE, COSTS, LAST = STORY
START, MIDDLE, END = SECOND.partition("lower station")
CAPTION = "The lower station on Saturday."
LINES = [FIRST, "Hollow rock", SECOND, "- Four cabins", "- Two cables", COSTS]


def typed(kind: str, **fields: Any) -> dict[str, Any]:
    return {"type": kind, **fields}


def node(kind: str, *content: Any) -> dict[str, Any]:
    return {"nodeType": kind, "data": {}, "content": list(content)}


def value(text: str) -> dict[str, Any]:
    return {"nodeType": "text", "value": text, "marks": [], "data": {}}


def spans(style: str, *texts: str, **fields: str) -> dict[str, Any]:
    children = [{"_type": "span", "text": text, "marks": []} for text in texts]
    return {"_type": "block", "style": style, "children": children, **fields}


def core(kind: str, **attributes: str) -> dict[str, Any]:
    return {"name": f"core/{kind}", "attributes": attributes}


ARC = [
    typed("text", content=FIRST),
    typed("image", caption=CAPTION, url="quay.jpg"),
    typed("header", level=2, content="Hollow rock"),
    typed("interstitial_link", content=OTHER_TITLE, url="/a/1"),
    typed("text", content=f'{START}<a href="/t">{MIDDLE}</a>{END}'),
    typed(
        "list", items=[typed("text", content="Four cabins"), typed("text", content="Two cables")]
    ),
    typed("raw_html", content="<iframe src='https://video.example/1'></iframe>"),
    typed("text", content=COSTS),
]
CONTENTFUL = node(
    "document",
    node("paragraph", value(FIRST)),
    node("embedded-asset-block"),
    node("heading-2", value("Hollow rock")),
    node("paragraph", value(START), node("hyperlink", value(MIDDLE)), value(END)),
    node(
        "unordered-list",
        node("list-item", node("paragraph", value("Four cabins"))),
        node("list-item", node("paragraph", value("Two cables"))),
    ),
    node("paragraph", value(COSTS)),
    node("paragraph", value("")),
)
SANITY = [
    spans("normal", FIRST),
    {"_type": "image", "caption": CAPTION},
    spans("h2", "Hollow rock"),
    spans("normal", START, MIDDLE, END),
    {"_type": "list", "items": ["Four cabins", "Two cables"]},
    spans("normal", COSTS),
]
EDITOR_JS = {
    "time": 1,
    "blocks": [
        typed("paragraph", data={"text": FIRST}),
        typed("header", data={"text": "Hollow rock", "level": 2}),
        typed("image", data={"caption": CAPTION}),
        typed("paragraph", data={"text": f"{START}<b>{MIDDLE}</b>{END}"}),
        typed("list", data={"style": "unordered", "items": ["Four cabins", "Two cables"]}),
        typed("paragraph", data={"text": COSTS}),
    ],
}
PROSE_MIRROR = typed(
    "doc",
    content=[
        typed("paragraph", content=[typed("text", text=FIRST)]),
        typed("heading", attrs={"level": 2}, content=[typed("text", text="Hollow rock")]),
        typed("figure", content=[typed("text", text=CAPTION)]),
        typed("paragraph", content=[typed("text", text=each) for each in (START, MIDDLE, END)]),
        typed(
            "bulletList",
            content=[
                typed("listItem", content=[typed("paragraph", content=[typed("text", text=each)])])
                for each in ("Four cabins", "Two cables")
            ],
        ),
        typed("paragraph", content=[typed("text", text=COSTS)]),
    ],
)
MARKDOWN = (
    f"{FIRST}\n\n## Hollow rock\n\n![{CAPTION}](quay.jpg)\n\n{START}**{MIDDLE}**{END}\n\n"
    f"- Four cabins\n- Two cables\n\n{COSTS}"
)
HTML = (
    f"<p>{FIRST}</p><h2>Hollow rock</h2><p>{SECOND}</p>"
    f"<ul><li>Four cabins</li><li>Two cables</li></ul><p>{COSTS}</p>"
)
FORMS = {
    "Arc": ARC,
    "Contentful": CONTENTFUL,
    "Sanity": SANITY,
    "Editor.js": EDITOR_JS,
    "ProseMirror": PROSE_MIRROR,
    "Markdown": MARKDOWN,
    "HTML": HTML,
}


@pytest.mark.parametrize("content", FORMS.values(), ids=FORMS)
def test_headings_lists_and_paragraphs_are_read_line_by_line(content: object) -> None:
    assert lines_of(with_state(article={"headline": TITLE, "content": content})) == LINES


PLAIN = {
    "WordPress": [core("paragraph", content=each) for each in STORY],
    "rendered HTML": {"rendered": "\n".join(f"<p class='t'>{each}</p>" for each in STORY)},
    "texts": list(STORY),
    "one text": "\n\n".join(STORY),
    "one text, escaped twice": "\\n\\n".join(STORY),
    "tags and children": [{"tag": "p", "children": [each]} for each in STORY],
    "a fragment in a model": [
        typed("text", model={"blocks": [typed("paragraph", model={"text": each})]})
        for each in STORY
    ],
}


@pytest.mark.parametrize("content", PLAIN.values(), ids=PLAIN)
def test_paragraphs_are_read_line_by_line(content: object) -> None:
    assert lines_of(with_state(article={"headline": TITLE, "content": content})) == list(STORY)


def test_pieces_of_a_sentence_without_a_kind_make_one_line() -> None:
    pieces = [{"text": START}, {"text": MIDDLE, "bold": True}, {"text": END}]
    content = [
        {"children": [{"text": FIRST}]},
        {"children": pieces},
        {"children": [{"text": QUOTE}]},
    ]
    page = with_state(article={"headline": TITLE, "content": content})
    assert lines_of(page) == [FIRST, SECOND, QUOTE]
