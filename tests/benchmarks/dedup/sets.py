"""Sets of texts of which it is known what is a copy of what: gzipped JSON lines in one folder.

webis16, synth_tune: `group` says which texts are copies of each other, `kind` (synth_tune) what was
done to each. reuters21578: pairs of stories, labelled in a file of their own. basil_same_event:
different articles on the same events; none is a copy.
"""

import gzip
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from newsbot.errors import ConfigurationError

START = datetime(2026, 5, 11, tzinfo=UTC)
"""The moment of the first text of a set that gives hours, or whose dates do not count."""

Row = Mapping[str, Any]
Moments = Callable[[Sequence[Row]], Iterator[datetime]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A text, where and when it is taken to have appeared, and the group that it belongs to."""

    key: str
    """Its id; unique in its set."""
    site: str
    title: str
    body: str = field(repr=False)
    fetched_at: datetime
    group: str | None = None
    kind: str | None = None
    """What was done to it, e.g. "orig", "abridged"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two texts, and whether one is a copy of the other."""

    one: str
    other: str
    is_copy: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledSet:
    """The texts of one file, earliest first, and the labelled pairs where it has some."""

    name: str
    texts: Sequence[Labelled]
    pairs: Sequence[Pair] = ()


def read_sets(folder: Path) -> list[LabelledSet]:
    """The four sets of `folder`.

    Raises:
        ConfigurationError: a file is missing.
    """
    pairs = [
        Pair(one=row["a"], other=row["b"], is_copy=bool(row["label"]))
        for row in _rows(folder, "reuters21578.pairs")
    ]
    return [
        _set(folder, "webis16", _one_by_one),
        _set(folder, "synth_tune", _hours),
        _set(folder, "reuters21578", _dates, pairs),
        _set(folder, "basil_same_event", _one_by_one),
    ]


def _set(folder: Path, name: str, moments: Moments, pairs: Sequence[Pair] = ()) -> LabelledSet:
    rows = list(_rows(folder, name))
    each = zip(rows, _keys(rows), moments(rows), strict=True)
    texts = [_labelled(row, key, moment) for row, key, moment in each]
    return LabelledSet(
        name=name, texts=sorted(texts, key=lambda text: text.fetched_at), pairs=pairs
    )


def _rows(folder: Path, name: str) -> Iterator[Row]:
    path = folder / f"{name}.jsonl.gz"
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)
    except FileNotFoundError as error:
        raise ConfigurationError(
            f"{path} is not there: name the folder of the four sets"
        ) from error


def _labelled(row: Row, key: str, moment: datetime) -> Labelled:
    return Labelled(
        key=key,
        site=_site(row),
        title=row["title"],
        body=row["text"],
        fetched_at=moment,
        group=row["group"],
        kind=row.get("kind"),
    )


def _site(row: Row) -> str:
    host = urlsplit(row.get("url") or "").hostname or row["source"]
    return str(host).lower().removeprefix("www.")


def _keys(rows: Sequence[Row]) -> Iterator[str]:
    """The ids; one that was there before gets the number of its row."""
    seen: set[str] = set()
    for number, row in enumerate(rows):
        yield f"{row['id']}-{number}" if row["id"] in seen else row["id"]
        seen.add(row["id"])


def _one_by_one(rows: Sequence[Row]) -> Iterator[datetime]:
    """A second apart: what is to be compared must lie within the window, whatever its date."""
    return (START + timedelta(seconds=number) for number in range(len(rows)))


def _hours(rows: Sequence[Row]) -> Iterator[datetime]:
    return (START + timedelta(hours=row["date"]) for row in rows)


def _dates(rows: Sequence[Row]) -> Iterator[datetime]:
    """As given; one that cannot be read is that of the row before."""
    moment = START
    for row in rows:
        with suppress(ValueError):  # "31-MAR-1987 605:12:19.12", once
            moment = datetime.fromisoformat(row["date"]).replace(tzinfo=UTC)
        yield moment
