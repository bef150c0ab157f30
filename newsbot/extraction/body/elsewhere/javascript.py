"""Reads the values of object literals in JavaScript, which are nearly JSON.

The differences: keys without quotation marks, strings in single quotation marks or backticks,
`undefined`, `!0` for true, a comma at the end, and names of variables. Nuxt 2 writes the state of a
page as a call, `(function(a,b){return {title:a,…}}("Ferry sails again",null))`, in which `a` and
`b` stand for values that occur often.
"""

import json
import re
from collections.abc import Mapping

from newsbot.extraction.body.elsewhere.json_values import JsonError, read_prefix

# The maximum number of characters of the JSON into which a literal is translated. Without a limit,
# a short literal could give a huge JSON text, because a variable that stands for a long string may
# occur in it many times.
MAX_CHARACTERS = 4_000_000

_TOKEN = re.compile(
    r"(?P<double>\"(?:[^\"\\]|\\.)*+\")|(?P<single>'(?:[^'\\]|\\.)*+'|`(?:[^`\\]|\\.)*+`)"
    r"|(?P<boolean>![01])|(?P<void>void 0)|(?P<name>[A-Za-z_$][\w$]*+)(?P<colon>\s*:)?"
    r"|(?P<comma>,(?=\s*[}\]]))|(?P<fraction>(?<![\d\w])\.(?=\d))",
    re.DOTALL,
)
# Escapes that JavaScript has and JSON has not.
_ESCAPE = re.compile(
    r"\\(?:x([0-9a-fA-F]{2})|u\{([0-9a-fA-F]{1,6})\}|(\r?\n)|([^\"\\/bfnrtu\r\n]))"
)
_QUOTE = re.compile(r"\\(.)|\"", re.DOTALL)
# Matches signs that stand only in strings in JSON. Outside of strings, they are a sign of code: a
# literal has none of them there.
_NOT_JSON = re.compile(r"[();=<>&|?*%/!~^]")
_BRACKET = re.compile(r"[\[\]{}]")
_CONTROL = {ord(each): f"\\u{ord(each):04x}" for each in map(chr, range(32))}
_WORDS = {"true": "true", "false": "false", "null": "null"}
_CALL = re.compile(r"\(\s*function\s*\(([\w$,\s]*)\)\s*\{")
_RETURN = re.compile(r"\breturn\s*(?=\{)")


def read_literal(source: str, values: Mapping[str, str] | None = None) -> object:
    """The value of the object or array literal at the beginning of `source`.

    `values` has the JSON text of each variable, by the name of the variable. Variables that are not
    in `values` count as null.

    Raises:
        JsonError: `source` begins with no such literal, or the literal's JSON text is too long.
    """
    return read_prefix(_translated(source, {**_WORDS, **(values or {})}))[0]


def _translated(source: str, known: Mapping[str, str]) -> str:
    """The JSON text of the literal at the beginning of `source`.

    Only the literal is translated, not the rest of `source`: a script may go on for a million
    characters after a short literal. `known` has the JSON text of each variable, by the name of the
    variable.

    Raises:
        JsonError: the JSON text would be too long, or `source` begins with code that is no literal.
    """
    pieces: list[str] = []
    start = depth = length = 0
    for found in _TOKEN.finditer(source):
        between = source[start : found.start()]
        depth = _depth_after(between, depth)
        is_ended = depth == 0 and bool(pieces or between)
        pieces.append(between)
        if is_ended:
            break
        if _NOT_JSON.search(between):
            raise JsonError
        pieces.append(_as_json(found, known))
        length += len(pieces[-1])
        if length > MAX_CHARACTERS:
            raise JsonError
        start = found.end()
    else:
        pieces.append(source[start:])
    return "".join(pieces)


def _depth_after(between: str, depth: int) -> int:
    """The number of open brackets after the text `between`, if `depth` are open before it.

    The result is 0 if the text closes all open brackets, even if it then opens others.
    """
    for bracket in _BRACKET.findall(between):
        depth += 1 if bracket in "[{" else -1
        if depth <= 0:
            return 0
    return depth


def read_call(source: str) -> object:
    """Reads the value that a call of a JavaScript function returns.

    `source` begins with the call. It must have the form in which Nuxt 2 writes the data of a page:
    `(function(a){return {title:a}}("Ferry sails again"))`.

    Raises:
        JsonError: `source` does not begin with a call of this form.
    """
    call = _CALL.match(source)
    returned = _RETURN.search(source, call.end()) if call else None
    last = source.rfind("}(")
    if call is None or returned is None or last < returned.end():
        raise JsonError
    names = [each.strip() for each in call[1].split(",")]
    given = read_literal(f"[{source[last + 2 :].rpartition('))')[0]}]")
    values = given if isinstance(given, list) else []
    known = {name: json.dumps(each) for name, each in zip(names, values, strict=False)}
    return read_literal(source[returned.end() : last], known)


def _as_json(found: re.Match[str], known: Mapping[str, str]) -> str:
    kind, text = found.lastgroup, found[0]
    if kind == "colon":
        return f'"{found["name"]}":'
    if kind == "name":
        return known.get(text, "null")
    if kind == "double":
        return _ESCAPE.sub(_as_json_escape, text).translate(_CONTROL)
    if kind == "single":
        inner = _QUOTE.sub(lambda each: each[0] if each[1] else '\\"', text[1:-1])
        return f'"{_ESCAPE.sub(_as_json_escape, inner)}"'.translate(_CONTROL)
    return {"boolean": "true" if text == "!0" else "false", "void": "null", "fraction": "0."}.get(
        kind or "", ""
    )


def _as_json_escape(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    if code is not None:
        return json.dumps(chr(min(int(code, 16), 0x10FFFF)))[1:-1]
    return found[4] or ""
