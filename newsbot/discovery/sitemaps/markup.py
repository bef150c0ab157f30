"""Finds the tags and texts of XML one after the other, even if the XML is not well-formed.

An XML parser would refuse a whole file because of one undeclared prefix, and would stop where a
second root element begins. This module reads on there, and also after messages of PHP, byte order
marks, or HTML in the file. Entities that the file defines are never expanded, and nothing outside
the file is loaded.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.entities import html5

# Names of elements that never have an end tag. Their start tags need not end with "/>".
_VOID = frozenset({"link"})
# Matches comments, CDATA sections, document types and tags. If the end of a comment, CDATA section
# or document type is missing, the pattern matches up to the end of the file.
_TOKEN = re.compile(
    rb"<!--.*?(?:-->|\Z)"
    rb"|<!\[CDATA\[(?P<cdata>.*?)(?:\]\]>|\Z)"
    rb"|<!DOCTYPE[^<>\[]*(?:>|\[.*?(?:\]\s*>|\Z))"
    rb"|<(?P<end>/?)(?:(?P<prefix>[\w.-]++):)?(?P<name>[a-z][\w.-]*+)(?P<attributes>[^<>]*+)>",
    re.DOTALL | re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{1,32}));", re.IGNORECASE)


@dataclass(slots=True)
class Text:
    """A piece of text between two tags, with entities such as "&amp;" replaced."""

    text: str


@dataclass(slots=True)
class Tag:
    """A start tag or end tag. The name and the prefix of the element are in lower case."""

    name: str
    """The name without its prefix, e.g. "loc" for <image:loc>."""
    prefix: str
    """The prefix, e.g. "image" for <image:loc>; "" if there is none."""
    is_end: bool
    is_empty: bool
    """Whether the tag is a whole element without content, e.g. <xhtml:link … />."""
    attributes: bytes


def pieces_of(xml: bytes) -> Iterator[Tag | Text]:
    """The tags and texts of an XML file in UTF-8, in order; comments are left out."""
    at = 0
    for token in _TOKEN.finditer(xml):
        if at < token.start():
            yield Text(unescaped(xml[at : token.start()].decode("utf-8", "replace")))
        at = token.end()
        if token["name"] is not None:
            yield _tag(token)
        elif token["cdata"] is not None:
            yield Text(token["cdata"].decode("utf-8", "replace"))


def unescaped(text: str) -> str:
    """Replaces the entities of XML and HTML in a text, e.g. "&amp;" by "&".

    An entity that neither XML nor HTML defines is removed. An "&" without a semicolon after the
    name begins no entity, and stays: "?id=8&copy=2" is not changed.
    """
    return _ENTITY.sub(_character, text) if "&" in text else text


def _character(entity: re.Match[str]) -> str:
    decimal, hexadecimal, name = entity.groups()
    if name:
        return html5.get(f"{name};", html5.get(f"{name.lower()};", ""))
    number = int(decimal) if decimal else int(hexadecimal, 16)
    try:
        return chr(number)
    except ValueError:  # there are no characters above U+10FFFF
        return ""


def _tag(token: re.Match[bytes]) -> Tag:
    name = token["name"].decode("ascii", "replace").lower()
    return Tag(
        name=name,
        prefix=(token["prefix"] or b"").decode("ascii", "replace").lower(),
        is_end=bool(token["end"]),
        is_empty=token["attributes"].endswith(b"/") or name in _VOID,
        attributes=token["attributes"],
    )
