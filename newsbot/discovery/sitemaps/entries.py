"""Finds the entries of an XML sitemap: the elements <url> and <sitemap>, and the texts in them.

Prefixes are ignored, because many sitemaps misspell or do not declare their namespaces. Entries are
found wherever they stand, e.g. in a <urlset> within a <urlset>, or in HTML around the sitemap.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from newsbot.discovery.sitemaps.markup import Tag, Text, pieces_of, unescaped

INDEX = "sitemapindex"
ROOTS = frozenset({"urlset", INDEX})
_ENTRIES = frozenset({"url", "sitemap"})
_FACTS = frozenset({"loc", "lastmod", "publication_date", "title"})
# Prefixes of elements such as <image:title>. These elements describe a picture or film, and not the
# article.
_MEDIA = frozenset({"image", "video"})
_LOC = re.compile(rb"\sloc\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
# Elements that are more than this many levels deep in an entry are ignored. Real entries are at
# most four levels deep.
_MAX_DEPTH = 16
_URL = re.compile(r"https?://\S+", re.IGNORECASE)
_WRAPPED = re.compile(r"\s*[\t\r\n]\s*")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of a sitemap, for an article, or an entry of a sitemap index, for a sitemap."""

    kind: str
    """The name of the entry's element: "url" or "sitemap"."""
    facts: dict[str, str]
    """Name of an element in the entry → its text, e.g. {"loc": "https://…", "lastmod":
    "2026-05-04"}."""
    is_in_index: bool
    """Whether the entry stands in a <sitemapindex>."""


def entries_of(xml: bytes) -> Iterator[Entry]:
    """Yields the entries of an XML sitemap in UTF-8, in order, one at a time to save memory.

    If the end tag of an entry is missing, the entry ends where the next one begins, or where the
    sitemap ends. But if the file is cut off within an entry, this entry is left out, because its
    URL may be cut off.
    """
    entry: _OpenEntry | None = None
    is_in_index = False
    for piece in pieces_of(xml):
        if isinstance(piece, Text):
            if entry is not None:
                entry.add_text(piece.text)
            continue
        if entry is not None and entry.is_ended_by(piece):
            yield entry.ended(is_in_index=is_in_index)
            entry = None
        elif entry is not None:
            entry.add_tag(piece)
            continue
        if piece.name in ROOTS and not piece.is_end:
            is_in_index = piece.name == INDEX
        elif _begins_entry(piece):
            entry = _OpenEntry(kind=piece.name)
            entry.add_loc(piece)
            if piece.is_empty:
                yield entry.ended(is_in_index=is_in_index)
                entry = None


def _begins_entry(tag: Tag) -> bool:
    return tag.name in _ENTRIES and not tag.is_end and tag.prefix not in _MEDIA


@dataclass(slots=True, kw_only=True)
class _OpenEntry:
    """An entry of a sitemap that is still being read: its end has not been reached."""

    kind: str
    _open: list[str] = field(default_factory=list)
    """The names of the elements in the entry that have begun but not ended, the outermost first."""
    _fact: str | None = None
    """The name of the element whose text is being collected, e.g. "loc". None if the text at the
    present position is not needed."""
    _texts: list[str] = field(default_factory=list)
    _bare: list[str] = field(default_factory=list)
    """The texts that stand directly in the entry, outside of elements such as <loc>."""
    _facts: dict[str, str] = field(default_factory=dict)

    def is_ended_by(self, tag: Tag) -> bool:
        """Whether the entry ends at `tag`.

        It ends at the end tag of the entry, the start tag of the next entry, or the tag of a root
        element.
        """
        if tag.name in ROOTS:
            return True
        if tag.is_end:
            return tag.name == self.kind and tag.name not in self._open
        return _begins_entry(tag) and not self._open

    def add_text(self, text: str) -> None:
        if self._fact is not None:
            self._texts.append(text)
        elif not self._open and text.strip():
            self._bare.append(text)

    def add_tag(self, tag: Tag) -> None:
        if not tag.is_end:
            if not tag.is_empty and len(self._open) < _MAX_DEPTH:
                self._begin(tag)
        elif tag.name in self._open:
            while (name := self._open.pop()) != tag.name:
                self._close(name)
            self._close(name)

    def add_loc(self, tag: Tag) -> None:
        """Takes the URL from an attribute `loc` of the entry's start tag, if there is one."""
        found = _LOC.search(tag.attributes)
        if found is not None:
            self._add("loc", unescaped((found[1] or found[2] or b"").decode("utf-8", "replace")))

    def ended(self, *, is_in_index: bool) -> Entry:
        if self._fact is not None:
            self._close(self._fact)
        bare = "".join(self._bare).strip()
        if "loc" not in self._facts and _URL.fullmatch(bare):  # as in <sitemap>https://…</sitemap>
            self._add("loc", bare)
        return Entry(kind=self.kind, facts=self._facts, is_in_index=is_in_index)

    def _begin(self, tag: Tag) -> None:
        """Opens an element. Its text is collected if it describes the article.

        An element describes the article if it stands directly in the entry or in the element <news>
        of the entry. Otherwise it describes something else: the <title> in an <image> is the title
        of the image.
        """
        describes = self._open in ([], ["news"]) and tag.prefix not in _MEDIA
        self._open.append(tag.name)
        if describes and tag.name in _FACTS and self._fact is None:
            self._fact = tag.name

    def _close(self, name: str) -> None:
        if name == self._fact:
            self._add(name, "".join(self._texts))
            self._fact = None
            self._texts.clear()

    def _add(self, name: str, text: str) -> None:
        # Line breaks within a URL are removed, as browsers do. In other texts they become spaces.
        joined = _WRAPPED.sub("" if name == "loc" else " ", _CONTROLS.sub("", text).strip())
        if joined:
            self._facts.setdefault(name, " ".join(joined.split()))
