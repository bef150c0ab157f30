"""What a site says of itself below an article is no text of the article."""

import numpy as np

from newsbot.extraction.body.left_out.about_site import is_about_site
from tests.extraction.page_kinds import LONG
from tests.extraction.segmenting import STORY, blocks


def about(above: str, site_name: str) -> list[bool]:
    below = "<h3>About the Echo of Eastmoor</h3><p>It was founded in 1921.</p>"
    page = blocks(f"{STORY}<p>{LONG}</p>{above}{below}")
    return is_about_site(page, np.ones(len(page), np.bool_), site_name).tolist()


def test_what_a_site_says_of_itself_below_the_text_is_left_out() -> None:
    assert about("", "Eastmoor Echo") == [False] * 4 + [True] * 2
    assert not any(about("", "Upland Post") + about("", ""))


def test_what_a_company_says_of_itself_below_news_of_its_own_stays() -> None:
    named = "<p>The Eastmoor Echo has bought a press.</p>"
    assert any(about(named, "Eastmoor Echo"))
    assert not any(about(named * 2, "Eastmoor Echo"))
