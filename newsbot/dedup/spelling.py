"""Spells texts alike that use different forms of the same letters, so that copies are found.

The digits of all scripts become ASCII digits. Accents in Greek and vowel signs in Arabic and Hebrew
are removed. Of several forms of a letter, as in Arabic, Persian and Urdu, one replaces the others.
Serbian is written in Cyrillic or Latin letters: its Cyrillic letters become Latin ones, in texts of
all languages, so that no language needs to be known.
"""

# ruff: noqa: RUF001 - letters of many scripts

import re
from unicodedata import category, decimal, normalize

# Letters that are replaced, because some publishers write another letter in the same words. Each
# row has a description, the letters to replace, and their replacements. The first letter becomes
# the first replacement, and so on.
_VARIANTS = (
    ("Arabic alef", "أإآٱ", "اااا"),
    ("Arabic yeh: final in Arabic, in Persian and Urdu", "ىی", "يي"),
    ("Arabic kaf in Persian and Urdu", "ک", "ك"),
    ("Arabic heh: teh marbuta, and forms of Persian and Urdu", "ةۀہۂۃ", "ههههه"),
    ("Greek final sigma", "ς", "σ"),
    ("Romanian s and t with a cedilla or a comma", "şţ", "șț"),
    ("Turkish dotless i, whose capital is that of i elsewhere", "ı", "i"),
    ("Apostrophes of Uzbek and Ukrainian that count as letters", "ʻʼʽ", "'''"),
)
_SPELLED_OUT = {
    # Malayalam: consonants without a vowel, which older texts write as a consonant and a sign.
    **dict(zip("ൺൻർൽൾ", ("ണ്", "ന്", "ര്", "ല്", "ള്"), strict=True)),
    "ৎ": "ত্",  # a Bengali consonant without a vowel
}
_SERBIAN = dict(
    zip(
        "абвгдђежзијклљмнњопрстћуфхцчџш",
        (
            *("a", "b", "v", "g", "d", "đ", "e", "ž", "z", "i", "j", "k", "l", "lj", "m", "n"),
            *("nj", "o", "p", "r", "s", "t", "ć", "u", "f", "h", "c", "č", "dž", "š"),
        ),
        strict=True,
    )
)
# Matches a Burmese zero that has no digit beside it. It was typed instead of the letter that looks
# like it.
_LONE_ZERO = re.compile("(?<![၀-၉])၀(?![၀-၉])")
_GREEK = (*range(0x370, 0x400), *range(0x1F00, 0x2000))
# Characters that are removed: vowel signs of Hebrew and Arabic, and the sign that stretches an
# Arabic word.
_LEFT_OUT = [
    *(code for code in range(0x591, 0x700) if category(chr(code)) == "Mn"),
    *map(ord, "\u0307\u0640"),
]


class _Folds(dict[int, str | int | None]):
    """A table for `str.translate` that maps letters (code points) to their common spelling.

    For a letter that needs no replacement, the table returns the letter itself, and adds it as an
    entry: `str.translate` takes three times as long if most lookups fail.
    """

    def __missing__(self, code: int) -> int:
        self[code] = code
        return code


def folded(text: str) -> str:
    """`text` with one form of each letter that has several, e.g. Greek letters without accents.

    `text` must be in lower case and in Unicode's form NFKC.
    """
    if "၀" in text:
        text = _LONE_ZERO.sub("ဝ", text)
    return text if _FOLDED.search(text) is None else text.translate(_FOLDS)


def _digits() -> dict[int, str | int | None]:
    codes = range(0x660, 0x10000)
    return {code: str(decimal(chr(code))) for code in codes if category(chr(code)) == "Nd"}


def _folds() -> _Folds:
    folds = _Folds(_digits())
    folds.update((code, normalize("NFD", chr(code))[0]) for code in _GREEK)
    folds.update((ord(letter), spelled) for letter, spelled in _SERBIAN.items())
    folds.update((ord(letter), spelled) for letter, spelled in _SPELLED_OUT.items())
    for _, letters, base in _VARIANTS:
        folds.update(str.maketrans(letters, base))
    folds[ord("ё")] = _SERBIAN["е"]  # Russian, often written without its dots
    folds.update((code, None) for code in _LEFT_OUT)
    return folds


_FOLDS = _folds()
# Matches a letter that `folded` replaces or removes. Most texts in Latin letters or in Chinese have
# none. To search a text for such letters takes a tenth of the time that `str.translate` takes.
_FOLDED = re.compile(f"[{''.join(map(chr, _FOLDS))}]")
