"""A corpus of labelled pages: `truth.jsonl` and `html/ID.html.gz` in one folder."""

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsbot.errors import ConfigurationError


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """The labels of a corpus; its pages stay on disk."""

    folder: Path
    truth: Sequence[Mapping[str, Any]]
    """The label of each page: id, url, title, authors, date, body."""

    @property
    def name(self) -> str:
        """The folder's name, e.g. "aeb"."""
        return self.folder.name

    def page_file(self, page_id: str) -> Path:
        """The file of the page with this id, gzipped."""
        return self.folder / "html" / f"{page_id}.html.gz"


def read_corpus(folder: Path) -> Corpus:
    """The corpus in `folder`.

    Raises:
        ConfigurationError: the folder is no corpus, or a page or label is missing.
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
        if not corpus.page_file(label["id"]).is_file():
            raise ConfigurationError(f"{corpus.page_file(label['id'])} is missing")
    return corpus


def read_page(file: Path) -> bytes:
    """The bytes of a gzipped page, as they were fetched."""
    return gzip.decompress(file.read_bytes())
