"""Exports all articles, or those that have changed since a given change or date."""

import sys
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from tqdm import tqdm

from newsbot.actions.export.outputs import Output, output_of
from newsbot.actions.export.state import State, read_state, write_state
from newsbot.errors import ConfigurationError
from newsbot.storage.connection.retry import with_retries
from newsbot.storage.engine import connect
from newsbot.storage.readers import rounds
from newsbot.storage.readers.article_rows import Reading, RoundReader, columns_of, tuples
from newsbot.storage.readers.rounds import Round
from newsbot.storage.readers.waiting import listening

PARQUET = "parquet"
Opening = Callable[[Path | None, State], Output]
"""A function that opens the output of an export, as `output_of` does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What `scrapy export` was asked for."""

    form: str
    """The format of the output: "jsonl", "csv" or "parquet"."""
    view: str
    """The view to export, e.g. "news.articles"."""
    since: int | datetime | None
    """Where the changes to export begin: after this `change_id`, or at this moment. None: all
    articles are exported."""
    since_text: str | None
    """The value of the option --since, as the user typed it; None if it was not given."""
    out: Path | None
    """The file or folder to write; None: stdout."""


class Export:
    """A running export. It writes round after round, and keeps its state in a file.

    A round is a range of changes, or all articles.
    """

    def __init__(
        self,
        engine: Any,
        out: Path | None,
        state: State,
        reading: Reading,
        opening: Opening = output_of,
    ) -> None:
        """Goes on from `state`; `out` is the path of the output, None for stdout.

        Raises:
            ConfigurationError: the path cannot be written, or another export writes it.
        """
        self._engine = engine
        self._out = out
        self._state = state
        self._reading = reading
        self._opening = opening
        self._output = self._opened()
        self.written = 0

    @property
    def round(self) -> Round:
        """The current round, and how much of it is written."""
        return self._state.round

    def run_round(self) -> None:
        """Writes the rest of the current round, while a progress bar shows how much is done.

        If the output is moved away meanwhile, a new one begins with what came after the last saved
        state: some rows may be in both, and none in neither.
        """
        while not self._wrote_rest():
            self._output.close()
            self._output = self._opened()

    def catch_up(self) -> None:
        """Writes the articles that have changed since the last round."""
        following = partial(rounds.changed_after, self._engine, self.round.until)
        found = with_retries(following)
        if found.until > self.round.until:
            self._state = replace(self._state, round=found)
            self.run_round()

    def close(self) -> None:
        """Closes the output."""
        self._output.close()

    def _opened(self) -> Output:
        if self._out is not None and not self._out.exists():
            # Told before there is a file: if the export is killed soon, its size is not that of the
            # file that was moved away.
            if self._state.form != PARQUET:
                self._state = replace(self._state, size=0)
            write_state(self._out, self._state)
        return self._opening(self._out, self._state)

    def _wrote_rest(self) -> bool:
        """Writes the rest of the current round; False: the output was moved away before."""
        columns = self._state.columns
        reader = RoundReader(self._engine, self._state.view, columns, self.round, self._reading)
        total = with_retries(reader.count) if sys.stderr.isatty() else None
        bar = tqdm(desc="Export", total=total, unit=" articles", leave=False, disable=None)
        with bar, closing(reader):
            while batch := with_retries(reader.next_batch):
                if self._output.is_moved():
                    return False
                self._output.write(batch.rows)
                self._save(batch.round, is_last=False)
                bar.update(len(batch.rows))
                self.written += len(batch.rows)
        if self._output.is_moved():
            return False
        self._save(self.round.finished, is_last=True)
        return True

    def _save(self, reached: Round, *, is_last: bool) -> None:
        size = self._output.save(is_last=is_last)
        if size is not None:
            self._state = replace(self._state, round=reached, size=size)
            if self._out is not None:
                write_state(self._out, self._state)


def export(database_url: str, order: Order, *, follow: bool) -> None:
    """Exports articles, and says on stderr how many were written and how to continue later.

    If an earlier export to the same output has left its state, that export is continued, and
    `order.since` is not used. With `follow`, the export then waits for further changes and writes
    them, until a signal ends it. `database_url` is the setting NEWSBOT_DATABASE_URL.

    Raises:
        ConfigurationError: the output cannot be used, or the feed has not come as far as its state.
        DatabaseError: the database failed; the same command continues the export.
        KeyboardInterrupt: a signal ended the export; its state was saved.
    """
    reading = reading_of(order.form)
    engine = connect(database_url)
    begun = _begun(order)
    state = begun or _new_state(engine, order)
    with ExitStack() as stack:
        running = stack.enter_context(closing(Export(engine, order.out, state, reading)))
        wait = None
        if follow:
            wait = stack.enter_context(listening(connect(database_url, direct=True)))
        try:
            running.run_round()
            if begun is not None:
                running.catch_up()
            while wait is not None:
                wait()
                running.catch_up()
        except KeyboardInterrupt:
            print(_stopped(running, order.out), file=sys.stderr)
            raise
    print(_done(running, order.out), file=sys.stderr)


def reading_of(form: str) -> Reading:
    """The form in which rows are read for an export: Arrow tables for Parquet, tuples otherwise.

    Raises:
        ConfigurationError: the packages for Parquet are not installed.
    """
    if form != PARQUET:
        return tuples
    try:
        import arro3.io  # noqa: F401, PLC0415 - only to see whether it is there

        from newsbot.storage.readers.arrow_rows import arrow_tables  # noqa: PLC0415 - optional
    except ImportError as error:
        raise ConfigurationError(
            "for --format parquet, install two more packages: "
            ".venv/bin/pip install adbc-driver-postgresql arro3-io"
        ) from error
    return arrow_tables


def _begun(order: Order) -> State | None:
    if order.out is None:
        return None
    state = read_state(order.out)
    if state is not None:
        found = (state.form, state.view, state.since_text)
        if found != (order.form, order.view, order.since_text):
            raise ConfigurationError(
                f"{order.out} was begun with {_options(*found)}: "
                "say the same again, or export into another file"
            )
    elif order.out.exists():
        raise ConfigurationError(
            f"{order.out} is there, but nothing says how far it goes: export into another file"
        )
    return state


def _options(form: str, view: str, since_text: str | None) -> str:
    since = "" if since_text is None else f" --since {since_text}"
    return f"--format {form}{since}{' --copies' if view.endswith('all_articles') else ''}"


def _new_state(engine: Any, order: Order) -> State:
    columns = with_retries(partial(columns_of, engine, order.view))
    return State(
        form=order.form,
        view=order.view,
        since_text=order.since_text,
        columns=tuple(columns),
        round=with_retries(partial(_first_round, engine, order.since)),
        size=0,
    )


def _first_round(engine: Any, since: int | datetime | None) -> Round:
    if since is None:
        return rounds.everything(engine)
    if isinstance(since, int):
        return rounds.changed_after(engine, since)
    return rounds.changed_from(engine, since)


def _stopped(running: Export, out: Path | None) -> str:
    if out is not None:
        return "Stopped: the same command goes on from here."
    if running.round.since is None:
        return "Stopped before all articles were written."
    return f"Stopped: `--since {running.round.after}` goes on from here."


def _done(running: Export, out: Path | None) -> str:
    how = "the same command" if out is not None else f"`--since {running.round.until}`"
    return f"{running.written} rows written; {how} writes what changes from now on"
