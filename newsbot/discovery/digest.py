"""A name for the bytes of a source, by which they are known again."""

from hashlib import sha256

PARSER_VERSION = 1
"""To be raised when the parsers of sources find more than before: all sources are read again."""


def digest_of(body: bytes, kind: str) -> str:
    """The digest of a source's bytes, e.g. "feed 1 5f70bf18…"."""
    return f"{parser_of(kind)} {sha256(body).hexdigest()}"


def parser_of(kind: str) -> str:
    """What the digests begin with of all sources that the present parser of a kind has read."""
    return f"{kind} {PARSER_VERSION}"
