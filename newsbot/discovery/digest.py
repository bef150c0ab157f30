"""Digests of sources, by which an unchanged source is recognised at the next poll."""

from hashlib import sha256

PARSER_VERSION = 2
"""A number that each digest of a source contains. Increase it when the parsers find more links than
before. Then all stored digests differ from new ones, and all sources are read again."""


def digest_of(body: bytes, kind: str) -> str:
    """The digest of a source whose content is `body`, e.g. "feed 2 5f70bf18…".

    It consists of the source's `kind`, PARSER_VERSION, and the SHA-256 of `body`.
    """
    return f"{parser_of(kind)} {sha256(body).hexdigest()}"


def parser_of(kind: str) -> str:
    """The beginning of the digest of a source, e.g. "feed 2": the `kind` and PARSER_VERSION.

    Only digests made with the present version of the parsers begin like this.
    """
    return f"{kind} {PARSER_VERSION}"
