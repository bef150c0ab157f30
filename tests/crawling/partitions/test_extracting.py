"""A WARC file becomes a Parquet file, without a database."""

import asyncio
from dataclasses import fields
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.crawling.losses import Tally
from newsbot.crawling.partitions.extracting import Extractor, Options, Unreadable, extract_partition
from newsbot.crawling.partitions.results import read_day
from newsbot.crawling.partitions.rows import PlacedRead, batch_of, reads_in
from newsbot.crawling.warc.stream import Place
from newsbot.crawling.waves.first import FirstRead
from newsbot.items import Article, Fingerprint, Rejection
from newsbot.processes.workers import WorkerPool
from tests.crawl.making import news_page
from tests.spiders.warc_file import http, record, write

DAY = date(2024, 5, 1)


def page(name: str, time: str) -> bytes:
    return record(
        http(news_page(name).encode()),
        WARC_Target_URI=f"https://gazette.example/{name}",
        WARC_Date=f"2024-05-{time}Z",
    )


def test_pages_are_in_the_order_of_their_fetches_by_day(tmp_path):
    names = {"c": "01T12:00:00", "a": "01T10:00:00", "next": "02T00:00:00", "b": "01T11:00:00"}
    file = write(tmp_path, *(page(name, time) for name, time in names.items()), suffix="warc.gz")
    out = tmp_path / "out" / "r.parquet"
    found = extract_partition(str(file), str(out))
    assert (found.pages, found.articles, found.damage) == (4, 4, None)
    assert found.days == {DAY: 3, date(2024, 5, 2): 1}
    reads = list(read_day(str(out), DAY, 0, rows=1))
    assert [each.read.result.title for each in reads] == ["a sails", "b sails", "c sails"]
    assert list(read_day(str(out), DAY, 2)) == reads[2:]
    assert [each.name for each in out.parent.iterdir()] == ["r.parquet"]


def test_a_damaged_file_gives_what_can_be_read_and_tells_where(tmp_path):
    file = write(tmp_path, page("a", "01T10:00:00"), page("b", "01T10:00:00"))
    file.write_bytes(file.read_bytes()[:-100])
    found = extract_partition(str(file), str(tmp_path / "r.parquet"))
    assert found.articles == 1
    assert "is damaged after 1 records" in found.damage
    assert found.named == {"skipped/damaged": 1}


def test_another_page_at_the_place_is_not_taken_for_the_page(tmp_path):
    file = write(tmp_path, page("a", "01T10:00:00"), suffix="warc")
    first = placed(Rejection(**ABOUT, at=AT, reason="empty", stage="gate"), {}).read
    pool = WorkerPool(Options().limits)
    extractor = Extractor.of(Options(), pool, Tally())
    with pytest.raises(Unreadable, match="has another page at byte 0: it has changed"):
        asyncio.run(extractor.page_again(first, str(file), Place(0)))
    pool.close()


@pytest.mark.parametrize("content", [None, b"", b"no WARC file"])
def test_without_any_page_there_are_no_results(tmp_path, content: bytes | None):
    file = tmp_path / "a.warc"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(Unreadable, match=r"a\.warc"):
        extract_partition(str(file), str(tmp_path / "r.parquet"), Options())
    assert not (tmp_path / "r.parquet").exists()


AT = datetime(2024, 5, 1, tzinfo=UTC)
ABOUT = {"url": "https://a.example/b", "requested_url": "https://a.example/b?", "site": "a"}
VALUES = {
    "str": st.text(st.characters(exclude_categories=["Cs"])),
    "int": st.integers(-(2**63), 2**63 - 1),
    "float": st.floats(allow_nan=False),
    "bool": st.booleans(),
    "bytes": st.binary(),
    "datetime": st.datetimes(timezones=st.just(UTC)),
}
NOT_KEPT = {"validators", "archived", "reread", "fetched_at", "at", *ABOUT}


def values_of(kind: type) -> st.SearchStrategy:
    """Values for all fields of a class that a page from an archive can have."""
    return st.fixed_dictionaries(
        {each.name: _value(str(each.type)) for each in fields(kind) if each.name not in NOT_KEPT}
    )


def _value(shown: str) -> st.SearchStrategy:
    inner = next((VALUES[name] for name in VALUES if name in shown.lower()), VALUES["str"])
    if "tuple" in shown:
        return st.lists(inner, max_size=2).map(tuple)
    return st.none() | inner if "None" in shown else inner


def placed(result: Article | Rejection, asked: dict[int, float]) -> PlacedRead:
    prints = Fingerprint(content_sha256=b"1", sketch=(-1, 2), word_count=7)
    read = FirstRead(
        page_key="3:4 /a.warc",
        **ABOUT,
        fetched_at=AT,
        result=result,
        asked=asked,
        fingerprint=prints if isinstance(result, Article) else None,
    )
    return PlacedRead(read=read, file="/a.warc", place=Place(3, 4))


@given(
    values_of(Article),
    values_of(Rejection),
    st.dictionaries(VALUES["int"], st.floats(0, 1), max_size=2),
)
def test_all_of_an_article_or_a_rejection_comes_back(article, rejection, asked):
    rows = [
        placed(Article(**ABOUT, fetched_at=AT, **article), asked),
        placed(Rejection(**ABOUT, at=AT, **rejection), {}),
    ]
    assert reads_in(batch_of(rows)) == rows
