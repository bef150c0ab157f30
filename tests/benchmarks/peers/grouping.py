"""A finder of near-identical texts as a process: texts come on stdin, groups leave on stdout.

    .venv-peers/bin/python -m tests.benchmarks.peers.grouping NAME

A text is a line of JSON with key, text and at_s, the earliest first. Its answer is a line with key
and group, a number. A text joins the group of the first text within the window that it is like.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tests.benchmarks.peers.near_duplicates import FINDERS, Finder, words_of
from tests.benchmarks.peers.offline import forbid_network

WINDOW_S = 72 * 3600


def main(name: str) -> None:
    """Answers until stdin ends."""
    find = FINDERS[name]()
    forbid_network()
    for answer in grouped(find, map(json.loads, sys.stdin)):
        sys.stdout.write(json.dumps(answer) + "\n")


def grouped(find: Finder, texts: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The answers, in order."""
    times: list[float] = []
    groups: list[int] = []
    for number, text in enumerate(texts):
        alike = find(words_of(text["text"]))
        in_window = (each for each in alike if text["at_s"] - times[each] <= WINDOW_S)
        first = min(in_window, default=None)
        groups.append(number if first is None else groups[first])
        times.append(text["at_s"])
        yield {"key": text["key"], "group": groups[-1]}


if __name__ == "__main__":
    main(sys.argv[1])
