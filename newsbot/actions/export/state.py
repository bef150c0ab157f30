"""The state of an export, in the file `FILE.state` beside the export `FILE`."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from newsbot.errors import ConfigurationError
from newsbot.storage.readers.rounds import Round


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What an export has to write, and how much of it is written."""

    form: str
    """The format of the output: "jsonl", "csv" or "parquet"."""
    view: str
    """The view that is exported, e.g. "news.articles"."""
    since_text: str | None
    """The value of the option --since, as the user typed it; None if it was not given."""
    columns: tuple[str, ...]
    """The columns that the view had when the export began. The export keeps these columns."""
    round: Round
    size: int
    """How much is written: the number of bytes of a file of lines, or the number of Parquet files
    in a folder. Whatever the output has beyond this was left by a killed export, and is deleted."""


def state_file(out: Path) -> Path:
    """The path of the state of the export `out`."""
    return out.with_name(f"{out.name}.state")


def read_state(out: Path) -> State | None:
    """The state of the export `out`; None if it has not begun.

    Raises:
        ConfigurationError: the file of the state is damaged.
    """
    file = state_file(out)
    try:
        return _state_of(json.loads(file.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, KeyError) as error:
        raise ConfigurationError(
            f"{file} is damaged: delete it and {out}, or export into another file"
        ) from error


def _state_of(values: dict[str, Any]) -> State:
    """The state that the values of a file are.

    Raises:
        ValueError, TypeError, KeyError: they are none.
    """
    reached = Round(**values["round"])
    state = State(**values | {"round": reached, "columns": tuple(values["columns"])})
    bound = reached.last_id if reached.since is None else reached.since
    numbers = (state.size, reached.until, reached.after, bound)
    if any(type(number) is not int or number < 0 for number in numbers):
        raise ValueError(f"not all of these are numbers: {numbers}")
    if not state.columns or any(type(name) is not str for name in state.columns):
        raise ValueError(f"these are no names of columns: {state.columns}")
    return state


def write_state(out: Path, state: State) -> None:
    """Writes the state of the export `out`. After a crash, the file has the old or the new state.

    Raises:
        ConfigurationError: the file cannot be written.
    """
    file = state_file(out)
    new = file.with_name(f"{file.name}.new")
    try:
        with new.open("w", encoding="utf-8") as stream:
            json.dump(asdict(state), stream)
            stream.flush()
            os.fsync(stream.fileno())
        new.replace(file)
    except OSError as error:
        raise ConfigurationError(f"cannot write {file}: {error.strerror}") from error
