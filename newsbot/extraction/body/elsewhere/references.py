"""Follows the references between JSON objects in the cache of Apollo Client.

Pages that use this GraphQL client have its cache as JSON. The cache has each object once, under a
name such as "Article:48213". Where another object would hold it, there is a reference: version 3
writes `{"__ref": "Article:48213"}`, version 2 writes `{"type": "id", "id": "Article:48213"}`. See
https://www.apollographql.com/docs/react/caching/overview.
"""

from collections.abc import Mapping

from newsbot.extraction.body.elsewhere.json_values import values_in

Named = Mapping[str, Mapping[str, object]]
NONE_NAMED: Named = {}

# To save time, at most this many JSON values of a page are searched for objects in Apollo's cache.
MAX_VALUES = 200_000


def named_objects(state: object) -> Named:
    """Maps the names of the objects in `state`, a cache of Apollo Client, to these objects.

    `state` is a JSON value from a script of a page. In a cache, each object stands only once, under
    a name, e.g. {"Article:12": {"title": …}}. If another object contains this article, it has only
    a reference to the article's name: {"__ref": "Article:12"}. If `state` has no references, it is
    no cache, and the result is empty.
    """
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
    """The object to which `value` refers, if it is a reference, e.g. {"__ref": "Article:12"}.

    `named` maps the names of objects, e.g. "Article:12", to the objects. If `value` is no
    reference, or refers to an unknown name, the result is `value` itself.
    """
    if named and isinstance(value, dict):
        name = _name(value)
        return value if name is None else named.get(name, value)
    return value


def _name(value: Mapping[str, object]) -> str | None:
    """The name of the object to which `value` refers, e.g. "Article:12".

    The result is None if `value` is no reference to an object.
    """
    name = value.get("__ref")
    if name is None and value.get("type") == "id":
        name = value.get("id")
    return name if isinstance(name, str) else None
