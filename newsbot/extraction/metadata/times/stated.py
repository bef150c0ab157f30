"""Reads the dates that a page states in meta tags, whatever the tags are called."""

import re
from collections.abc import Callable, Iterable, Iterator

from lxml.html import HtmlElement

from newsbot.extraction.metadata.meta_tags import PageHead, name_of

Stated = Iterable[tuple[str, str | None]]
"""Pairs of a source's name, e.g. "json-ld", and the date that this source states, as written."""


def _names(lines: str) -> tuple[str, ...]:
    return tuple(lines.split())


# The names of meta tags that state the date of publication (PUBLISHED) or of the last change
# (MODIFIED), the most trusted first. The signs "-", "_", "." and ":" are left out of the names.
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
# If the body of a page has more meta tags with dates than this, the page is taken for a list of
# articles, and no meta tag in the body is believed.
MOST_IN_BODY = 40
_SIGNS = re.compile(r"[-_.:\s/]+")


def meta_dates(
    head: PageHead,
    tree: HtmlElement,
    names: Iterable[str],
    is_of_other: Callable[[HtmlElement], bool],
) -> Iterator[tuple[str, str | None]]:
    """The dates in the meta tags whose name is one of `names`, in the order of `names`.

    Meta tags in the body of a page may belong to other articles. Such meta tags are left out: the
    function `is_of_other` tells whether an element belongs to another article.
    """
    written: dict[str, str] = {}
    for name in head.meta:
        written.setdefault(_SIGNS.sub("", name), name)
    in_body = [
        element
        for element in tree.iter("meta")
        if _SIGNS.sub("", name_of(element)) in _ALL
        and element.get("content") is not None
        and next(element.iterancestors("body"), None) is not None
    ]
    is_list = len(in_body) > MOST_IN_BODY
    of_others = {
        (name_of(element), element.get("content"))
        for element in in_body
        if is_list or is_of_other(element)
    }
    for name in filter(None, map(written.get, names)):
        own = (each for each in head.meta[name] if (name, each) not in of_others)
        yield f"meta:{name}", next(own, None)


_ALL = frozenset((*PUBLISHED, *MODIFIED))
