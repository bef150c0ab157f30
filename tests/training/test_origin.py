"""What a model file says of the corpora that the model learned from."""

import gzip
import json
from pathlib import Path

import pytest

from newsbot.training.corpus import Corpus, read_corpus
from newsbot.training.origin import corpus_sha256, first_line
from tests.extraction.making import PARAGRAPHS, html

BODY = "\n".join(PARAGRAPHS)


def corpus(folder: Path, page: bytes = html(), body: str = BODY, level: int = 9) -> Corpus:
    (folder / "html").mkdir(parents=True)
    (folder / "html/a.html.gz").write_bytes(gzip.compress(page, level))
    (folder / "truth.jsonl").write_text(json.dumps({"id": "a", "body": body}) + "\n")
    return read_corpus(folder)


def test_the_same_pages_and_labels_have_the_same_digest_however_they_are_packed(
    tmp_path: Path,
) -> None:
    one, other = corpus(tmp_path / "one"), corpus(tmp_path / "other", level=1)
    assert corpus_sha256(one) == corpus_sha256(other)


@pytest.mark.parametrize("changed", [{"page": html() + b" "}, {"body": PARAGRAPHS[0]}])
def test_another_page_or_label_has_another_digest(tmp_path: Path, changed: dict[str, str]) -> None:
    one, other = corpus(tmp_path / "one"), corpus(tmp_path / "other", **changed)
    assert corpus_sha256(one) != corpus_sha256(other)


def test_the_origin_comes_first_and_may_be_missing() -> None:
    assert first_line({"f1": 1}, {"features": ["a"]}) == '{"origin":{"f1":1},"features":["a"]}\n'
    assert first_line(None, {"features": ["a"]}) == '{"features":["a"]}\n'
