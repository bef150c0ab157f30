"""Reads JSON values that are flattened, as Nuxt 3 writes them (https://github.com/sveltejs/devalue).

A flattened value is a list. Wherever an object or an inner list would hold a value, it has a number
instead: the position of this value in the list. For example,
`[{"title": 1, "tags": 2}, "Ferry sails again", [3], "coast"]` stands for
`{"title": "Ferry sails again", "tags": ["coast"]}`.
"""

from collections.abc import Sequence

from newsbot.extraction.body.elsewhere.json_values import MAX_DEPTH, values_in

# At most this many values are read. In a flattened list, a number stands for the value at this
# position of the list. If many numbers stand for the same long value, it is read many times. So
# without a limit, a short flattened list could become a huge value.
MAX_VALUES = 200_000


def is_flattened(value: object) -> bool:
    """Whether a JSON value is most likely flattened (see the docstring of this module).

    A flattened value is a list of values. Objects and lists in this list have numbers in place of
    values: the positions of these values in the list. So a JSON value is taken for flattened if it
    is a list that contains texts, and if its first entry is an object or list that holds numbers
    and perhaps texts, but nothing else.
    """
    if not isinstance(value, list) or not value or not isinstance(value[0], list | dict):
        return False
    held = list(values_in(value[0]))
    return (
        any(map(_is_position, held))
        and all(_is_position(each) or isinstance(each, str) for each in held)
        and any(isinstance(each, str) for each in value)
    )


def unflattened(values: object) -> object:
    """Restores the JSON value that was flattened to the list `values`, as Nuxt 3 does it.

    In a flattened list, a number stands for the value at this position of the list. For example,
    [{"title": 1}, "Ferry sails again"] stands for {"title": "Ferry sails again"}. In the result,
    None replaces values that are nested deeper than MAX_DEPTH, and all values after the first
    MAX_VALUES.
    """
    return _Reader(values if isinstance(values, list) else []).read(0, MAX_DEPTH)


def _is_position(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


class _Reader:
    def __init__(self, values: Sequence[object]) -> None:
        self._values = values
        self._left = MAX_VALUES

    def read(self, position: object, depth: int) -> object:
        """The value at a position of the flattened list, complete with all values inside it.

        In a flattened list, an object or inner list has numbers in place of its values: the
        positions of these values in the list. Here each number is replaced by its value. Values
        that are nested more than `depth` levels deep are None.
        """
        self._left -= 1
        if not isinstance(position, int) or not 0 <= position < len(self._values):
            return None
        if depth == 0 or self._left < 0:
            return None
        value = self._values[position]
        if isinstance(value, dict):
            return {key: self.read(each, depth - 1) for key, each in value.items()}
        if not isinstance(value, list):
            return value
        if value and isinstance(value[0], str):  # ["Reactive", 7], ["Date", "2026-09-09"]
            held = value[-1]
            return self.read(held, depth - 1) if _is_position(held) else held
        return [self.read(each, depth - 1) for each in value]
