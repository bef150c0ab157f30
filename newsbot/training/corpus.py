"""Reads a corpus of labelled pages: a folder with labels in `truth.jsonl` and pages in `html/`."""

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsbot.errors import ConfigurationError


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """The labels of a corpus of pages. The pages themselves are read from disk only when needed."""

    folder: Path
    truth: Sequence[Mapping[str, Any]]
    """The label of each page: a mapping with the keys "id", "url", "title", "authors", "date",
    "body"."""

    @property
    def name(self) -> str:
        """The name of the corpus, which is that of its folder, e.g. "aeb"."""
        return self.folder.name

    def page_file(self, page_id: str) -> Path:
        """The path of the file with the gzipped HTML of the page with this id."""
        return self.folder / "html" / f"{page_id}.html.gz"


def read_corpus(folder: Path) -> Corpus:
    """The corpus in `folder`. All its labels are read, but none of its pages.

    Raises:
        ConfigurationError: the folder has no readable truth.jsonl, or a label has no page.
    """
    labels = folder / "truth.jsonl"
    try:
        with labels.open(encoding="utf-8") as lines:
            truth = [json.loads(line) for line in lines]
    except OSError as error:
        raise ConfigurationError(f"{folder} is no corpus: {labels}: {error.strerror}") from error
    except ValueError as error:
        raise ConfigurationError(f"{labels} is not JSON lines: {error}") from error
    corpus = Corpus(folder=folder.resolve(), truth=truth)
    for label in truth:
        if "id" not in label:
            raise ConfigurationError(f"{labels}: a label has no id")
        if not corpus.page_file(label["id"]).is_file():
            raise ConfigurationError(f"{corpus.page_file(label['id'])} is missing")
    return corpus


def read_page(file: Path) -> bytes:
    """The HTML of a page, the same bytes that the server sent; a file named *.gz is unpacked."""
    html = file.read_bytes()
    return gzip.decompress(html) if file.suffix == ".gz" else html
