"""How well newsbot and its peers find the copies in the labelled sets."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from newsbot.postgres.embedded import EmbeddedServer
from tests.benchmarks.dedup.database import database
from tests.benchmarks.dedup.ours import our_groups
from tests.benchmarks.dedup.peers import PEERS, peer_groups
from tests.benchmarks.dedup.scoring import (
    Groups,
    PairScore,
    count_pairs,
    found_by_kind,
    score_groups,
    score_pairs,
)
from tests.benchmarks.dedup.sets import LabelledSet

OURS = "newsbot"
SAME_EVENT = "basil_same_event"
"""The set without copies: every pair that is found in it is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetQuality:
    """What one system made of one set."""

    system: str
    set_name: str
    texts: int
    found_pairs: int
    score: PairScore | None
    """None where the set has no copies."""
    by_kind: Mapping[str, float]
    """For each kind of edit the share that was grouped with its original."""


def measure_quality(sets: Sequence[LabelledSet], python: Path) -> list[SetQuality]:
    """Every system on every set; `python` is the interpreter that the peers are installed for.

    Raises:
        NewsbotError: a peer failed, or PostgreSQL did.
    """
    with ThreadPoolExecutor(1) as pool:
        theirs = [
            (peer, each, pool.submit(peer_groups, peer, each, python))
            for each in sets
            for peer in PEERS
        ]
        try:
            ours = _ours(sets)
            return ours + [_quality(peer, each, found.result()) for peer, each, found in theirs]
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _ours(sets: Sequence[LabelledSet]) -> list[SetQuality]:
    with (
        TemporaryDirectory(prefix="newsbot-bench-") as home,
        EmbeddedServer(Path(home), fsync=False) as server,
    ):
        return [_our_quality(server, each) for each in sets]


def _our_quality(server: EmbeddedServer, texts: LabelledSet) -> SetQuality:
    with database(server, texts.name) as engine:
        return _quality(OURS, texts, our_groups(engine, texts))


def _quality(system: str, texts: LabelledSet, found: Groups) -> SetQuality:
    return SetQuality(
        system=system,
        set_name=texts.name,
        texts=len(texts.texts),
        found_pairs=count_pairs(found),
        score=_score(texts, found),
        by_kind=found_by_kind(texts.texts, found),
    )


def _score(texts: LabelledSet, found: Groups) -> PairScore | None:
    if texts.pairs:
        return score_pairs(texts.pairs, found)
    return None if texts.name == SAME_EVENT else score_groups(texts.texts, found)
