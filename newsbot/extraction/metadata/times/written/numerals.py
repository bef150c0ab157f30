"""Reads numbers in digits of any script, and in the numerals of Chinese and Japanese."""

_VALUES = {sign: value for value, sign in enumerate("\u3007一二三四五六七八九")} | {"零": 0, "○": 0}
_UNITS = {"百": 100, "十": 10}
NUMERALS = f"[{''.join(_VALUES)}{''.join(_UNITS)}]"
"""A regular expression for one numeral of Chinese and Japanese."""


def number(text: str) -> int:
    """The value of a number, e.g. 2026 for "२०२६" and for "二〇二六", 28 for "二十八".

    The text is digits or numerals that `NUMERALS` matches, and nothing else.
    """
    if text.isdecimal():
        return int(text)
    for sign, unit in _UNITS.items():
        if sign in text:
            before, _, after = text.partition(sign)
            return unit * number(before or "一") + number(after or "零")
    return int("".join(str(_VALUES[sign]) for sign in text))
