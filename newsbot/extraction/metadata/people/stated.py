"""Finds the bylines that a page states in JSON-LD and in meta tags."""

import re
from collections.abc import Iterator, Sequence

from newsbot.extraction.metadata.meta_tags import PageHead

_NAMES = (
    "author", "article:author", "og:article:author", "authors", "article.author", "article_author",
    "byl", "byline", "parsely-author", "sailthru.author", "cxenseparse:author", "bt:author",
    "vr:author", "rbauthors", "dcterms.creator",
)  # fmt: skip
# Meta tags of journals and libraries, which write the family name first: "Carter, Ann".
_OF_JOURNALS = ("dc.creator", "dc.creator.personalname", "citation_author", "citation_authors")
_FAMILY_FIRST = re.compile(r"\s*(\S+),\s*([^,]+?)\s*")


def stated_bylines(head: PageHead, linked: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yields the bylines that a page states, a list for each place; the most reliable place first.

    A place is JSON-LD or a certain meta tag, for example. `linked` are the bylines in JSON-LD.
    """
    yield linked
    for name in _NAMES:
        yield head.meta.get(name, ())
    yield head.written_by
    for name in _OF_JOURNALS:
        stated = head.meta.get(name, ())
        yield [_given_first(author) for text in stated for author in text.split(";")]


def _given_first(author: str) -> str:
    """Turns "Carter, Ann" into "Ann Carter"; returns other names unchanged."""
    found = _FAMILY_FIRST.fullmatch(author)
    return f"{found[2]} {found[1]}" if found else author
