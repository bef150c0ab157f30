"""Reads a folder of cases: pages in files ID.html, each with what is right for it in ID.json.

ID.json is an object with `url` and `truth`. `truth` is an object that states what the case is
about, and may have:

- `body`: the paragraphs of the text, a list; `alternatives`: paragraph → its other right spellings
- `never`, `noglue`: what must not be in the text, lists
- `title`, and `alt_title` where another one is right too
- `authors`: persons, a list; `alt_authors`: other right lists; `credits`: agencies and desks
- `published`: the day or a time in ISO 8601, null if the page has none; `any_of`: all right ones, a
  list; `none_too`: true if it is also right to find none
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsbot.errors import ConfigurationError
from newsbot.training.corpus import Corpus

LISTS = ("body", "never", "noglue", "authors", "alt_authors", "credits", "any_of")
"""The keys of `truth` whose values are lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases(Corpus):
    """A folder of cases. The label of a page is its id, its URL and what its `truth` states."""

    def page_file(self, page_id: str) -> Path:
        """The path of the file with the HTML of the case with this id."""
        return self.folder / f"{page_id}.html"


def holds_cases(folder: Path) -> bool:
    """Whether a folder has cases; a corpus has truth.jsonl instead."""
    return not (folder / "truth.jsonl").exists() and any(folder.glob("*.json"))


def read_cases(folder: Path) -> Cases:
    """The cases in `folder`, in the order of their ids.

    Raises:
        ConfigurationError: a file is unreadable or no case, or a case has no page.
    """
    cases = Cases(folder=folder.resolve(), truth=[*map(_label, sorted(folder.glob("*.json")))])
    for label in cases.truth:
        if not cases.page_file(label["id"]).is_file():
            raise ConfigurationError(f"{cases.page_file(label['id'])} is missing")
    return cases


def _label(file: Path) -> dict[str, Any]:
    try:
        case = json.loads(file.read_text(encoding="utf-8"))
        label = {**case["truth"], "id": file.stem, "url": case["url"]}
    except OSError as error:
        raise ConfigurationError(f"{file}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigurationError(f"{file} is no JSON object with url and truth: {error}") from error
    for key in LISTS:
        if not isinstance(label.get(key, []), list):
            raise ConfigurationError(f"{file}: {key} is no list")
    if not isinstance(label.get("alternatives", {}), dict):
        raise ConfigurationError(f"{file}: alternatives is no object")
    return label
