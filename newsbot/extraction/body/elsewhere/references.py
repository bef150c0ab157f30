"""Follows the references in the state of Apollo, a store that has each object once, by its name.

Version 3 writes `{"__ref": "Article:48213"}` in place of an object, version 2
`{"type": "id", "id": "Article:48213"}`:
https://www.apollographql.com/docs/react/caching/overview
"""

from collections.abc import Mapping

from newsbot.extraction.body.elsewhere.json_values import values_in

Named = Mapping[str, Mapping[str, object]]
NONE_NAMED: Named = {}

# At most this many values of a state are searched for objects with names.
MAX_VALUES = 200_000


def named_objects(state: object) -> Named:
    """The objects of a state by their names; empty if the state has no references to them."""
    named: dict[str, Mapping[str, object]] = {}
    has_references, left = False, MAX_VALUES
    todo = [state]
    while todo and left:
        value, left = todo.pop(), left - 1
        if isinstance(value, dict):
            has_references = has_references or _name(value) is not None
            named |= {
                key: inner
                for key, inner in value.items()
                if isinstance(inner, dict) and "__typename" in inner
            }
        todo.extend(each for each in values_in(value) if isinstance(each, dict | list))
    return named if has_references else NONE_NAMED


def target(value: object, named: Named) -> object:
    """What a reference leads to; any other value, and a reference that leads nowhere, itself."""
    if named and isinstance(value, dict):
        name = _name(value)
        return value if name is None else named.get(name, value)
    return value


def _name(value: Mapping[str, object]) -> str | None:
    """The name to which an object refers; None if it is no reference."""
    name = value.get("__ref")
    if name is None and value.get("type") == "id":
        name = value.get("id")
    return name if isinstance(name, str) else None
