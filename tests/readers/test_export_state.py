"""`scrapy export`: no interruption loses or repeats a row, and what cannot go on is refused."""

import os
import signal
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from newsbot.actions.export.exporting import Export, export, reading_of
from newsbot.actions.export.outputs import Output, output_of
from newsbot.actions.export.state import State, read_state, state_file, write_state
from newsbot.errors import ConfigurationError, SchemaError
from newsbot.storage.readers import rounds
from newsbot.storage.readers.article_rows import ORIGINALS, columns_of
from tests.crawl.running import running
from tests.readers.exports import FORMS, exported, order, read_back, store_plain, told
from tests.storage.making import NOON, article, rows, store, story


class Cut(Output):
    """An output that is interrupted before it takes another batch."""

    def __init__(self, output: Output, batches: int) -> None:
        self._output = output
        self._left = batches

    def write(self, rows) -> None:
        if not self._left:
            raise KeyboardInterrupt
        self._left -= 1
        self._output.write(rows)

    def save(self, *, is_last: bool) -> int | None:
        return self._output.save(is_last=is_last)

    def close(self) -> None:
        self._output.close()


def cut_short(engine: Engine, form: str, out: Path, since: int | None, batches: int) -> None:
    start = rounds.everything(engine) if since is None else rounds.changed_after(engine, since)
    columns = tuple(columns_of(engine, ORIGINALS))
    state = read_state(out) or State(
        form=form, view=ORIGINALS, since_text=None, columns=columns, round=start, size=0
    )
    write_state(out, state)
    with closing(output_of(out, state)) as output:
        interrupted = Export(engine, out, state, Cut(output, batches), reading_of(form))
        with pytest.raises(KeyboardInterrupt):
            interrupted.run_round()


@pytest.mark.usefixtures("few_a_batch")
@pytest.mark.parametrize("since", [None, 2])
@pytest.mark.parametrize("batches", [0, 1, 2])
@pytest.mark.parametrize("form", FORMS)
def test_an_interrupted_export_goes_on_without_loss_or_repetition(
    form: str, batches: int, since: int | None, engine: Engine, database_url: str, tmp_path: Path
):
    out = tmp_path / "out"
    store_plain(engine, *"abcdefg")
    cut_short(engine, form, out, since, batches)
    leftover = out / "part-000099.new" if form == "parquet" else out
    with leftover.open("ab") as stream:
        stream.write(b"half a line")
    export(database_url, order(form, out), follow=False)
    found = read_back(engine, form, out, ["id", "title"])
    assert [number for number, _ in found] == list(range(3 if since else 1, 8))


@pytest.mark.usefixtures("few_a_batch")
def test_what_changes_during_an_interruption_is_told_as_it_is_then(
    engine: Engine, database_url: str, tmp_path: Path
):
    out = tmp_path / "out"
    store_plain(engine, *"abcde")
    cut_short(engine, "jsonl", out, None, 1)
    for name in "ae":
        store(engine, article(name, story(name), title="New", fetched_at=NOON + timedelta(1)))
    export(database_url, order(out=out), follow=False)
    last = {row["id"]: row["title"] for row in exported(out)}
    view = dict(rows(engine, "SELECT id, title FROM news.articles"))
    assert last == view
    assert last[1] == last[5] == "New"


def test_a_file_that_was_moved_away_begins_anew_with_what_changed(
    engine: Engine, database_url: str, tmp_path: Path
):
    out = tmp_path / "out.csv"
    store_plain(engine, "one")
    export(database_url, order("csv", out), follow=False)
    out.rename(tmp_path / "loaded")
    store_plain(engine, "two")
    export(database_url, order("csv", out), follow=False)
    head, *lines = out.read_text().splitlines()
    assert head.startswith('"op","id","url"')
    assert [line.split(",")[:2] for line in lines] == [['"upsert"', "2"]]


def test_a_file_that_is_not_the_exports_is_left_alone(database_url: str, tmp_path: Path):
    out = tmp_path / "out"
    out.write_text("somebody's")
    with pytest.raises(ConfigurationError, match="another file"):
        export(database_url, order(out=out), follow=False)
    assert out.read_text() == "somebody's"
    out.unlink()
    export(database_url, order(out=out), follow=False)
    with pytest.raises(ConfigurationError, match="begun with --format jsonl: say the same"):
        export(database_url, order("csv", out), follow=False)
    state_file(out).write_text("{")
    with pytest.raises(ConfigurationError, match="damaged"):
        export(database_url, order(out=out), follow=False)


def test_two_exports_do_not_write_one_file(database_url: str, tmp_path: Path):
    out = tmp_path / "out"
    export(database_url, order(out=out), follow=False)
    state = read_state(out)
    with closing(output_of(out, state)), pytest.raises(ConfigurationError, match="another export"):
        export(database_url, order(out=out), follow=False)


def test_changes_that_are_not_kept_any_more_are_refused(
    engine: Engine, database_url: str, tmp_path: Path
):
    store_plain(engine, *"abcd")
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM newsbot.changes WHERE change_id <= 2"))
    with pytest.raises(ConfigurationError, match="after 1 are not kept any more, the oldest is 3"):
        export(database_url, order(out=tmp_path / "out", since=1), follow=False)
    with pytest.raises(ConfigurationError, match="no change 99, the newest is 4"):
        export(database_url, order(out=tmp_path / "out", since=99), follow=False)
    export(database_url, order(out=tmp_path / "rest", since=2), follow=False)
    export(database_url, order(out=tmp_path / "everything"), follow=False)
    assert [number for _, number in told(tmp_path / "rest")] == [3, 4]
    assert len(told(tmp_path / "everything")) == 4


def test_a_database_without_the_views_is_told(empty_database_url: str, tmp_path: Path):
    with pytest.raises(SchemaError, match="scrapy db upgrade"):
        export(empty_database_url, order(out=tmp_path / "out"), follow=False)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_following_goes_on_until_a_signal_and_the_state_is_written(
    number: signal.Signals, engine: Engine, database_url: str, tmp_path: Path
):
    out = tmp_path / "out"
    store_plain(engine, "one")
    command = ("export", "--follow", "--out", str(out))
    with running(*command, log=tmp_path / "log", NEWSBOT_DATABASE_URL=database_url) as following:
        following.wait_until(lambda: state_file(out).exists() and len(told(out)) == 1)
        store_plain(engine, "two")
        following.wait_until(lambda: len(told(out)) == 2)
        os.kill(following.process.pid, number)
        assert following.wait() == 5, following.stderr()
    assert following.stderr() == "Stopped: the same command goes on from here.\n"
    store_plain(engine, "three")
    export(database_url, order(out=out), follow=False)
    assert [number for _, number in told(out)] == [1, 2, 3]
