"""What the peers make of a set, each in a process of the peers' environment."""

import json
import subprocess
from pathlib import Path

from newsbot.errors import NewsbotError
from tests.benchmarks.dedup.scoring import Groups
from tests.benchmarks.dedup.sets import Labelled, LabelledSet
from tests.benchmarks.peers.near_duplicates import FINDERS
from tests.benchmarks.peers.processes import CHECKOUT

PEERS = tuple(FINDERS)
TIMEOUT_S = 600


def peer_groups(peer: str, texts: LabelledSet, python: Path) -> Groups:
    """The groups that the peer finds; `python` is the interpreter that the peers are installed for.

    Raises:
        NewsbotError: the peer is not installed, or failed.
    """
    try:
        ended = subprocess.run(
            [python.absolute(), "-m", "tests.benchmarks.peers.grouping", peer],
            cwd=CHECKOUT,
            input="".join(map(_line, texts.texts)),
            capture_output=True,
            encoding="utf-8",
            timeout=TIMEOUT_S,
            check=True,
        )
    except subprocess.CalledProcessError as error:
        last = error.stderr.strip().splitlines()[-1:] or ["it said nothing"]
        raise NewsbotError(f"the peer {peer} failed: {last[0]}") from error
    except subprocess.TimeoutExpired as error:
        raise NewsbotError(f"the peer {peer} took over {TIMEOUT_S} s") from error
    answers = map(json.loads, ended.stdout.splitlines())
    return {answer["key"]: answer["group"] for answer in answers}


def _line(text: Labelled) -> str:
    row = {"key": text.key, "text": text.body, "at_s": text.fetched_at.timestamp()}
    return json.dumps(row) + "\n"
