"""Extracted articles in files: one a corpus and system, with a line of JSON for each page."""

import json
from collections.abc import Sequence
from pathlib import Path

from newsbot.errors import ConfigurationError
from newsbot.training.corpus import Corpus
from tests.benchmarks.comparison import Result
from tests.benchmarks.scoring import Record

LEFT_OUT = ("cv", "loco")
"""Each page decided by a model that was trained without its site, or without its whole corpus."""


def write_predictions(folder: Path, corpus: Corpus, results: Sequence[Result]) -> None:
    """CORPUS.SYSTEM.jsonl with the id and the fields found of each page."""
    for result in results:
        lines = [
            json.dumps({"id": page_id, **found}, ensure_ascii=False) + "\n"
            for page_id, found in result.found.items()
        ]
        target = folder / f"{corpus.name}.{result.system}.jsonl"
        target.write_text("".join(lines), encoding="utf-8")


def read_predictions(folder: Path, corpus: Corpus) -> list[Result]:
    """The results newsbot-cv and newsbot-loco out of CORPUS.cv.jsonl and CORPUS.loco.jsonl.

    Raises:
        ConfigurationError: one of the files, or a page in it, is missing or unreadable.
    """
    return [
        Result(
            system=f"newsbot-{kind}",
            found=_read(folder / f"{corpus.name}.{kind}.jsonl", corpus),
            cpu_s=None,
            peak_mb=None,
        )
        for kind in LEFT_OUT
    ]


def _read(file: Path, corpus: Corpus) -> dict[str, Record]:
    try:
        with file.open(encoding="utf-8") as lines:
            found = {record["id"]: record for record in map(json.loads, lines)}
    except OSError as error:
        raise ConfigurationError(f"{file}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigurationError(f"{file} is not JSON lines with an id each: {error}") from error
    missing = [label["id"] for label in corpus.truth if label["id"] not in found]
    if missing:
        raise ConfigurationError(f"{file} lacks {len(missing)} pages, one is {missing[0]}")
    return found
