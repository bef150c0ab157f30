"""Reads the JSON values in scripts of a page; values that are nested too deep are refused."""

import json
from collections.abc import Iterable

# A value that is nested deeper than this is not read. The deepest values that publishing systems
# write have about 40 levels, for pages made of components inside each other.
MAX_DEPTH = 64

_DECODER = json.JSONDecoder(strict=False)


class JsonError(ValueError):
    """A text has no JSON value that can be read."""


def read_prefix(source: str, start: int = 0) -> tuple[object, int]:
    """The JSON value that begins at `start`, and the position where it ends.

    Raises:
        JsonError: no value begins there, or the value is nested deeper than MAX_DEPTH.
    """
    try:
        value, end = _DECODER.raw_decode(source, start)
    except (ValueError, RecursionError) as error:
        raise JsonError from error
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [inner for outer in level for inner in values_in(outer)]
        if not level:
            return value, end
    raise JsonError


def values_in(value: object) -> Iterable[object]:
    """The values directly inside `value` if it is an object or a list; otherwise none."""
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
