"""How the labelled sets are read, from small files of the same form."""

import gzip
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from newsbot.errors import ConfigurationError
from tests.benchmarks.dedup.sets import START, LabelledSet, Pair, read_sets

DAY = datetime(1987, 2, 26, 15, tzinfo=UTC)


def row(id_: str, **fields: Any) -> dict[str, Any]:
    defaults = {"text": "A ferry.", "title": "T", "date": "2016-09-19", "source": "Gazette"}
    return {"id": id_, "group": None} | defaults | fields


@pytest.fixture
def sets(tmp_path: Path) -> Mapping[str, LabelledSet]:
    files = {
        "webis16": [
            row("w1", url="https://www.Paper.example/a", group="w1"),
            row("w2", url=None, group="w1"),
        ],
        "synth_tune": [row("s1", date=5.5, group="g"), row("s2", date=0.5, group="g", kind="orig")],
        "reuters21578": [row("r1", date="1987-02-26T15:00:00"), row("r2", date="605:12:19.12")],
        "reuters21578.pairs": [{"a": "r1", "b": "r2", "label": 1}],
        "basil_same_event": [row("b"), row("b")],
    }
    for name, rows in files.items():
        lines = "".join(json.dumps(each) + "\n" for each in rows)
        (tmp_path / f"{name}.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    return {each.name: each for each in read_sets(tmp_path)}


def test_a_site_is_the_host_of_the_address_else_the_source(
    sets: Mapping[str, LabelledSet],
) -> None:
    assert [text.site for text in sets["webis16"].texts] == ["paper.example", "gazette"]


def test_hours_are_counted_from_the_start_and_the_earliest_comes_first(
    sets: Mapping[str, LabelledSet],
) -> None:
    hours = {"s2": 0.5, "s1": 5.5}
    moments = {text.key: text.fetched_at for text in sets["synth_tune"].texts}
    assert list(moments.items()) == [
        (key, START + timedelta(hours=each)) for key, each in hours.items()
    ]


def test_a_date_that_cannot_be_read_is_that_of_the_text_before(
    sets: Mapping[str, LabelledSet],
) -> None:
    assert [text.fetched_at for text in sets["reuters21578"].texts] == [DAY, DAY]
    assert sets["reuters21578"].pairs == [Pair(one="r1", other="r2", is_copy=True)]


def test_texts_of_one_id_have_keys_of_their_own(sets: Mapping[str, LabelledSet]) -> None:
    assert [text.key for text in sets["basil_same_event"].texts] == ["b", "b-1"]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"reuters21578\.pairs\.jsonl\.gz is not there"):
        read_sets(tmp_path)
