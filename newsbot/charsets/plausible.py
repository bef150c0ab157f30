"""Tells whether a text looks as if it was decoded with the right charset.

This must be tested, because with many charsets any bytes can be decoded.
"""

import re

# If a text has fewer letters outside ASCII than this, `is_plausible` omits two of its tests. One is
# whether these letters are usual ones, the other is how many of them stand in a row. Fewer letters
# prove too little.
MIN_LETTERS = 8
# A text with more suspicious letters than this is not plausible. The number is their share, 0 to 1,
# among the letters outside ASCII. If the codec is one for Latin letters, letters outside ASCII are
# suspicious if three or more stand in a row. If the codec is one for another script, e.g. Cyrillic,
# a letter of the script is suspicious if it stands next to an ASCII letter.
MOST_IN_WORDS = 0.5

# The number of characters at the start of a text that are examined. The rest of a huge text is
# ignored, to save time.
_LOOKED_AT = 1_000_000
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
# Matches punctuation and signs outside ASCII, which do not count as letters. Among them are wide
# forms of ASCII punctuation and digits, which also occur in Latin texts on Chinese sites.
_MARKS = re.compile(
    "[\u00a0-\u00bf\u2010-\u2046\u3000-\u303f\uff01-\uff20\uff3b-\uff40\uff5b-\uff60]+"
)
# Matches the same character three times or more in a row, as in lines of bullets, dashes or dots.
_ROW = re.compile(r"([^\x00-\x7f])\1{2,}")
_RUN = re.compile(r"[^\x00-\x7f]{3,}")
_IN_LATIN_WORD = re.compile(r"(?<=[a-zA-Z])[^\x00-\x7f]|[^\x00-\x7f](?=[a-zA-Z])")

_CYRILLIC = ("cp1251", "cp866", "koi8-r", "koi8-u", "iso8859-5", "mac-cyrillic")
_USUAL = {
    codec: (re.compile(letters), share)
    for codecs, letters, share in (
        # Only the small Cyrillic letters are in this pattern of usual letters. If a text in koi8-r
        # is wrongly decoded as windows-1251, or vice versa, nearly all letters become capitals. So
        # the pattern matches few letters of such a text.
        (_CYRILLIC, "[\u0430-\u045f\u0491]", 0.75),
        (("cp1253", "iso8859-7"), "[\u03ac-\u03ce]", 0.75),
        (("cp1255", "iso8859-8"), "[\u05b0-\u05ea]", 0.75),
        (("cp1256", "iso8859-6"), "[\u0600-\u06ff\u200c]", 0.75),
        (("cp874",), "[\u0e01-\u0e5b]", 0.75),
        (("cp949",), "[\uac00-\ud7a3]", 0.75),
        (("gb18030", "big5hkscs"), "[\u4e00-\u9fff]", 0.75),
        # For Japanese, the pattern has only full-width kana. If a text in another charset is
        # wrongly decoded as Japanese, the result has kanji and half-width kana, but hardly any of
        # these.
        (("cp932", "euc_jp"), "[\u3041-\u30ff]", 0.05),
    )
    for codec in codecs
}
"""Maps a codec to a pattern and a share, 0 to 1.

The pattern matches the letters that are usual in texts in the codec. In a plausible text, at least
this share of the non-ASCII letters match the pattern.
"""


_TWO_BYTES = frozenset(("cp949", "gb18030", "big5hkscs", "cp932", "euc_jp"))


def is_plausible(text: str, codec: str) -> bool:
    """Whether a text looks as if `codec`, with which it was decoded, was the right codec.

    The function counts the non-ASCII letters that are usual in texts in the codec, and those that
    stand in unusual places. It cannot tell codecs for Latin letters from one another.
    """
    text = text[:_LOOKED_AT]
    count = len(_letters(text))
    if codec not in _USUAL:
        runs = sum(map(len, _RUN.findall(_ROW.sub("", text))))
        return count < MIN_LETTERS or runs <= MOST_IN_WORDS * count
    if count < (MIN_LETTERS if codec in _TWO_BYTES else 1):
        return True
    if len(_IN_LATIN_WORD.findall(_MARKS.sub(" ", text))) > MOST_IN_WORDS * count:
        return False
    return count < MIN_LETTERS or usual_share(text, codec) >= _USUAL[codec][1]


def usual_share(text: str, codec: str) -> float:
    """The share of the letters that are usual in texts in `codec`, among all letters outside ASCII.

    For example, small Cyrillic letters are usual in texts in koi8-r.
    """
    letters = _letters(text)
    return len(_USUAL[codec][0].findall(letters)) / max(1, len(letters))


def _letters(text: str) -> str:
    return _MARKS.sub("", "".join(_FOREIGN.findall(text)))
