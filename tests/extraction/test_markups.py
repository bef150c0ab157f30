"""One story comes out line for line, whatever its markup."""

import pytest

from newsbot.extraction.article import extract_article
from newsbot.items import Article
from tests.extraction.making import fetched
from tests.extraction.seed_markups import TEXTS, TITLE, markups


@pytest.mark.parametrize(("name", "page"), list(markups()))
def test_a_story_is_the_same_in_every_markup(name: str, page: str) -> None:
    found = extract_article(fetched(page.encode()))
    assert isinstance(found, Article), (name, found)
    assert found.title == TITLE
    assert found.body.split("\n") == list(TEXTS), name
