"""Computes digests of sources (e.g. feeds), to recognise a source that has not changed."""

from hashlib import sha256

PARSER_VERSION = 2
"""A number that is a part of each digest. Increase it if the parsers of sources have been changed
so that they find more links. Then no stored digest is equal to a new one, and each source is parsed
again, even if it has not changed."""


def digest_of(body: bytes, kind: str) -> str:
    """The digest of a source whose content is `body`, e.g. "feed 2 5f70bf18…".

    It consists of the source's `kind`, PARSER_VERSION, and the SHA-256 of `body`.
    """
    return f"{parser_of(kind)} {sha256(body).hexdigest()}"


def parser_of(kind: str) -> str:
    """The beginning of a source's digest: its `kind` and PARSER_VERSION, e.g. "feed 2" for a feed.

    A digest consists of this beginning and a hash of the source's content. It shows whether the
    source has changed since it was last parsed. If a stored digest has another beginning, the
    source was last parsed with another version of the parsers.
    """
    return f"{kind} {PARSER_VERSION}"
