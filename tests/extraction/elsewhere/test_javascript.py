"""Object literals of JavaScript, which are nearly JSON, and the code around them."""

import pytest

from newsbot.extraction.body.elsewhere.javascript import MAX_CHARACTERS, read_literal
from newsbot.extraction.body.elsewhere.json_values import JsonError


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("{a:'x',b:[!0,void 0,.5],}", {"a": "x", "b": [True, None, 0.5]}),
        ("{a:{b:1}}};var c={d:2", {"a": {"b": 1}}),
        ("{a:'}'}, {b:1}", {"a": "}"}),
        ("[a,b])=>[b]", [None, None]),
        ("'it\\'s'), f(1)", "it's"),
    ],
)
def test_a_literal_ends_where_its_brackets_close(source: str, value: object) -> None:
    assert read_literal(source) == value


@pytest.mark.parametrize("source", ["{a(){return 1}}", "{a:f(1)}", "{a:b=>c}", "{a:1", "}"])
def test_code_is_no_literal(source: str) -> None:
    with pytest.raises(JsonError):
        read_literal(source)


def test_long_code_behind_a_literal_is_not_translated() -> None:
    assert read_literal("{a:1};" + "b," * MAX_CHARACTERS) == {"a": 1}
