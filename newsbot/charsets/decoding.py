"""Decodes a document by the first of the following rules that fits.

1. A byte order mark, or many zero bytes as in UTF-16, tell the charset.
2. If the document is ASCII with escape sequences, these tell the charset: ISO-2022-JP, ISO-2022-KR,
   HZ; also UTF-7, if it is declared.
3. UTF-8 is used if all or nearly all bytes are valid: no other charset looks like UTF-8 by chance.
4. The declared charset is used if the bytes are valid and the text is plausible. Many servers
   declare windows-1252 (ISO-8859-1) by default, so any other declared charset is tried first. In
   place of windows-1252, the usual charset of the page's stated language is used if the text's
   letters fit the language.
5. UTF-8 is used if more characters outside ASCII are valid than invalid.
6. The charset that the library charset-normalizer detects is used.

Bytes that cannot be decoded become U+FFFD.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from w3lib.encoding import read_bom

from newsbot.charsets.detection import WESTERN, codec_by_language, detect_codec
from newsbot.charsets.labels import NAMES, declared_codecs
from newsbot.charsets.plausible import is_plausible

REPLACEMENT = "\ufffd"
# The maximum share, 0 to 1, of a document's non-ASCII characters that may become U+FFFD when the
# document is decoded with a charset. If the share is higher, the charset is ruled out. A lower
# share may be due to a mistake in the document.
FEW_BROKEN = 1 / 20
# A document is taken for HZ if it has at least this many Chinese characters between "~{" and "~}".
# If there are fewer, the "~{" may be there by chance.
MIN_HZ = 4

# Maps the codec of an ISO charset to the codec of the Windows charset that extends it. The Windows
# charset is used if decoding with the ISO charset yields C1 control characters, which no text has.
_WINDOWS = {
    "iso8859-2": "cp1250", "iso8859-3": "cp1254", "iso8859-4": "cp1257", "iso8859-5": "cp1251",
    "iso8859-6": "cp1256", "iso8859-7": "cp1253", "iso8859-8": "cp1255", "iso8859-10": "cp1252",
    "iso8859-13": "cp1257", "iso8859-14": "cp1252", "iso8859-15": "cp1252", "iso8859-16": "cp1250",
}  # fmt: skip
# Maps the codec of a charset to the codec of the same charset with later additions. The second
# codec is tried if the first cannot decode some bytes.
_WIDER = {"euc_jp": "euc_jis_2004", "iso2022_jp": "iso2022_jp_ext"}
_JAPANESE = re.compile(rb"\x1b(?:\$[@B]|\([IJ])")
_HZ = re.compile(rb"~\{(?:[!-}][!-~])+~\}")
_HZ_TILDE = re.compile(rb"~~|" + _HZ.pattern)
_C1 = re.compile("[\x80-\x9f]")
# The number of bytes at the start of a document among which zero bytes are counted, to recognise
# UTF-16. Half of these bytes are zero in a document in UTF-16, because its markup is ASCII.
_START = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """The text of a document, and the charset that it was decoded from."""

    text: str = field(repr=False)
    charset: str
    """The charset's name in the Encoding Standard, lower case, e.g. "utf-8", "windows-1252"."""


def decode(body: bytes, content_type: str | None) -> Decoded:
    """The text of an HTML or XML document, decoded by the rules of this module.

    Args:
        body: the bytes of the document, without any compression.
        content_type: the Content-Type header; None if there is none.
    """
    found = _marked(body) or _escaped(body, content_type) or _strict(body, "utf-8")
    return found or _legacy(body, declared_codecs(body, content_type))


def as_utf_8(body: bytes, content_type: str | None) -> bytes:
    """An HTML or XML document, converted to valid UTF-8.

    A declaration of the charset in the document's markup is not changed. So the result may still
    declare another charset than UTF-8.
    """
    return utf_8_of(body, decode(body, content_type))


def utf_8_of(body: bytes, decoded: Decoded) -> bytes:
    """The bytes of a document, converted to valid UTF-8.

    `body` has the bytes as they were sent, and `decoded` has their text. The result is `body`
    itself if `body` is valid UTF-8 already.
    """
    is_valid = decoded.charset == "utf-8" and REPLACEMENT not in decoded.text
    return body if is_valid else decoded.text.encode("utf-8", "replace")


def _marked(body: bytes) -> Decoded | None:
    """The text of a document in UTF-16, or of one that begins with a byte order mark.

    UTF-16 without this mark is recognised by its many zero bytes. The result is None for other
    documents.
    """
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
    """The text of an ASCII document whose escape sequences stand for characters outside ASCII.

    The charset is ISO-2022-JP, ISO-2022-KR, HZ or, if it is declared, UTF-7. The result is None if
    the document has no escape sequences of these charsets, or is not ASCII.
    """
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
    """The text of a document in HZ (RFC 1843); None if it has too few Chinese characters.

    Only the parts between "~{" and "~}" are decoded, because other tildes may be parts of URLs.
    """
    pieces = _HZ.findall(body)
    if sum(len(piece) // 2 - 2 for piece in pieces) < MIN_HZ:
        return None
    text = _HZ_TILDE.sub(lambda piece: piece[0].decode("hz", "replace").encode(), body)
    return Decoded(text=text.decode(), charset=NAMES["hz"])


def _legacy(body: bytes, declared: Sequence[str]) -> Decoded:
    """The text of a document that is not wholly valid UTF-8.

    The document is decoded as UTF-8 if few of its bytes are invalid. Otherwise it is decoded with a
    declared charset, or with the charset that is detected. `declared` are Python's codecs for the
    charsets that the HTTP header or the document declares.
    """
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
    """The text of a document, decoded with `codec`, the codec of a charset that is declared for it.

    The result is None if the text is not plausible, or if too many bytes are invalid (see the
    constant FEW_BROKEN).
    """
    found = _replaced(body, codec)
    if codec in _WINDOWS and _C1.search(found.text):
        return _as_declared(body, _WINDOWS[codec])
    is_whole = found.text.count(REPLACEMENT) <= FEW_BROKEN * _foreign(found.text)
    return found if is_whole and is_plausible(found.text, codec) else None


def _foreign(text: str) -> int:
    """The number of non-ASCII characters in `text`, not counting U+FFFD."""
    return sum(map(len, re.findall(r"[^\x00-\x7f\ufffd]+", text)))


def _strict(body: bytes, codec: str) -> Decoded | None:
    try:
        return Decoded(text=body.decode(codec), charset=NAMES[codec])
    except UnicodeError:
        return None


def _replaced(body: bytes, codec: str) -> Decoded:
    """The text of a document, decoded with `codec`, with U+FFFD in place of invalid bytes."""
    wider = _WIDER.get(codec, codec)
    text = body.decode(codec, "replace")
    if wider != codec and REPLACEMENT in text:
        text = min(text, body.decode(wider, "replace"), key=lambda each: each.count(REPLACEMENT))
    return Decoded(text=text, charset=NAMES[codec])
