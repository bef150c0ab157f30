"""Computes digests of sources (e.g. feeds), to recognise a source that has not changed."""

from hashlib import sha256

PARSER_VERSION = 2
"""A number that is a part of each digest. Increase it after a change to the parsers by which they
find more links. Then the stored digests differ from new ones, and all sources are read again."""


def digest_of(body: bytes, kind: str) -> str:
    """The digest of a source whose content is `body`, e.g. "feed 2 5f70bf18…".

    It consists of the source's `kind`, PARSER_VERSION, and the SHA-256 of `body`.
    """
    return f"{parser_of(kind)} {sha256(body).hexdigest()}"


def parser_of(kind: str) -> str:
    """The text with which the digests of sources of a kind begin, e.g. "feed 2" for feeds.

    It consists of the `kind` and PARSER_VERSION. So a stored digest that begins otherwise was made
    by an older version of the parsers.
    """
    return f"{kind} {PARSER_VERSION}"
