"""`scrapy article`: one page shown, with what became of its blocks."""

import json
from pathlib import Path

import pytest

from newsbot.demo.outlets import PAGES
from tests.conftest import RunScrapy
from tests.spiders.raw_site import answer, length, raw_site

PLACE = "culture/museum-returns-carved-door-to-saltren-104230.html"
PAGE = PAGES / "vellan-post" / PLACE
FIRST = "A carved oak door that has hung in the National Museum in Vellan since 1896"
COLUMNS = 60


@pytest.fixture
def blocks(run_scrapy: RunScrapy) -> list[str]:
    """The lines that --blocks prints of PAGE on a terminal of 60 columns."""
    printed = run_scrapy("article", str(PAGE), "--blocks", COLUMNS=str(COLUMNS))
    assert printed.returncode == 0, printed.stderr
    return printed.stdout.splitlines()


def test_an_article_is_shown_with_its_metadata_above_its_body(run_scrapy: RunScrapy) -> None:
    metadata, _, body = run_scrapy("article", str(PAGE)).stdout.partition("\n\n")
    assert "Ferdinand Osei" in metadata
    assert FIRST in body


def test_a_page_that_was_cut_off_is_shown_as_far_as_it_came(run_scrapy: RunScrapy) -> None:
    page = PAGE.read_bytes()
    with raw_site() as site:
        url = site.add("/a", answer(page[:-100], length(page)))
        shown = run_scrapy("article", url)
    assert shown.returncode == 0, shown.stderr
    assert "is_partial                True" in shown.stdout
    assert shown.stderr.count("the page was cut off") == 1


def test_blocks_stand_in_columns_cut_to_the_terminal(blocks: list[str]) -> None:
    (line,) = [line for line in blocks if FIRST[:30] in line]
    mark, certainty, reason, _ = line.split(maxsplit=3)
    assert (mark, reason) == ("*", "body")
    assert 0.5 < float(certainty) <= 1
    assert line.endswith("…")
    assert max(map(len, blocks)) == COLUMNS
    texts = line.index(FIRST[:30])
    assert {each[texts - 1] for each in blocks} == {" "}


def test_blocks_that_are_not_body_have_no_mark_and_say_what_they_are(blocks: list[str]) -> None:
    (menu,) = [line for line in blocks if line.endswith(" Country")]
    (letter,) = [line for line in blocks if "The Post at noon" in line]
    assert menu.split()[1:] == ["navigation", "Country"]
    assert letter.split()[1] == "newsletter"
    assert (menu[0], letter[0]) == (" ", " ")


def test_as_json_blocks_are_whole_and_those_of_the_body_are_the_article(
    run_scrapy: RunScrapy,
) -> None:
    blocks = json.loads(run_scrapy("article", str(PAGE), "--blocks", "--json").stdout)
    article = json.loads(run_scrapy("article", str(PAGE), "--json").stdout)
    assert {frozenset(block) for block in blocks} == {frozenset({"text", "certainty", "reason"})}
    body = [block["text"] for block in blocks if block["reason"] == "body"]
    assert body == article["body"].split("\n")


def test_a_page_without_text_has_no_blocks(run_scrapy: RunScrapy, tmp_path: Path) -> None:
    page = tmp_path / "empty.html"
    page.write_bytes(b"")
    assert run_scrapy("article", str(page), "--blocks").stdout.startswith("No blocks: ")
    assert run_scrapy("article", str(page), "--blocks", "--json").stdout == "[]\n"


def test_what_is_no_page_at_all_is_said_in_one_line(run_scrapy: RunScrapy) -> None:
    result = run_scrapy("article", "nowhere.html", "--blocks")
    assert result.returncode == 1
    assert result.stderr == "newsbot: cannot read nowhere.html: No such file or directory\n"
