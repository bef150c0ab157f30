"""Reads the dates that a page states in meta tags, whatever the tags are called."""

import re
from collections.abc import Callable, Iterable, Iterator

from lxml.html import HtmlElement

Stated = Iterable[tuple[str, str | None]]
"""Pairs of a source's name, e.g. "json-ld", and the date that this source states, as written."""


def _names(lines: str) -> tuple[str, ...]:
    return tuple(lines.split())


# The names of meta tags, without "-", "_", "." and ":", in the order in which they are believed.
PUBLISHED = _names(
    """
    articlepublishedtime ogarticlepublishedtime ogpublishedtime datepublished articlepublished
    articledatepublished parselypubdate sailthrudate cxenseparserecspublishtime publishdate
    publisheddate publicationdate publishedtime publishtime publishedat publishedon publicationtime
    datepublication originalpublicationdate firstpublished firstpublishdate firstpublicationdate
    datefirstpublished dcsextarticlefirstpublished articlepublicationdate articlepublishdate
    articlepubdate iso8601publishdate wpublisheddate btpubdate rbpubdate pubdate pdate datepub
    ptime releasedate ogreleasedate ogpubdate ogregdate apubtime bytedancepublishedtime
    vrpublishedtime shareaholicarticlepublishedtime prismpublicationdate citationpublicationdate
    citationonlinedate citationdate dcdateissued dctermsissued dateissued issued dcdatecreated
    dctermscreated dctermsdate dcdate date articlecreated articlecreateat weiboarticlecreateat
    datecreated createddate creationdate createdate
    """
)
MODIFIED = _names(
    """
    articlemodifiedtime ogarticlemodifiedtime ogmodifiedtime datemodified articlemodified
    ogupdatedtime articleupdatedtime articleupdated modifieddate modifiedtime modifieddatetime
    lastmodified lastmodifieddate lastmod dctermsmodified dcdatemodified datelastmodified
    lastupdated lastupdate lastupdateddate dateupdated updateddate updatedate updatedtime utime
    bytedanceupdatedtime bytedancelastmodifiedtime eomportallastupdate iso8601modifieddate
    weiboarticleupdateat dateupdate revisiondate dcdatemodified
    """
)
_SIGNS = re.compile(r"[-_.:\s/]+")


def meta_dates(
    tree: HtmlElement, names: Iterable[str], is_of_other: Callable[[HtmlElement], bool]
) -> Iterator[tuple[str, str | None]]:
    """The dates in the meta tags called one of `names`, in the order of `names`.

    Pages also have meta tags in their body, where some belong to other articles; these are left
    out: `is_of_other` says of an element in the body whether it belongs to another article.
    """
    found: dict[str, tuple[str, str | None]] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        plain = _SIGNS.sub("", name.lower())
        if (
            plain in _ALL
            and plain not in found
            and not (_is_in_body(element) and is_of_other(element))
        ):
            found[plain] = (f"meta:{name.strip().lower()}", element.get("content"))
    return (found[name] for name in names if name in found)


_ALL = frozenset((*PUBLISHED, *MODIFIED))


def _is_in_body(element: HtmlElement) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag not in ("head", "body", "html")
