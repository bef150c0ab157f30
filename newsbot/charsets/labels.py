"""Converts charset labels, as pages, feeds and headers state them, to Python's codecs.

Labels have the meaning that browsers give them: "latin-1" stands for windows-1252, for example, and
"gb2312" for gb18030 (https://encoding.spec.whatwg.org/#names-and-labels).
"""

import re

from w3lib.encoding import resolve_encoding

NAMES = {
    "utf-8": "utf-8", "utf-16-le": "utf-16le", "utf-16-be": "utf-16be", "utf-32-le": "utf-32le",
    "utf-32-be": "utf-32be", "utf-7": "utf-7", "hz": "hz-gb-2312", "iso2022_kr": "iso-2022-kr",
    "iso2022_jp": "iso-2022-jp", "euc_jp": "euc-jp", "cp932": "shift_jis", "cp949": "euc-kr",
    "gb18030": "gb18030", "big5hkscs": "big5", "cp866": "ibm866", "koi8-r": "koi8-r",
    "koi8-u": "koi8-u", "mac-roman": "macintosh", "mac-cyrillic": "x-mac-cyrillic",
    "cp874": "windows-874",
    **{f"cp{number}": f"windows-{number}" for number in range(1250, 1259)},
    **{f"iso8859-{part}": f"iso-8859-{part}" for part in (*range(2, 9), 10, 13, 14, 15, 16)},
}  # fmt: skip
"""Maps Python's codec to the charset's name in the Encoding Standard, e.g. "cp1252" to
"windows-1252".

Charsets that are not in the standard (hz, iso-2022-kr, utf-7, utf-32) have their usual names.
"""

# Maps charset labels that w3lib does not know to Python's codecs. The labels are in the Encoding
# Standard or occur on old pages.
_LABELS = {
    "unicode": "utf-16-le", "utf-16": "utf-16-le", "unicode-1-1-utf-8": "utf-8",
    "utf-7": "utf-7", "utf7": "utf-7", "unicode-1-1-utf-7": "utf-7", "x-unicode20utf8": "utf-8",
    "x-euc-jp": "euc_jp", "x-gbk": "gb18030", "gb_2312": "gb18030", "x-x-big5": "big5hkscs",
    "cn-big5": "big5hkscs", "ms950": "big5hkscs", "cp950": "big5hkscs", "windows-949": "cp949",
    "iso-8859-8-i": "iso8859-8", "logical": "iso8859-8", "koi8-ru": "koi8-u", "koi8": "koi8-r",
    "x-mac-cyrillic": "mac-cyrillic", "x-mac-roman": "mac-roman", "dos-874": "cp874",
    "iso-8859-9": "cp1254", "iso8859-9": "cp1254", "latin5": "cp1254",
}  # fmt: skip
_SHORT = re.compile(r"x-cp(\d+)|cp-(\d+)|windows(\d+)|iso-?8859(\d+)")

# The number of bytes at the start of a document that are searched for a charset declaration.
# Browsers search 1 024 bytes, but some templates have more than that before the declaration.
DECLARED_WITHIN = 4096
_PARAMETER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_XML = re.compile(rb"\s*<\?xml\s[^<>]*\bencoding\s*=\s*[\"']\s*([\w.:-]+)")
_META = re.compile(rb"<meta\b[^<>]*?\bcharset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)


def declared_codecs(body: bytes, content_type: str | None) -> tuple[str, ...]:
    """Python's codecs for the charsets that a document declares, in order of precedence.

    The charset in the Content-Type header comes first, then the one in the document itself. The
    same order holds for XML (RFC 7303, section 3.2). Unknown charsets are left out.
    """
    header = _PARAMETER.search(content_type or "")
    start = body[:DECLARED_WITHIN]
    found = _XML.match(start) or _META.search(_COMMENT.sub(b"", start))
    labels = (header and header[1], found and found[1].decode("ascii", "replace"))
    return tuple(codec for label in labels if label and (codec := codec_of(label)))


def codec_of(label: str) -> str | None:
    """The Python codec for a charset label, e.g. "cp1252" for "latin-1".

    The result is None if the label is unknown, or is the name of a Python codec that is no charset,
    such as "hex".
    """
    label = label.strip().lower()
    if short := _SHORT.fullmatch(label):
        *windows, iso = short.groups()
        label = f"iso-8859-{iso}" if iso else f"cp{next(filter(None, windows))}"
    codec = _LABELS.get(label) or resolve_encoding(label)
    return codec if codec in NAMES else None
