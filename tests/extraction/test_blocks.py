"""How a page falls into blocks, and what is known of each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.etree import SubElement
from lxml.html import HtmlElement, document_fromstring

from newsbot.extraction.page.blocks import CELL_CHARACTERS, CHAIN_LENGTH, read_blocks
from newsbot.extraction.page.containers import HIDDEN_BIT
from newsbot.extraction.page.vocabulary import CLASS_WORDS, OUTER_TAGS
from tests.extraction.segmenting import blocks, texts

SPACES = st.text(" \n\t", max_size=5)
INLINE = st.sampled_from(["one", "two <b>three</b>", "four, <a href='/'>five</a>!", "<i>six</i>"])


@pytest.mark.parametrize("tag", ["p", "div", "h2", "blockquote", "figcaption", "section", "pre"])
def test_an_element_that_starts_a_new_line_is_a_block(tag: str) -> None:
    assert texts(f"Before<{tag}>within</{tag}>after") == ["Before", "within", "after"]


def test_an_element_within_a_line_is_part_of_its_block() -> None:
    markup = "<p>The <b>ferry</b> <a href='/'>sails</a> <em>again</em>, <span>twice</span>.</p>"
    assert texts(markup) == ["The ferry sails again, twice."]


def test_a_line_break_parts_two_blocks() -> None:
    assert texts("<p>First line<br>second line</p>") == ["First line", "second line"]


def test_what_has_no_word_is_no_block() -> None:
    assert texts("<p>* * *</p><p> &nbsp; </p><p>\u200b</p><hr><p>Text</p>") == ["Text"]


def test_a_page_without_words_has_no_block() -> None:
    assert blocks("<img src='/a.jpg'>") == []


def test_spacing_and_what_cannot_be_stored_are_tidied() -> None:
    assert texts("<p> Two\n\n  words\t&nbsp;and\x07 more </p>") == ["Two words and more"]


def test_the_item_of_a_list_is_marked_at_its_first_block_alone() -> None:
    items = blocks("<ul><li><p>One</p><p>and more</p></li><li>Two</li></ul><p>After</p>")
    assert [block.is_item for block in items] == [True, False, True, False]


def test_an_item_without_words_marks_no_block_after_it() -> None:
    assert not blocks("<ul><li><img src='/icon.svg'></li></ul><p>After</p>")[0].is_item


def test_nested_lists_keep_their_order() -> None:
    found = blocks("<ul><li>Fruit<ol><li>Apples</li><li>Pears</li></ol>and more</li></ul>")
    assert [block.text for block in found] == ["Fruit", "Apples", "Pears", "and more"]
    assert [block.is_item for block in found] == [True, True, True, False]


def test_a_row_of_a_data_table_is_one_block() -> None:
    rows = "<tr><th>Team</th><th>Points</th></tr><tr><td>Eastmoor</td><td><b>3</b></td></tr>"
    assert texts(f"<table>{rows}</table>") == ["Team | Points", "Eastmoor | 3"]


def test_an_empty_cell_leaves_no_gap_in_its_row() -> None:
    row = "<tr><td>Monday</td><td></td><td>rain</td></tr>"
    assert texts(f"<table>{row}</table>") == ["Monday | rain"]


@pytest.mark.parametrize(
    "cells",
    [
        f"<td>Menu</td><td>{'word ' * (CELL_CHARACTERS // 5 + 1)}</td>",
        "<td>Menu</td><td><table><tr><td>Text</td></tr></table></td>",
        "<td>Menu</td><td>Text<script>track()</script></td>",
    ],
    ids=["a long cell", "a table in it", "a script in it"],
)
def test_the_cells_of_a_table_for_layout_are_blocks_of_their_own(cells: str) -> None:
    found = texts(f"<table><tr>{cells}</tr></table>")
    assert found[0] == "Menu"
    assert len(found) == 2
    assert "track" not in found[1]


def test_what_opens_over_a_sentence_does_not_part_it() -> None:
    card = '<span class="tooltip-text">Ann Carter, 50</span>'
    markup = f'<p>The <span class="tooltip">mayor{card}</span> spoke on Monday.</p>'
    assert texts(markup) == ["Ann Carter, 50", "The mayor spoke on Monday."]


@pytest.mark.parametrize(
    "unseen",
    [
        "<script>var a</script>", "<style>p {}</style>", "<template><p>a</p></template>",
        "<noscript>a</noscript>", "<svg><text>a</text></svg>", "<iframe>a</iframe>",
        "<select><option>a</option></select>", "<textarea>a</textarea>", "<!-- a -->", "<?a b?>",
    ],
)  # fmt: skip
def test_what_a_browser_does_not_show_as_text_is_unseen_and_parts_nothing(unseen: str) -> None:
    assert texts(f"<p>One {unseen}text</p>") == ["One text"]


@pytest.mark.parametrize(
    ("attribute", "is_hidden"),
    [
        ("hidden", True),
        ('style="color: red; display: none"', True),
        ('style="visibility:hidden"', True),
        ('aria-hidden="true"', True),
        ('aria-hidden="false"', False),
        ('style="display: block"', False),
    ],
)
def test_a_hidden_container_says_so_and_its_text_is_still_a_block(
    attribute: str, *, is_hidden: bool
) -> None:
    block = blocks(f"<div {attribute}><p>Text</p></div>")[0]
    assert bool(block.chain[1].marks >> HIDDEN_BIT & 1) is is_hidden


def test_links_and_bold_letters_count_by_their_share_of_the_block() -> None:
    block = blocks("<p>abcd <a href='/'>efgh</a> <a href='/'><b>ij</b></a></p>")[0]
    assert block.link_share == pytest.approx(6 / 12)
    assert block.bold_share == pytest.approx(2 / 12)


def test_a_link_around_whole_paragraphs_covers_each() -> None:
    card = blocks("<a href='/'><h3>Head</h3><p>Text</p></a><p>After</p>")
    assert [block.link_share for block in card] == [1, 1, 0]


def test_an_image_before_a_block_is_known_to_that_block_alone() -> None:
    found = blocks("<p>Text</p><img src='/a.jpg'><p>Caption</p><p>Text</p>")
    assert [block.after_image for block in found] == [False, True, False]


def test_a_time_element_is_known_to_its_block_alone() -> None:
    found = blocks("<p>Updated <time>9:30</time></p><p>Text</p>")
    assert [block.has_time for block in found] == [True, False]


def test_the_chain_leads_from_the_innermost_element_outwards() -> None:
    block = blocks("<main><article><p>Text</p></article></main>")[0]
    assert [container.tag for container in block.chain] == ["p", "article", "main", "body", "html"]
    assert [container.number for container in block.chain] == [4, 3, 2, 1, 0]


def test_blocks_of_one_element_share_its_container() -> None:
    first, second = blocks("<div><p>One</p><p>Two</p></div>")
    assert first.chain[1] is second.chain[1]
    assert first.chain[0] is not second.chain[0]


@pytest.mark.parametrize(
    ("attribute", "mark"),
    [
        ('class="readMore-box"', "related"),
        ('class="x Comments_list__3x"', "comment"),
        ('id="newsletter-42"', "newsletter"),
        ('role="navigation"', "navigation"),
        ('data-testid="author-card"', "author"),
        ('itemprop="articleBody"', "body"),
    ],
)
def test_a_container_is_marked_by_the_words_of_its_names(attribute: str, mark: str) -> None:
    marks = blocks(f"<div {attribute}>Text</div>")[0].chain[0].marks
    assert marks >> list(CLASS_WORDS).index(mark) & 1


def test_a_container_is_marked_by_a_tag_that_says_what_is_in_it() -> None:
    chain = blocks("<aside><p>Text</p></aside>")[0].chain
    assert [container.marks for container in chain[:2]] == [0, OUTER_TAGS["aside"]]


def test_elements_look_alike_whatever_the_numbers_in_their_classes() -> None:
    first, second, third = blocks(
        '<div class="card n-1">a</div><div class="card n-27">b</div><div class="wide n-1">c</div>'
    )
    assert first.looks(2) == second.looks(2)
    assert first.looks(2) != third.looks(2)


def test_nesting_deeper_than_python_recurses_is_read() -> None:
    tree: HtmlElement = document_fromstring("<html><body></body></html>")
    inner = tree[0]
    for _ in range(5_000):
        inner = SubElement(inner, "div")
    inner.text, tree[0][0].tail = "Inside", "outside"
    inside, outside = read_blocks(tree)
    assert (inside.text, outside.text) == ("Inside", "outside")
    assert (len(inside.chain), len(outside.chain)) == (CHAIN_LENGTH, 2)


@given(st.lists(INLINE, min_size=1, max_size=5), SPACES, SPACES)
def test_spacing_between_tags_does_not_change_keys(
    inner: list[str], outside: str, inside: str
) -> None:
    close = "".join(f"<div><p>{text}</p></div>" for text in inner)
    wide = "".join(
        f"{outside}<div>{outside}<p>{inside}{text}{inside}</p>{outside}</div>" for text in inner
    )
    assert [block.key for block in blocks(wide)] == [block.key for block in blocks(close)]


def test_reading_leaves_the_tree_as_it_is() -> None:
    tree = document_fromstring("<div><p>One<br>two</p><!-- three --><ul><li>four</ul></div>")
    before = [(each.tag, each.text, each.tail) for each in tree.iter()]
    read_blocks(tree)
    assert [(each.tag, each.text, each.tail) for each in tree.iter()] == before


def test_a_block_knows_the_links_in_it_and_around_it() -> None:
    markup = (
        "<p><a href='/1'><img src='/a.jpg'></a></p><p>Bread <a href='/2'>at</a> <a>five</a></p>"
        "<a href='/3'><h3>Mill</h3><p>Flour</p></a><p>Oven</p>"
    )
    assert [block.hrefs for block in blocks(markup)] == [("/2", ""), ("/3",), ("/3",), ()]
