"""Digests of sources, by which an unchanged source is recognised at the next poll."""

from hashlib import sha256

PARSER_VERSION = 1
"""A part of each digest. Raised when parsers find more links than before: then no old digest fits,
and all sources are read again."""


def digest_of(body: bytes, kind: str) -> str:
    """The digest of a source's bytes, e.g. "feed 1 5f70bf18…"."""
    return f"{parser_of(kind)} {sha256(body).hexdigest()}"


def parser_of(kind: str) -> str:
    """The start of all digests of sources of this kind that the present parser has read."""
    return f"{kind} {PARSER_VERSION}"
