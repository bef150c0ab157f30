"""Training sees a page as extraction does: the same blocks, features and body."""

import gzip
import json
import pickle
from pathlib import Path

import pytest

from newsbot.extraction.article import extract_article
from newsbot.extraction.body.model.ensemble import read_model
from newsbot.items import Article
from newsbot.training.corpus import Corpus, read_corpus
from newsbot.training.pages import read_labelled
from tests.extraction.long_pages import MARKUPS, TEMPLATES, paragraphs
from tests.extraction.making import URL, fetched

MODEL = read_model()


def corpus(folder: Path, page: bytes, body: str = "") -> Corpus:
    (folder / "html").mkdir(parents=True)
    (folder / "html/a.html.gz").write_bytes(gzip.compress(page))
    (folder / "truth.jsonl").write_text(json.dumps({"id": "a", "url": URL, "body": body}) + "\n")
    return read_corpus(folder)


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("items", [0, 1_500])  # a long list is classified in excerpts
def test_training_finds_the_body_that_extraction_finds(
    tmp_path: Path, items: int, template: str
) -> None:
    listed = MARKUPS["items"]([text[:40] for text in paragraphs(items)])
    before, after = (MARKUPS["paragraphs"](paragraphs(count)) for count in (4, 6))
    page = TEMPLATES[template](f"{before}{listed}{after}", "en").encode()
    article = extract_article(fetched(page))
    assert isinstance(article, Article)
    as_it_is, _ = read_labelled(corpus(tmp_path, page), 0)
    assert as_it_is.body(MODEL) == article.body


def test_a_page_comes_with_its_label_and_with_a_copy_without_markup(tmp_path: Path) -> None:
    texts = paragraphs(5)
    page = TEMPLATES["news"]("".join(f"<p>{text}</p>" for text in texts), "en").encode()
    both = read_labelled(corpus(tmp_path, page, "\n".join(texts)), 0)
    assert [each.is_plain for each in both] == [False, True]
    for each in both:
        chosen = [each.featured.blocks[index].text for index in each.featured.candidates]
        labelled = [text for text, share in zip(chosen, each.shares, strict=True) if share > 0.5]
        assert labelled == texts
        assert each.rows.shape == (len(chosen), len(each.features))


def test_a_page_without_text_is_left_out(tmp_path: Path) -> None:
    assert read_labelled(corpus(tmp_path, b"<html><body></body></html>"), 0) == []


def test_a_page_that_another_process_has_read_can_be_sent_back(tmp_path: Path) -> None:
    page = TEMPLATES["news"](MARKUPS["paragraphs"](paragraphs(5)), "en").encode()
    read = read_labelled(corpus(tmp_path, page, "\n".join(paragraphs(5))), 0)
    sent = pickle.loads(pickle.dumps(read))  # noqa: S301 - of this test's own making
    assert [each.body(MODEL) for each in sent] == [each.body(MODEL) for each in read]
