"""Detects the charset of a document that declares none, or a wrong one."""

import re

from charset_normalizer import CharsetMatch, CharsetMatches, from_bytes

from newsbot.charsets.plausible import usual_share

# The maximum number of bytes of a document that are given to charset-normalizer. The library takes
# less than 5 ms for this many bytes. More bytes do not change its results.
SAMPLE_BYTES = 8_000
WESTERN = "cp1252"
# A text counts as Japanese if at least this share (0 to 1) of its non-ASCII letters are kana. In
# Japanese texts, about half of the letters are kana. A text in another charset that is wrongly
# decoded as Japanese has hardly any kana.
CERTAIN = 0.2

_CANDIDATES = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp874",
    "cp866", "koi8_r", "koi8_u", "iso8859_2", "iso8859_5", "big5hkscs", "gb18030", "euc_jp",
    "cp932", "cp949",
]  # fmt: skip
_NAMED = {
    "koi8_r": "koi8-r",
    "koi8_u": "koi8-u",
    "iso8859_2": "iso8859-2",
    "iso8859_5": "iso8859-5",
}
# Codecs of charsets for Latin letters. Most texts in one of these charsets are valid in all of
# them, so the language of the text decides which of the charsets it is in.
_LATIN = frozenset(("cp1250", "cp1252", "cp1254", "cp1257", "iso8859_2"))
_HOMES = {
    language: codec
    for codec, languages in (
        ("cp1250", "Croatian Czech Hungarian Polish Romanian Slovak Slovene"),
        ("cp1250", "hr cs hu pl ro sk sl"),
        ("cp1254", "Turkish tr"),
        ("cp1257", "Latvian Lithuanian lv lt"),
    )
    for language in languages.split()
}
"""Maps a language to the codec in which pages in this language usually are.

Each language has two keys: its name as charset-normalizer gives it, e.g. "Polish", and its ISO
639-1 code, e.g. "pl". Languages whose usual codec is windows-1252 are left out.
"""
_ALPHABETS = {
    "cs": "áčďéěíňóřšťúůýž", "hr": "čćđšž", "hu": "áéíóöőúüű", "lt": "ąčęėįšųūž",
    "lv": "āčēģīķļņšūž", "pl": "ąćęłńóśźż", "ro": "ăâîşţ", "sk": "áäčďéíĺľňóôŕšťúýž",
    "sl": "čšž", "tr": "âçğıîöşüû",
}  # fmt: skip
# A page that states its language is decoded with the usual codec of this language only if at least
# this share of the text's non-ASCII letters belong to the language's alphabet. Some other letters
# are allowed, because they occur in foreign names.
MOST_OF_ALPHABET = 0.9
_STATED = re.compile(rb"<[^<>]*?\blang\s*=\s*[\"']?([a-z]{2})\b", re.IGNORECASE)
_STATED_WITHIN = 4096

# The next two patterns match bytes that prove that a text is in windows-1250 and not in ISO-8859-2.
# The bytes 80 to 9F are letters and quotation marks in windows-1250, but control characters in
# ISO-8859-2. The second pattern, for Polish texts, also has the bytes A5 and B9, which are Polish
# letters in windows-1250, but a Slovak and a Czech letter in ISO-8859-2.
_OF_WINDOWS = re.compile(rb"[\x80-\x9f]")
_OF_POLISH_WINDOWS = re.compile(rb"[\x80-\x9f\xa5\xb9]")

_MARKUP = re.compile(rb"(?is)<(script|style)\b.*?(?:</\1|\Z)|<[^<>]*>|[\x00-\x20]+")
_FOREIGN = re.compile(rb"[\x80-\xff]")
# A sample may end in the middle of a two-byte character, so some bytes are removed from its end.
# This pattern matches the bytes to remove. The first of these bytes is the last one that can never
# be the second byte of a character.
_END = re.compile(rb"[\x00-\x2f][^\x00-\x2f]*\Z")


