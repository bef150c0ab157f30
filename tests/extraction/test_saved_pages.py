"""Pages of invented outlets: what they are made into, or why they are turned away."""

import json
from dataclasses import asdict, fields
from pathlib import Path

import pytest
import trafilatura

from newsbot.extraction.article import extract_article
from newsbot.items import Article, Metadata, NotAnArticle, iso_8601
from tests.conftest import Accepted
from tests.extraction.making import FETCHED_AT, PAGES, URL, fetched

ARTICLES = sorted((PAGES / "articles").glob("*.html"))
REJECTED = sorted((PAGES / "rejected").rglob("*.html"))
OF_THE_CALL = {
    "url",
    "requested_url",
    "site",
    "fetched_at",
    "unmatched_rules",
    "is_partial",
}
OF_THE_CODE = {
    "block_keys", "plain_sha256", "recurring_lines", "twin_urls", "extractor", "extractor_version",
    "validators",
}  # fmt: skip


def readable(article: Article) -> str:
    """As in the .json beside a saved page: the body by lines, times as text."""
    left_out = OF_THE_CALL | OF_THE_CODE
    fields = {name: value for name, value in asdict(article).items() if name not in left_out}
    fields["body"] = article.body.split("\n")
    return json.dumps(fields, indent=2, ensure_ascii=False, default=iso_8601) + "\n"


@pytest.mark.parametrize("saved", ARTICLES, ids=lambda path: path.stem)
def test_a_saved_article_gives_exactly_the_fields_beside_it(
    saved: Path, accepted: Accepted
) -> None:
    article = extract_article(fetched(saved.read_bytes()))
    assert isinstance(article, Article), article
    found = readable(article)
    assert json.loads(found) == json.loads(accepted(saved.with_suffix(".json"), found))


def test_each_field_of_the_metadata_is_read_from_some_saved_page() -> None:
    saved = [json.loads(page.with_suffix(".json").read_text()) for page in ARTICLES]
    said = {name for found in saved for name, value in found.items() if value not in (None, [])}
    # `from_feed` is empty for a page that no feed lists; tests/extraction/test_listed.py has it.
    said.add("from_feed")
    never = [field.name for field in fields(Metadata) if field.name not in said]
    assert not never, f"no page says anything of {never}: see newsbot.extraction.metadata.reading"


@pytest.mark.parametrize("saved", REJECTED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_page_without_article_is_turned_away_for_the_reason_it_is_filed_under(
    saved: Path,
) -> None:
    answer = extract_article(fetched(saved.read_bytes()))
    assert isinstance(answer, NotAnArticle), answer
    assert answer.reason == saved.parent.name


def test_a_front_page_is_no_article_whatever_it_shows() -> None:
    saved = PAGES / "articles" / "plain_markup.html"
    answer = extract_article(fetched(saved.read_bytes(), url="https://paper.example/"))
    assert answer == NotAnArticle(reason="index_page")


def test_an_article_names_its_page_and_what_extracted_it() -> None:
    article = extract_article(fetched((PAGES / "articles" / "brief.html").read_bytes()))
    assert isinstance(article, Article)
    assert (article.url, article.site, article.fetched_at) == (URL, "paper.example", FETCHED_AT)
    assert article.extractor == "newsbot"
    assert article.extractor_version == f"trafilatura-{trafilatura.__version__}+9"
