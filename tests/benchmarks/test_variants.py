"""Variants of a page: one word a paragraph, another one each time, and nothing else."""

import re

from tests.benchmarks.variants import vary

PAGE = (
    b'<h1>The ferry sails</h1><script>let text = "one<br>two";</script>'
    b'<p class="lead">The old <b title="very big">ferry</b> sails&nbsp;again today.</p>'
    b"<P>Nobody was hurt, the <a href='/captain'>captain</a> said.<p>Kinder f\xfcr alle</p>"
)


def changed_words(one: bytes, other: bytes) -> list[tuple[bytes, bytes]]:
    words = (re.findall(rb"[\w\x80-\xff]+", page) for page in (one, other))
    return [pair for pair in zip(*words, strict=True) if pair[0] != pair[1]]


def test_one_word_in_each_paragraph_is_changed_and_no_markup() -> None:
    for number in range(20):
        assert len(changed_words(PAGE, vary(PAGE, number))) == 3
        assert vary(PAGE, number).count(b"<") == PAGE.count(b"<")
        assert b"&nbsp;" in vary(PAGE, number)
        assert vary(PAGE, number).startswith(PAGE[: PAGE.index(b"<p")])


def test_each_number_gives_another_page_and_always_the_same() -> None:
    assert len({vary(PAGE, number) for number in range(10)}) == 10
    assert vary(PAGE, 3) == vary(PAGE, 3)


def test_a_page_without_paragraphs_stays_as_it_is() -> None:
    assert vary(b"<div>Only a box, </div><p> 12 &amp; 13</p>", 1) == (
        b"<div>Only a box, </div><p> 12 &amp; 13</p>"
    )


def test_a_newline_written_in_a_script_stays_one() -> None:
    script = rb'"<p>\nHe</p>"'
    assert vary(script, 0) == script