def detect_codec(body: bytes) -> str | None:
    """The Python codec that fits the text of a document best; None if no codec fits."""
    sample = _sample(body)
    # charset-normalizer takes short texts in Shift_JIS for Korean, so Japanese is tried first.
    for codec in ("euc_jp", "cp932"):
        if _is_certain(sample, codec):
            return codec
    matches = from_bytes(sample, cp_isolation=_CANDIDATES, enable_fallback=False)
    best = matches.best()
    if best is None:
        return None
    if best.encoding not in _LATIN:
        return _NAMED.get(best.encoding, best.encoding)
    language = _stated_language(body) or _language(matches, best)
    return _codec_of(language, sample)


def codec_by_language(body: bytes) -> str | None:
    """The usual codec of the language that a page states in a `lang` attribute.

    The result is None if the page states no language, or one that is not in the table `_HOMES`. It
    is also None if the letters of the page do not fit the stated language.
    """
    language = _stated_language(body)
    if language is None:
        return None
    sample = _sample(body)
    codec = _codec_of(language, sample)
    fitting, western = (_alphabet_share(sample, each, language) for each in (codec, WESTERN))
    return codec if fitting >= MOST_OF_ALPHABET and fitting > western else None


def _alphabet_share(sample: bytes, codec: str, language: str) -> float:
    """The share of a sample's non-ASCII letters that belong to the alphabet of a language.

    To count the letters, the sample is decoded with `codec`. `language` is an ISO 639-1 code.
    """
    text = sample.decode(codec, "replace").lower()
    letters = [each for each in text if each.isalpha() and not each.isascii()]
    return sum(letter in _ALPHABETS[language] for letter in letters) / max(1, len(letters))


def _codec_of(language: str, sample: bytes) -> str:
    """The codec in which texts in `language` usually are; `sample` is a part of such a text.

    Some languages are written in both windows-1250 and ISO-8859-2. For these languages, the bytes
    of the sample decide between the two.
    """
    of_windows = _OF_POLISH_WINDOWS if language in {"Polish", "pl"} else _OF_WINDOWS
    is_iso = _home(language) == "cp1250" and not of_windows.search(sample)
    return "iso8859-2" if is_iso else _home(language)


def _is_certain(sample: bytes, codec: str) -> bool:
    """Whether a sample is certainly Japanese: `codec` can decode it, and it has many kana.

    `codec` is a codec for Japanese. At least the share CERTAIN of the sample's non-ASCII letters
    must be kana.
    """
    try:
        text = sample.decode(codec)
    except UnicodeDecodeError:
        return False
    return usual_share(text, codec) >= CERTAIN


def _stated_language(body: bytes) -> str | None:
    """The language in a page's `lang` attribute, if the table `_HOMES` has its usual charset.

    The result is None for all other languages, as they do not tell the charset. It is also None for
    English, because many templates state "en" for pages in any language.
    """
    stated = _STATED.search(body[:_STATED_WITHIN])
    language = "" if stated is None else stated[1].decode().lower()
    return language if language in _HOMES else None


def _language(matches: CharsetMatches, best: CharsetMatch) -> str:
    """The language of a text, as charset-normalizer guesses it.

    charset-normalizer returns pairs of a codec and a language. The pairs with the best scores are
    compared. Among them, a pair is preferred whose codec is usual for its language, and among
    several such pairs, one with the codec windows-1252.

    Args:
        matches: all pairs.
        best: the first pair. It has the best scores, but other pairs may have the same.
    """
    equal = [each for each in matches if _merit(each) == _merit(best)]
    at_home = [each for each in equal if _home(each.language) == each.encoding]
    return min(at_home or [best], key=lambda each: each.encoding != WESTERN).language


def _home(language: str) -> str:
    return _HOMES.get(language, WESTERN)


def _merit(match: CharsetMatch) -> tuple[float, float]:
    return match.chaos, match.coherence


def _sample(body: bytes) -> bytes:
    """A sample of a document's text without markup, of at most SAMPLE_BYTES bytes.

    The sample begins with the first word that has a non-ASCII byte.
    """
    text = _MARKUP.sub(b" ", body)
    first = _FOREIGN.search(text)
    start = 0 if first is None else max(0, text.rfind(b" ", 0, first.start()))
    sample = text[start : start + SAMPLE_BYTES]
    end = _END.search(sample) if len(text) > start + SAMPLE_BYTES else None
    return sample if end is None else sample[: end.start()]
