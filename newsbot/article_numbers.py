"""Finds article numbers in URLs: the ids by which a publisher's system identifies articles."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit

# The maximum number of URLs in the cache. While a page is stored, its number is asked for several
# times.
CACHED = 1024

# Names of query parameters whose value may be an article's id. The names are compared without "_"
# and "-", so that "articleid" stands for "article_id" too.
ARTICLE_PARAMETERS = frozenset((
    "id", "aid", "nid", "p", "article", "articleid", "artid", "artikelid", "contentid", "docid",
    "idarticle", "idnews", "itemid", "newsid", "storyid", "story",
))  # fmt: skip
# Matches what may be an article's id: a UUID, a hash of 16 to 64 hexadecimal digits, or a number of
# 6 to 20 digits.
_ID = (
    r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|(?=[a-f]*[0-9])(?=[0-9]*[a-f])[0-9a-f]{16,64}|[0-9]{6,20})"
)
_WHOLE = re.compile(rf"^{_ID}$", re.IGNORECASE)
# Matches an id at the end of a path segment: "harbour-opens-12345678.html",
# "art_1234567_3210.html", "article1234567.bild.html".
_AT_END = re.compile(
    rf"(?<![^\W_])[^\W\d_]{{0,20}}?{_ID}(?:[-_.,][0-9]{{1,5}})*(?:\.[a-z]+[0-9]?)*$", re.IGNORECASE
)
# Matches a word such as "article-" in "article-1234567-harbour-opens", which may stand before an id
# at the start of a path segment. It matches the empty text if there is no such word.
_KIND = r"(?:(?:a|art|article|artikel|id|n|news|nid|s|story)[-_]?)?"
_AT_START = re.compile(rf"^{_KIND}{_ID}(?=[-_,.]|$)", re.IGNORECASE)
_ALONE = re.compile(rf"^{_KIND}{_ID}$", re.IGNORECASE)
# Matches a last path segment that only tells in which form the article is shown: "amp", "print",
# "index.html", or the number of the article's first page.
_FORM = re.compile(r"^(?:amp|all|full|print|index\.\w+|0{0,2}[01])$", re.IGNORECASE)
# Matches a path segment such as "topics" in "/topics/12345678". The id after it is not that of an
# article, but that of a list page or of a reader's comment.
_LIST = re.compile(
    r"^(?:authors?|categor(?:y|ies)|channels?|comments?|galler(?:y|ies)|pages?|sections?|tags?"
    r"|topics?)$",
    re.IGNORECASE,
)
# Matches a word in a URL that leads not to an article's text, but to its comments, pictures or
# videos, e.g. "comments" in "/12345678/comments".
_VIEW = (
    r"(?:attachments?|comentarios|commentaires|comments?|commenti|discussion|fotos?|fotostrecke"
    r"|foto?galerie|galer[ií]a|galerie|galler(?:y|ies|ia)|images?|kommentare|photos?|pictures"
    r"|reacties|slideshow|videos?)"
)
_FURTHER_PAGE = r"(?:(?:index|p|pg|page|pagina|seite|sida)[-_]?)?(?:0?[2-9]|[1-9][0-9])"
# Matches the end of a URL that leads not to the article's own text but to its comments, pictures,
# videos or further pages: "12345678/comments", "harbour-opens-12345678-2.html", "12345678/page-3".
# A number of more than two digits, such as "3210" in "1234567_3210.html", is not taken for the
# number of a page.
_FURTHER_VIEW = re.compile(
    rf"(?:^|[0-9][0-9a-f]{{4,30}}[-_.,])(?:{_VIEW}|{_FURTHER_PAGE})(?:\.[a-z]+[0-9]?)*$",
    re.IGNORECASE,
)
_PAGE_PARAMETERS = frozenset((
    "currentpage", "p", "page", "paged", "pageno", "pagenum", "pagenumber", "pagina", "pg", "seite",
))  # fmt: skip
# Matches the value of a query parameter such as "page" if it is the number of an article's second
# or later page. Numbers of four or more digits are not matched: WordPress puts the ids of articles
# into the parameter "p".
_FURTHER = re.compile("0?[2-9]|[1-9][0-9]{1,2}")
# Maps a number of digits to the formats of dates with so many digits, e.g. of "202605", "260511",
# "20260511" and "11052026". Dates of 10 digits include the hour, dates of 12 digits hour and
# minute.
_DATE_FORMATS = {
    6: ("%Y%m", "%y%m%d", "%d%m%y", "%m%d%y"),
    8: ("%Y%m%d", "%d%m%Y", "%m%d%Y"),
    10: ("%Y%m%d%H",),
    12: ("%Y%m%d%H%M",),
}
_DATE_YEARS = range(1990, 2050)


@lru_cache(maxsize=CACHED)
def article_number(url: str) -> str | None:
    """The number, hash or UUID in a URL by which the publisher's system identifies the article.

    For ".../storm-closes-harbour-12345678.html" it is "12345678", which stays the same if the
    publisher changes the words before it. A number must have 6 to 20 digits; dates, round numbers
    ("150000") and ids of list pages do not count. If a URL has several ids, the last one in the
    query counts, or else the last one in the path. The result is None for URLs of an article's
    further pages, comments or pictures, because the text there is not the article's.

    Two articles of a site may have the same number, and some numbers mean something else. So equal
    numbers do not prove that two URLs lead to the same article: the texts must be compared as well.
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
    """The segments of a URL's path, without those at the end that only tell the page's form.

    Such a segment is e.g. "amp" or "print". The result begins with three empty texts, because
    `_in_path` needs at least three segments.
    """
    segments = [unquote(part).partition(";")[0] for part in path.split("/") if part]
    while segments and _FORM.search(segments[-1]):
        segments.pop()
    return ["", "", "", *segments]


def _in_path(segments: Sequence[str]) -> Iterator[str]:
    """The parts of a URL's path that may be the id of the article, the likeliest first.

    `segments` are the parts of the path between slashes, at least three. The ids in the last
    segment come first, then the second-to-last segment, if it is an id as a whole. The ids may be
    dates or round numbers, which the caller must leave out.
    """
    *_, above, before, last = segments
    if not _LIST.search(before):
        yield from (*_AT_END.findall(last), *_AT_START.findall(last))
    # The second-to-last part of a path counts only if it is nothing but an id, as in
    # "/123456/storm". In "/sport-123456/storm", the number is the id of a section. The
    # second-to-last part does not count either if it stands after a word such as "topics", which
    # _LIST matches: in "/topics/123456/storm", the number is the id of a list of articles.
    if not _LIST.search(above):
        yield from _ALONE.findall(before)


def _is_identifying(found: str) -> bool:
    """Whether a number or hash found in a URL may identify an article.

    Dates, round numbers ("150000") and repetitions of one digit ("111111") do not.
    """
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
