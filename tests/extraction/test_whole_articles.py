"""An article is whole, however long, deep or odd its page is; or it is refused, with a reason."""

import pytest

from newsbot.extraction.article import extract_article
from newsbot.items import Article, NotAnArticle
from tests.extraction.long_pages import MARKUPS, TEMPLATES, paragraphs, speech
from tests.extraction.making import fetched

FORBIDDEN = ("&#1;", "&#8", "&#x1B;", "&#027;", "&#xFFFF;", "&#65534;", "\x01", "\x1b", "\uffff")
UNUSUAL = ("&#0;", "&#xD800;", "&#99999999999;", "&#12;", "\x00", "\ufdd0")
# Deeper than libxml2 reads without being asked to.
DEPTHS = (20, 200, 300, 1000)
BESIDE = (
    "I have waited for this",
    "Bakers of Eastvale",
    "is a reporter at",
    "every morning in your",
)


def body(page: str) -> list[str]:
    found = extract_article(fetched(page.encode("utf-8", "surrogatepass")))
    assert isinstance(found, Article), found
    return [line.removeprefix("- ") for line in found.body.split("\n")]


@pytest.mark.parametrize("character", FORBIDDEN + UNUSUAL)
@pytest.mark.parametrize("place", ["<p>{} Odd.</p>", "<p title='{}'>Odd.</p>", "<b>{}</b>"])
def test_a_character_that_no_document_may_have_costs_no_paragraph(
    character: str, place: str
) -> None:
    texts = paragraphs(7)
    parts = [f"<p>{text}</p>" for text in texts]
    parts.insert(3, place.format(character))
    lines = body(TEMPLATES["news"]("".join(parts), "en"))
    assert [line for line in lines if line in texts] == texts


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("around", ["last", "middle", "each", "all"])
@pytest.mark.parametrize("template", ["news", "bare"])
def test_wrappers_around_paragraphs_cost_none(depth: int, around: str, template: str) -> None:
    texts = paragraphs(12)
    markup = [f"<p>{text}</p>" for text in texts]
    opened, closed = "<div>" * depth, "</div>" * depth
    wrapped = {
        "last": [*markup[:8], opened, *markup[8:], closed],
        "middle": [*markup[:4], opened, *markup[4:8], closed, *markup[8:]],
        "each": [f"{opened}{each}{closed}" for each in markup],
        "all": [opened, *markup, closed],
    }
    assert body(TEMPLATES[template]("".join(wrapped[around]), "en")) == texts


@pytest.mark.parametrize("tag", ["div", "span", "b", "ul><li", "blockquote", "table><tr><td"])
def test_what_is_too_deep_to_be_read_whole_is_refused(tag: str) -> None:
    texts = [f"<p>{text}</p>" for text in paragraphs(12)]
    page = "".join([*texts[:6], f"<{tag}>" * 5000, *texts[6:]])
    found = extract_article(fetched(TEMPLATES["news"](page, "en").encode()))
    assert isinstance(found, NotAnArticle)
    assert found.reason == "parser_limit"
    assert found.detail


@pytest.mark.parametrize("markup", MARKUPS)
@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("count", [10, 180, 600])
def test_of_paragraphs_alike_all_are_kept_and_nothing_behind_them(
    markup: str, template: str, count: int
) -> None:
    texts = paragraphs(count)
    lines = body(TEMPLATES[template](MARKUPS[markup](texts), "en"))
    assert [line for line in lines if line in set(texts)] == texts
    assert not [line for line in lines if any(each in line for each in BESIDE)]


@pytest.mark.parametrize(
    ("language", "template", "markup"),
    [("de", "bare", "paragraphs"), ("ru", "news", "breaks"), ("zh", "bare", "divs")],
)
def test_two_thousand_paragraphs_of_any_language_are_kept(
    language: str, template: str, markup: str
) -> None:
    texts = paragraphs(2000, language)
    lines = body(TEMPLATES[template](MARKUPS[markup](texts), language))
    assert [line for line in lines if line in set(texts)] == texts


@pytest.mark.parametrize("template", ["news", "bare"])
@pytest.mark.parametrize("count", [30, 180, 600])
def test_short_lines_of_speech_are_kept(template: str, count: int) -> None:
    texts = speech(count)
    lines = body(TEMPLATES[template](MARKUPS["paragraphs"](texts), "en"))
    assert [line for line in lines if line in set(texts)] == texts


@pytest.mark.parametrize("count", [60, 600])
def test_paragraphs_that_begin_like_boilerplate_are_kept_wherever_they_stand(count: int) -> None:
    beginnings = ("Next week it was different. ", "Share prices fell. ", "Watch the harbour. ")
    texts = [
        beginnings[place // 7 % 3] + text if place % 7 == 3 else text
        for place, text in enumerate(paragraphs(count))
    ]
    lines = body(TEMPLATES["news"](MARKUPS["paragraphs"](texts), "en"))
    assert [line for line in lines if line in set(texts)] == texts


@pytest.mark.parametrize("template", ["news", "bare"])
@pytest.mark.parametrize(
    "seam",
    [
        "</html>",
        "</BODY >\n</html>",
        "</body></html><html><head><title>Other</title></head><body class=x>",
        "<script>if (a) b = '</html>'</script></html>",
    ],
)
def test_the_end_of_a_document_within_a_page_costs_no_paragraph(seam: str, template: str) -> None:
    texts = paragraphs(12)
    markup = [f"<p>{text}</p>" for text in texts]
    page = "".join([*markup[:4], seam, *markup[4:8], seam, *markup[8:]])
    assert body(TEMPLATES[template](page, "en")) == texts


def test_a_whole_document_before_the_page_costs_no_article() -> None:
    texts = paragraphs(12)
    page = TEMPLATES["news"]("".join(f"<p>{text}</p>" for text in texts), "en")
    assert body(f"<html><body><div>Header</div></body></html>\n{page}") == texts


@pytest.mark.parametrize(("around", "each"), [("ul", "<li>{}"), ("table", "<tr><td>{}<td>7")])
def test_what_follows_thousands_of_items_is_kept(around: str, each: str) -> None:
    texts = paragraphs(12)
    items = "".join(each.format(f"Goal by player {number}") for number in range(4_000))
    markup = [f"<p>{text}</p>" for text in texts]
    page = "".join([*markup[:6], f"<{around}>{items}</{around}>", *markup[6:]])
    lines = body(TEMPLATES["news"](page, "en"))
    assert [line for line in lines if line in texts] == texts


@pytest.mark.parametrize("opened", ["<map><area>", "<svg>", "<svg><path d=M1>", "<math><mi>"])
def test_a_drawing_left_open_costs_no_paragraph(opened: str) -> None:
    texts = paragraphs(12)
    markup = [f"<p>{text}</p>" for text in texts]
    page = "".join([*markup[:6], opened, *markup[6:]])
    assert body(TEMPLATES["news"](page, "en")) == texts
