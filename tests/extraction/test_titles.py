"""Which of the titles that a page offers is the headline."""

import pytest

from tests.extraction.making import json_ld, meta, metadata


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>Bakery opens at five - Millbrook Times</title>", "Bakery opens at five"),
        (meta(og__title="Bakery opens at five | Millbrook Times"), "Bakery opens at five"),
        (json_ld(headline="Bakery &quot;opens&quot; at <b>five</b>"), "Bakery opens at five"),
    ],
)
def test_the_heading_that_the_page_confirms_is_the_title(head: str, title: str) -> None:
    assert metadata(head).title == title


def test_of_several_headings_the_one_most_like_the_stated_title_counts() -> None:
    headings = "<h1>Bread news</h1><h1>Bakery opens at five in May</h1><h1>Bakery</h1>"
    head = meta(og__title="Bakery in Millbrook opens at five in May")
    assert metadata(head, above=headings).title == "Bakery opens at five in May"


def test_a_heading_that_is_the_sites_name_is_no_title() -> None:
    head = "<title>Oven arrives | Talpresse</title>" + meta(og__site_name="Talpresse")
    found = metadata(head, above="<h1>Talpresse</h1><h2>Oven arrives</h2>")
    assert found.title == "Oven arrives"


@pytest.mark.parametrize(
    "stated",
    ["Oven arrives | Talpresse", "Talpresse - Oven arrives", "Talpresse: Oven arrives"],
)
@pytest.mark.parametrize(
    ("head", "url"),
    [
        (meta(og__site_name="Talpresse"), "https://paper.example/news/1"),
        ("", "https://www.talpresse.example/news/1"),
        (json_ld(publisher={"name": "Talpresse"}), "https://paper.example/news/1"),
    ],
    ids=["og:site_name", "domain", "publisher"],
)
def test_the_sites_name_at_either_end_is_left_out(stated: str, head: str, url: str) -> None:
    assert metadata(f"<title>{stated}</title>{head}", above="", url=url).title == "Oven arrives"


def test_other_parts_of_a_title_stay() -> None:
    head = meta(og__title="Oven - a love story | Talpresse", og__site_name="Talpresse")
    assert metadata(head, above="").title == "Oven - a love story"


@pytest.mark.parametrize(
    "stated",
    [
        "Bakery opens at five o'clock - Economy - The Talpresse",
        "Bakery opens at five o'clock | Economy | Talpresse",
        "Bakery opens at five o'clock_Economy_Talpresse",
    ],
)
def test_a_section_before_the_sites_name_is_left_out(stated: str) -> None:
    found = metadata(f"<title>{stated}</title>", above="", url="https://www.talpresse.example/a/1")
    assert found.title == "Bakery opens at five o'clock"


@pytest.mark.parametrize(
    "stated",
    [
        "Talpresse > Economy > Bakery opens at five o'clock",
        "Bakery opens at five o'clock \u00ab Economy \u00ab Talpresse",
    ],
)
def test_arrows_part_a_title_too(stated: str) -> None:
    head = f"<title>{stated}</title>" + meta(og__site_name="Talpresse")
    assert metadata(head, above="").title == "Bakery opens at five o'clock"


@pytest.mark.parametrize(
    ("stated", "title"),
    [
        ("渡轮停航十一周后恢复通航_港口新闻_港口日报网", "渡轮停航十一周后恢复通航"),
        ("渡轮停航十一周后恢复通航--社会--港口日报网", "渡轮停航十一周后恢复通航"),
        ("船 | フェリー、11週間ぶりに運航再開", "船 | フェリー、11週間ぶりに運航再開"),
    ],
)
def test_of_a_chinese_or_japanese_title_the_first_part_counts_if_it_is_the_longest(
    stated: str, title: str
) -> None:
    assert metadata(f"<title>{stated}</title>", above="").title == title


@pytest.mark.parametrize(
    "heading",
    [
        "<i>Updated</i> Bakery opens at five",
        "Bakery opens at five <i>Live</i>",
        "Bakery opens at five <i>12</i>",
        "<b>Harbour</b><b>Bakery opens at five</b>",
        "Bakery opens at five <button><i>+</i>Share</button>",
    ],
)
def test_marks_in_the_heading_that_the_title_of_the_page_lacks_are_left_out(heading: str) -> None:
    head = "<title>Bakery opens at five - Talpresse</title>" + meta(og__site_name="Talpresse")
    assert metadata(head, above=f"<h1>{heading}</h1>").title == "Bakery opens at five"


def test_without_a_heading_the_part_of_the_title_that_the_page_shows_counts() -> None:
    head = "<title>Bakery opens at five - Economy - News from the valley</title>"
    found = metadata(head, above="<div class=hd>Bakery opens at five</div>")
    assert found.title == "Bakery opens at five"


def test_a_badge_in_the_heading_is_left_out() -> None:
    heading = "<h1>Article: Bakery opens at five <span>Updated</span></h1>"
    found = metadata(meta(og__title="Bakery opens at five"), above=heading)
    assert found.title == "Bakery opens at five"


def test_a_kicker_that_the_stated_title_lacks_is_left_out() -> None:
    found = metadata(json_ld(headline="Oven arrives"), above="<h1>Economy | Oven arrives</h1>")
    assert found.title == "Oven arrives"


def test_a_kicker_on_which_all_stated_titles_agree_stays() -> None:
    stated = "Trade in the valley: Oven arrives"
    head = json_ld(headline=stated) + meta(og__title=stated)
    in_two_lines = "<h1><span>Trade in the valley</span> <span>Oven arrives</span></h1>"
    assert metadata(head, above="<h1>Oven arrives</h1>").title == stated
    assert metadata(head, above=in_two_lines).title == stated


SEARCHED = "Bakery Millbrook: opening hours from May"
SHOWN = "At five, they are baking"


@pytest.mark.parametrize(
    "head",
    [
        json_ld(headline=SEARCHED) + meta(og__title=SHOWN),
        json_ld(headline=SHOWN) + meta(og__title=SEARCHED),
    ],
)
@pytest.mark.parametrize("kicker", ["", "<span>Early birds</span> "])
def test_an_h2_that_alone_is_stated_counts_before_a_heading_for_search_engines(
    head: str, kicker: str
) -> None:
    above = f"<h1>{SEARCHED}</h1><h2>Most read</h2><h2>{kicker}{SHOWN}</h2>"
    assert metadata(f"<title>{SEARCHED}</title>{head}", above=above).title == SHOWN


@pytest.mark.parametrize(
    ("stated", "h2"),
    [
        ("Local news", "Local news"),
        ("The Millbrook Daily News", "The Millbrook Daily News"),
        ("Art of the deal", "Heart of the deal"),
        ("Bakery Millbrook: opening hours", "Bakery Millbrook: opening hours"),
    ],
    ids=["a section", "the site", "half a word", "the heading cut short"],
)
def test_an_h2_that_is_no_headline_leaves_the_heading_alone(stated: str, h2: str) -> None:
    head = meta(og__title=stated, og__site_name="The Millbrook Daily News")
    above = f"<h1>{SEARCHED}</h1><h2>{h2}</h2>"
    assert metadata(json_ld(headline=SEARCHED) + head, above=above).title == SEARCHED


def test_of_two_writings_of_the_h2_that_in_json_ld_counts() -> None:
    head = json_ld(headline=SHOWN) + meta(og__title=SHOWN.upper())
    assert metadata(head, above=f"<h1>{SEARCHED}</h1><h2>{SHOWN}</h2>").title == SHOWN


def test_a_page_without_any_title_has_an_empty_one() -> None:
    assert metadata(above="").title == ""
