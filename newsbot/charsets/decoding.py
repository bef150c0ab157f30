"""Bytes and what is said of their charset → text, by the first of these that fits.

1. A byte order mark, or the zeros of UTF-16.
2. Escape sequences in what else is ASCII: ISO-2022-JP, ISO-2022-KR, HZ; UTF-7 if it is declared.
3. UTF-8, if all of it is that, or nearly all: no other charset looks like it by chance.
4. The declared charset, if it decodes and the text is none that another would have given. Servers
   name windows-1252 (ISO-8859-1) by default: what else is declared goes before it, and the charset
   of the language that the page states if the letters are that one's.
5. UTF-8, if more of it is that than is not.
6. What charset-normalizer finds.

What cannot be decoded becomes U+FFFD.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from w3lib.encoding import read_bom

from newsbot.charsets.detection import WESTERN, codec_by_language, detect_codec
from newsbot.charsets.labels import NAMES, declared_codecs
from newsbot.charsets.plausible import is_plausible

REPLACEMENT = "\ufffd"
# UTF-8 and a declared charset may fail for so few characters: a page cut within one, a slip.
FEW_BROKEN = 1 / 20
# Fewer Chinese characters between "~{" and "~}" are a chance.
MIN_HZ = 4

# Text of an ISO charset has no C1 controls; what has them is of the Windows charset beside it.
_WINDOWS = {
    "iso8859-2": "cp1250", "iso8859-3": "cp1254", "iso8859-4": "cp1257", "iso8859-5": "cp1251",
    "iso8859-6": "cp1256", "iso8859-7": "cp1253", "iso8859-8": "cp1255", "iso8859-10": "cp1252",
    "iso8859-13": "cp1257", "iso8859-14": "cp1252", "iso8859-15": "cp1252", "iso8859-16": "cp1250",
}  # fmt: skip
# The same charsets with characters that were added later.
_WIDER = {"euc_jp": "euc_jis_2004", "iso2022_jp": "iso2022_jp_ext"}
_JAPANESE = re.compile(rb"\x1b(?:\$[@B]|\([IJ])")
_HZ = re.compile(rb"~\{(?:[!-}][!-~])+~\}")
_HZ_TILDE = re.compile(rb"~~|" + _HZ.pattern)
_C1 = re.compile("[\x80-\x9f]")
# Of so much of a document half is zeros if it is UTF-16: its markup is ASCII.
_START = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A document's text and the charset that it was in."""

    text: str = field(repr=False)
    charset: str
    """Its name in the Encoding Standard, lower case, e.g. "utf-8", "windows-1252"."""


def decode(body: bytes, content_type: str | None) -> Decoded:
    """The text of an HTML or XML document that came with this Content-Type header."""
    found = _marked(body) or _escaped(body, content_type) or _strict(body, "utf-8")
    return found or _legacy(body, declared_codecs(body, content_type))


def as_utf_8(body: bytes, content_type: str | None) -> bytes:
    """The document in valid UTF-8, whatever it says itself of its charset."""
    return utf_8_of(body, decode(body, content_type))


def utf_8_of(body: bytes, decoded: Decoded) -> bytes:
    """What `body` was decoded to in valid UTF-8: mostly the same bytes."""
    is_valid = decoded.charset == "utf-8" and REPLACEMENT not in decoded.text
    return body if is_valid else decoded.text.encode("utf-8", "replace")


def _marked(body: bytes) -> Decoded | None:
    codec, mark = read_bom(body)
    if codec is not None and mark is not None:
        return _replaced(body[len(mark) :], codec)
    start = body[:_START]
    if b"\0" in start:
        for codec, zeros in (("utf-16-le", start[1::2]), ("utf-16-be", start[::2])):
            if zeros.count(0) * 2 > len(zeros):
                return _replaced(body, codec)
    return None


def _escaped(body: bytes, content_type: str | None) -> Decoded | None:
    if not body.isascii():
        return None
    if b"\x1b" in body:
        if b"\x1b$)C" in body:
            return _replaced(body, "iso2022_kr")
        if _JAPANESE.search(body):
            return _replaced(body, "iso2022_jp")
    if b"~{" in body and (found := _hz(body)):
        return found
    if b"+" in body and declared_codecs(body, content_type)[:1] == ("utf-7",):
        return _strict(body, "utf-7")
    return None


def _hz(body: bytes) -> Decoded | None:
    """RFC 1843, piece by piece: the rest of a page has tildes of its own, in its URLs."""
    pieces = _HZ.findall(body)
    if sum(len(piece) // 2 - 2 for piece in pieces) < MIN_HZ:
        return None
    text = _HZ_TILDE.sub(lambda piece: piece[0].decode("hz", "replace").encode(), body)
    return Decoded(text=text.decode(), charset=NAMES["hz"])


def _legacy(body: bytes, declared: Sequence[str]) -> Decoded:
    broken = _replaced(body, "utf-8")
    lost, whole = broken.text.count(REPLACEMENT), _foreign(broken.text)
    if lost <= FEW_BROKEN * whole:
        return broken
    for codec in sorted(declared, key=lambda each: each == WESTERN):
        right = (codec_by_language(body) if codec == WESTERN else None) or codec
        if codec != "utf-8" and (found := _as_declared(body, right)):
            return found
    if lost <= whole:
        return broken
    if detected := detect_codec(body):
        return _replaced(body, detected)
    latin = _replaced(body, "cp1252")
    return latin if is_plausible(latin.text, "cp1252") else broken


def _as_declared(body: bytes, codec: str) -> Decoded | None:
    found = _replaced(body, codec)
    if codec in _WINDOWS and _C1.search(found.text):
        return _as_declared(body, _WINDOWS[codec])
    is_whole = found.text.count(REPLACEMENT) <= FEW_BROKEN * _foreign(found.text)
    return found if is_whole and is_plausible(found.text, codec) else None


def _foreign(text: str) -> int:
    """How many characters are none of ASCII's, without those that stand for broken bytes."""
    return sum(map(len, re.findall(r"[^\x00-\x7f\ufffd]+", text)))


def _strict(body: bytes, codec: str) -> Decoded | None:
    try:
        return Decoded(text=body.decode(codec), charset=NAMES[codec])
    except UnicodeError:
        return None


def _replaced(body: bytes, codec: str) -> Decoded:
    wider = _WIDER.get(codec, codec)
    text = body.decode(codec, "replace")
    if wider != codec and REPLACEMENT in text:
        text = min(text, body.decode(wider, "replace"), key=lambda each: each.count(REPLACEMENT))
    return Decoded(text=text, charset=NAMES[codec])
