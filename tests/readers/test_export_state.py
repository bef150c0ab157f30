"""`scrapy export`: no interruption loses or repeats a row, and what cannot go on is refused."""

import json
import os
import signal
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from newsbot.actions.export.exporting import Export, export, reading_of
from newsbot.actions.export.outputs import Output, output_of
from newsbot.actions.export.state import State, read_state, state_file
from newsbot.errors import ConfigurationError, SchemaError
from newsbot.storage.readers import rounds
from newsbot.storage.readers.article_rows import ORIGINALS, columns_of
from newsbot.storage.readers.prunable import PRUNABLE
from newsbot.storage.readers.pruning import prune
from newsbot.storage.readers.rounds import Round
from tests.crawl.running import running
from tests.readers.exports import FORMS, exported, order, read_back, store_plain, told
from tests.storage.making import NOON, article, article_on, rows, store, story
from tests.storage.test_forgetting import leave


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

    def is_moved(self) -> bool:
        return self._output.is_moved()

    def close(self) -> None:
        self._output.close()


def begun(engine: Engine, form: str, start: Round) -> State:
    columns = tuple(columns_of(engine, ORIGINALS))
    return State(form=form, view=ORIGINALS, since_text=None, columns=columns, round=start, size=0)


def cut_short(engine: Engine, form: str, out: Path, since: int | None, batches: int) -> None:
    start = rounds.everything(engine) if since is None else rounds.changed_after(engine, since)
    state = read_state(out) or begun(engine, form, start)
    cut = Export(engine, out, state, reading_of(form), lambda *to: Cut(output_of(*to), batches))
    with closing(cut), pytest.raises(KeyboardInterrupt):
        cut.run_round()


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


@pytest.mark.usefixtures("few_a_batch")
def test_a_new_file_that_is_killed_while_it_begins_is_begun_again(
    engine: Engine, database_url: str, tmp_path: Path
):
    out = tmp_path / "out"
    store_plain(engine, *"abcd")
    cut_short(engine, "jsonl", out, None, 1)
    out.rename(tmp_path / "loaded")
    cut_short(engine, "jsonl", out, None, 0)
    with out.open("a") as stream:  # longer than the file that was moved away
        stream.write("half a line" * 9999)
    export(database_url, order(out=out), follow=False)
    assert told(out) == [("upsert", 3), ("upsert", 4)]


@pytest.mark.parametrize("form", FORMS)
def test_an_export_whose_output_is_moved_away_goes_on_in_a_new_one(
    form: str, engine: Engine, tmp_path: Path
):
    out, loaded = tmp_path / "out", tmp_path / "loaded"
    state = begun(engine, form, rounds.everything(engine))
    store_plain(engine, "one")
    with closing(Export(engine, out, state, reading_of(form))) as following:
        following.catch_up()
        out.rename(loaded)
        store_plain(engine, "two")
        following.catch_up()
    for path, expected in ((loaded, [(1,)]), (out, [(2,)])):
        assert read_back(engine, form, path, ["id"]) == expected


def test_an_article_that_came_while_all_were_read_and_went_soon_is_not_left_over(
    engine: Engine, database_url: str, tmp_path: Path
):
    out = tmp_path / "out"
    store_plain(engine, "one")
    state = begun(engine, "jsonl", rounds.everything(engine))
    store(engine, article_on("ledger.example", story("two")))
    with closing(Export(engine, out, state, reading_of("jsonl"))) as first:
        first.run_round()
    leave(engine, "ledger.example")
    export(database_url, order(out=out), follow=False)
    last = {number: op for op, number in told(out)}
    assert [number for number, op in last.items() if op == "upsert"] == [1]


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


@pytest.mark.parametrize(
    "edited", ["", "{", "[]", '{"size": "1"}', '{"size": -1}', '{"columns": [1]}', '{"round": {}}']
)
def test_a_state_that_is_none_is_refused(edited: str, database_url: str, tmp_path: Path):
    out = tmp_path / "out"
    export(database_url, order(out=out), follow=False)
    file = state_file(out)
    with suppress(ValueError, TypeError):
        edited = json.dumps(json.loads(file.read_text()) | json.loads(edited))
    file.write_text(edited)
    with pytest.raises(ConfigurationError, match="damaged"):
        export(database_url, order(out=out), follow=False)


def test_two_exports_do_not_write_one_file(database_url: str, tmp_path: Path):
    out = tmp_path / "out"
    export(database_url, order(out=out), follow=False)
    state = read_state(out)
    with closing(output_of(out, state)), pytest.raises(ConfigurationError, match="another export"):
        export(database_url, order(out=out), follow=False)


def test_an_export_goes_on_after_changes_were_pruned(
    engine: Engine, database_url: str, tmp_path: Path
):
    out = tmp_path / "out"
    store_plain(engine, *"ab")
    export(database_url, order(out=out), follow=False)
    store_plain(engine, *"cd")
    for name in "abc":
        store(engine, article(name, story(name), title="New", fetched_at=NOON + timedelta(1)))
    [changes] = [each for each in PRUNABLE if each.kind == "changes"]
    with engine.connect() as connection:
        now = connection.execute(text("SELECT newsbot.now()")).scalar_one()
    assert sum(prune(engine, changes, now + timedelta(1))) == 3
    export(database_url, order(out=out), follow=False)
    assert told(out)[2:] == [("upsert", 4), ("upsert", 1), ("upsert", 2), ("upsert", 3)]


def test_a_change_that_the_database_does_not_have_is_refused(
    engine: Engine, database_url: str, tmp_path: Path
):
    store_plain(engine, "a")
    with pytest.raises(ConfigurationError, match="no change 99, the newest is 1"):
        export(database_url, order(out=tmp_path / "out", since=99), follow=False)


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
