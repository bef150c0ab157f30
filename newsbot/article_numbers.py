"""Finds article numbers: the ids in URLs by which a publisher's system identifies articles."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from urllib.parse import parse_qsl, unquote, urlsplit

# Query parameters whose value is an article's id; the names are without "_" and "-".
ARTICLE_PARAMETERS = frozenset((
    "id", "aid", "nid", "p", "article", "articleid", "artid", "artikelid", "contentid", "docid",
    "idarticle", "idnews", "itemid", "newsid", "storyid", "story",
))  # fmt: skip
# A UUID, a hash of 16 hexadecimal digits or more, or a number.
_ID = (
    r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|(?=[a-f]*[0-9])(?=[0-9]*[a-f])[0-9a-f]{16,64}|[0-9]{6,20})"
)
_WHOLE = re.compile(rf"^{_ID}$", re.IGNORECASE)
# "harbour-opens-12345678.html", "art_1234567_3210.html", "article1234567.bild.html"
_AT_END = re.compile(
    rf"(?<![^\W_])[^\W\d_]{{0,20}}?{_ID}(?:[-_.,][0-9]{{1,5}})*(?:\.[a-z]+[0-9]?)*$", re.IGNORECASE
)
# "12345678-harbour-opens.html", "article-1234567-harbour-opens"
_KIND = r"(?:(?:a|art|article|artikel|id|n|news|nid|s|story)[-_]?)?"
_AT_START = re.compile(rf"^{_KIND}{_ID}(?=[-_,.]|$)", re.IGNORECASE)
_ALONE = re.compile(rf"^{_KIND}{_ID}$", re.IGNORECASE)
# The last segment of a URL that shows an article in another form.
_FORM = re.compile(r"^(?:amp|all|full|print|index\.\w+|0{0,2}[01])$", re.IGNORECASE)
# A number after one of these segments is that of a list or of a reader's comment.
_LIST = re.compile(
    r"^(?:authors?|categor(?:y|ies)|channels?|comments?|galler(?:y|ies)|pages?|sections?|tags?"
    r"|topics?)$",
    re.IGNORECASE,
)
# The last segment of a URL that shows something else of an article, alone or after the number:
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
# Page numbers have at most three digits; longer numbers in "p" are WordPress's article ids.
_FURTHER = re.compile("0?[2-9]|[1-9][0-9]{1,2}")
# Formats of dates by length: "202605", "260511", "20260511", "11052026", with hour and minute.
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
    lists. If there are several, the last one counts. URLs of an article's second page, comments or
    pictures have no article number, because they have another text.

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
    """The segments of a path without those that name a form, such as "amp"; at least three."""
    segments = [unquote(part).partition(";")[0] for part in path.split("/") if part]
    while segments and _FORM.search(segments[-1]):
        segments.pop()
    return ["", "", "", *segments]


def _in_path(segments: Sequence[str]) -> Iterator[str]:
    """Candidates in the last segment of the path, likeliest first, then in the one before."""
    *_, above, before, last = segments
    if not _LIST.search(before):
        yield from (*_AT_END.findall(last), *_AT_START.findall(last))
    # A number that is only a part of this segment is that of a section: "/sport-123456/storm".
    if not _LIST.search(above):
        yield from _ALONE.findall(before)


def _is_identifying(found: str) -> bool:
    """Whether a number or hash may be an article's: no date, round number or repeated digit."""
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
