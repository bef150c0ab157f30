"""Finds article numbers: the ids in URLs by which a publisher's system identifies articles."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from urllib.parse import parse_qsl, unquote, urlsplit

# Names of query parameters whose value may be an article's id, written without "_" and "-".
ARTICLE_PARAMETERS = frozenset((
    "id", "aid", "nid", "p", "article", "articleid", "artid", "artikelid", "contentid", "docid",
    "idarticle", "idnews", "itemid", "newsid", "storyid", "story",
))  # fmt: skip
# What may be an article's id: a UUID, a hash of 16 to 64 hexadecimal digits, or a number of 6 to 20
# digits.
_ID = (
    r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|(?=[a-f]*[0-9])(?=[0-9]*[a-f])[0-9a-f]{16,64}|[0-9]{6,20})"
)
_WHOLE = re.compile(rf"^{_ID}$", re.IGNORECASE)
# An id at the end of a path segment: "harbour-opens-12345678.html", "art_1234567_3210.html",
# "article1234567.bild.html".
_AT_END = re.compile(
    rf"(?<![^\W_])[^\W\d_]{{0,20}}?{_ID}(?:[-_.,][0-9]{{1,5}})*(?:\.[a-z]+[0-9]?)*$", re.IGNORECASE
)
# A word before an id at the start of a path segment: "article-1234567-harbour-opens". The word may
# be missing: "12345678-harbour-opens.html".
_KIND = r"(?:(?:a|art|article|artikel|id|n|news|nid|s|story)[-_]?)?"
_AT_START = re.compile(rf"^{_KIND}{_ID}(?=[-_,.]|$)", re.IGNORECASE)
_ALONE = re.compile(rf"^{_KIND}{_ID}$", re.IGNORECASE)
# A last path segment that only tells in which form the article is shown: "amp", "print",
# "index.html", or the number of its first page.
_FORM = re.compile(r"^(?:amp|all|full|print|index\.\w+|0{0,2}[01])$", re.IGNORECASE)
# After one of these path segments, a number is the id of a list or of a reader's comment, not of an
# article: "/topics/12345678".
_LIST = re.compile(
    r"^(?:authors?|categor(?:y|ies)|channels?|comments?|galler(?:y|ies)|pages?|sections?|tags?"
    r"|topics?)$",
    re.IGNORECASE,
)
# Words for an article's comments, pictures or videos. As the last path segment, or after the
# article's number, they and the numbers of further pages lead to another text than the article's:
# "12345678/comments", "harbour-opens-12345678-2.html", "12345678/page-3"; not "1234567_3210.html".
_VIEW = (
    r"(?:attachments?|comentarios|commentaires|comments?|commenti|discussion|fotos?|fotostrecke"
    r"|foto?galerie|galer[ií]a|galerie|galler(?:y|ies|ia)|images?|kommentare|photos?|pictures"
    r"|reacties|slideshow|videos?)"
)
_FURTHER_PAGE = r"(?:(?:index|p|pg|page|pagina|seite|sida)[-_]?)?(?:0?[2-9]|[1-9][0-9])"
_FURTHER_VIEW = re.compile(
    rf"(?:^|[0-9][0-9a-f]{{4,30}}[-_.,])(?:{_VIEW}|{_FURTHER_PAGE})(?:\.[a-z]+[0-9]?)*$",
    re.IGNORECASE,
)
_PAGE_PARAMETERS = frozenset((
    "currentpage", "p", "page", "paged", "pageno", "pagenum", "pagenumber", "pagina", "pg", "seite",
))  # fmt: skip
# The number of a further page in a query. It has at most three digits; longer numbers in the
# parameter "p" are WordPress's article ids.
_FURTHER = re.compile("0?[2-9]|[1-9][0-9]{1,2}")
# Formats of dates by their number of digits: "202605", "260511", "20260511", "11052026"; with 10
# digits the hour follows, with 12 hour and minute.
_DATE_FORMATS = {
    6: ("%Y%m", "%y%m%d", "%d%m%y", "%m%d%y"),
    8: ("%Y%m%d", "%d%m%Y", "%m%d%Y"),
    10: ("%Y%m%d%H",),
    12: ("%Y%m%d%H%M",),
}
_DATE_YEARS = range(1990, 2050)


def article_number(url: str) -> str | None:
    """The number, hash or UUID in a URL by which the publisher's system identifies the article.

    For ".../storm-closes-harbour-12345678.html" it is "12345678", which stays when the slug
    changes. Numbers have 6 to 20 digits, and are no dates, quantities ("150000") or numbers of
    lists. If a URL has several, the last one counts. URLs of an article's second page, comments or
    pictures have no article number, because the text there is not the article's.

    Two articles of a site may have the same number, and some numbers mean something else: the texts
    must be compared as well.
    """
    parts = urlsplit(url)
    query = [
        (name.casefold().replace("_", "").replace("-", ""), value)
        for name, value in reversed(parse_qsl(parts.query))
    ]
    segments = _telling_segments(parts.path)
    is_further_page = any(
        name in _PAGE_PARAMETERS and _FURTHER.fullmatch(value) for name, value in query
    )
    if is_further_page or _FURTHER_VIEW.search(segments[-1]):
        return None
    ids = [value for name, value in query if name in ARTICLE_PARAMETERS]
    in_query = (number for value in ids for number in _WHOLE.findall(value))
    return next(filter(_is_identifying, (*in_query, *_in_path(segments))), None)


def _telling_segments(path: str) -> list[str]:
    """The segments of a path, without final ones that name only a form of the page, such as "amp".

    Three empty segments are put before the others, so that callers can always take the last three.
    """
    segments = [unquote(part).partition(";")[0] for part in path.split("/") if part]
    while segments and _FORM.search(segments[-1]):
        segments.pop()
    return ["", "", "", *segments]


def _in_path(segments: Sequence[str]) -> Iterator[str]:
    """The ids in the last segment of a path, likeliest first, then an id that fills the one before.

    Any of them may still be a date or a quantity.
    """
    *_, above, before, last = segments
    if not _LIST.search(before):
        yield from (*_AT_END.findall(last), *_AT_START.findall(last))
    # In the last segment but one, only an id that fills the segment may be an article's. A number
    # that is a part of the segment is that of a section: "/sport-123456/storm".
    if not _LIST.search(above):
        yield from _ALONE.findall(before)


def _is_identifying(found: str) -> bool:
    """Whether an id may be an article's: it is no date, round number or repeated digit."""
    if not found.isdecimal():
        return True
    is_round = found.endswith("000") or len(set(found)) == 1
    return not is_round and not any(
        _is_date(found, layout) for layout in _DATE_FORMATS.get(len(found), ())
    )


def _is_date(digits: str, layout: str) -> bool:
    try:
        return datetime.strptime(digits, layout).year in _DATE_YEARS  # noqa: DTZ007 - only the year
    except ValueError:
        return False
