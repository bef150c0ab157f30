"""Writes numbers in Chinese numerals with digits: 二十三 becomes 23, and 35万 becomes 350000."""

import re
from decimal import Decimal

_DIGITS = {numeral: value for value, numeral in enumerate("〇一二三四五六七八九")}
_DIGITS |= {"零": 0, "○": 0, "两": 2, "兩": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}
_POWERS = "".join((*_TENS, *_MYRIADS))
_NUMERALS = "".join((*_DIGITS, *_POWERS))
_MIXED_PART = re.compile(rf"(\d{{1,15}}(?:,\d{{3}}){{0,4}}(?:\.\d{{1,9}})?)([{_POWERS}]+)")
# Matches a number in numerals, or in digits with numerals for powers of ten, e.g. 1億2000万.
_NUMBER = re.compile(rf"(?:{_MIXED_PART.pattern})+|[{_NUMERALS}]+")


def with_digits(text: str) -> str:
    """The text with ASCII digits for each number in Chinese numerals."""
    return _NUMBER.sub(_in_digits, text)


def _in_digits(found: re.Match[str]) -> str:
    """The number in ASCII digits, e.g. "23" for 二十三; some numerals are returned unchanged.

    Unchanged are numerals that are mostly parts of words: a lone 一, as in the words for "some" and
    "together", and powers of ten without a digit, as in the names 百度 and 万科.
    """
    written = found[0]
    if written[0].isascii():
        parts = _MIXED_PART.findall(written)
        return str(sum(_times(digits.replace(",", ""), powers) for digits, powers in parts))
    if written == "一" or (written != "十" and all(each in _POWERS for each in written)):
        return written
    if all(each in _DIGITS for each in written):  # years are written digit by digit: 二〇二六
        return "".join(str(_DIGITS[each]) for each in written)
    return str(_value(written))


def _times(digits: str, powers: str) -> int:
    """The value of digits before numerals for powers of ten, e.g. 3.5 and 万: 35 000."""
    return int(Decimal(digits) * _value(powers))


def _value(numerals: str) -> int:
    """The value of a number such as 三百二十一万五千: 3 215 000."""
    total = section = digit = 0
    for numeral in numerals:
        if numeral in _DIGITS:
            digit = _DIGITS[numeral]
        elif numeral in _TENS:
            section += (digit or 1) * _TENS[numeral]
            digit = 0
        else:  # 万 and 亿 multiply all smaller numbers before them, e.g. in 一万二千亿
            power = _MYRIADS[numeral]
            smaller = total % power
            total += ((smaller + section + digit) or 1) * power - smaller
            section = digit = 0
    return total + section + digit
