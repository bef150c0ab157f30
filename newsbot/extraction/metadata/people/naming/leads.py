"""Finds what stands before the names in a byline: "By", "Author:", "Text and photos:"."""

import re
from enum import Enum
from functools import lru_cache

from newsbot.extraction.metadata.people.naming.name_words import GROUP_PHRASE, LABEL_ENDING
from newsbot.extraction.page.phrases import cells, phrases, words

COLONS = str.maketrans(dict.fromkeys("\uff1a\ufe55\ua789\u17d6\u1366\u055d", ":"))
"""Turns the colons of all scripts into ":", for `str.translate`: U+17D6 is the one of Khmer."""
# Matches a Chinese, Japanese or Korean letter. After it, "/", "=" and the like end a label, as a
# colon does.
EAST_ASIAN = r"[\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
_AND = rf"(?:{phrases('and')}|{phrases('and_in_names')}|(?<=\s)\u0648)"
_AUTHOR = f"{phrases('author_label')}|{phrases('genre_label')}"
_LABEL = rf"(?:{_AUTHOR}|{phrases('other_label')})"
_JOINT = rf"(?:\s*[/&+,\u00b7\u30fb\u3001\u3068\u548c\u4e0e\u8207-]\s*|\s{_AND}\s*)"
BY = rf"\s+(?:{'|'.join(sorted(words('by_after_label')))})\s*:?\s+"
"""A regular expression for the word between a label and a name, as in "text and photos by"."""
DOT = r"(?<=fot|otr|rac|\u03c6\u03c9\u03c4)\.:?(?=\s)"
"""A regular expression for the dot after a label that is cut short, e.g. "fot." in Polish."""
_IS_AUTHORS = re.compile(_AUTHOR, re.IGNORECASE)
_IS_NO_GENRE = re.compile(phrases("author_label"), re.IGNORECASE)


def labels_before(end: str) -> str:
    """A regular expression for labels such as "Text & photo" (the group "label"), then `end`."""
    return rf"(?P<label>(?:{_LABEL}(?:{_JOINT}|(?={end})))+)(?:{end})"


# A dash ends a label only before a script without capitals, because "Interview - Ann Carter" may be
# a headline.
_END_FIRST = (
    rf"(?<={EAST_ASIAN})\s+(?={EAST_ASIAN})|(?>{LABEL_ENDING})\s*[:/=|\u30fb]|{DOT}|{BY}"
    r"|\s*[\u2013\u2014-](?=\s*[^\x00-\u058f\W])"
)
_LABELS_FIRST = re.compile(rf"^\W*{labels_before(_END_FIRST)}\s*", re.IGNORECASE)
_OTHERS_LABEL = re.compile(rf"{phrases('other_label')}\s*:", re.IGNORECASE)
_PHOTO = re.compile(rf"\W*(?:{'|'.join(sorted(words('photo_alone')))})\s+(?=\S)", re.IGNORECASE)
# Without one of these signs or words, a byline does not begin with a label.
_SIGN = re.compile(rf"[:/=|.\u30fb\u2013\u2014-]|{EAST_ASIAN}|{BY}", re.IGNORECASE)
_MOST_ROUNDS = 3
# How many results of `_length` are cached. `_length` is called several times with the same text.
_MOST_REMEMBERED = 1000
# Some words mean "by" and also begin family names: "de" is Romanian for "by", but "De la Cruz" is a
# family name. So "de" and the like are not taken for "by" if one of the following words stands
# after them.
_NO_PARTICLE = r"(?!\s+(?:da|das|de|del|dem|den|der|di|do|dos|el|la|las|le|los|ten|ter|van|von)\s)"
_BY_LIKE_NAMES = cells("words", "by_like_names")
# Matches "by" and the like at the start of a byline, but not before a hyphen: "oleh" is Indonesian
# for "by", but "oleh-oleh" for souvenirs.
_LEAD = re.compile(
    rf"^\W*(?:(?:{phrases('byline_below')}|{phrases('byline_lead')}){LABEL_ENDING}"
    rf"|{phrases('byline_lead_of_two')}{_NO_PARTICLE}(?=\s*:?\s*(?:\S+\s+\S|$))"
    rf"|(?-i:{'|'.join(filter(None, _BY_LIKE_NAMES.values()))})\b"
    rf"|\b(?:{'|'.join(sorted(words('by_no_name')))})\b)"
    r"(?:(?<=[\w:])|(?!\w))(?!['\u2019]|-[A-Za-z])[\s:\u2013\u2014-]*",
    re.IGNORECASE,
)
_JOINED = tuple(word for word in words("by_without_space") if len(word) > 1)
_AMHARIC_BY = "\u1260"
_LIKE_BY = words("names_like_by")
_BEFORE_ONE_NAME = words("before_one_name")
_WORD = re.compile(r"[^\W\d_]+")


class Certainty(Enum):
    """How sure it is that a line under a headline is a byline."""

    NONE = 0
    BESIDE_A_DATE = 1
    """The line is a byline only if a date stands before or after the line."""
    SURE = 2


def lead_length(byline: str) -> int:
    """The length of what stands before the first name of a byline, e.g. of "By" or "Author:".

    The result is 0 if the byline begins with a name, or with a label such as "Photo:" after which
    there is no author.
    """
    length = 0
    for _ in range(_MOST_ROUNDS):
        more = _length(byline[length:])
        if more == 0 or GROUP_PHRASE.match(byline[length:]):
            break
        length += more
    return length


def without_lead(byline: str) -> str:
    """`byline` without "By", "Written by", "Author:" and the like."""
    byline = byline.translate(COLONS)
    return byline[lead_length(byline) :]


def label_certainty(line: str) -> Certainty:
    """How sure it is that a line begins with an author's label, as in "Text & photo: Ann Carter".

    The line is surely a byline if a capital or an East Asian letter follows the label. If another
    letter follows, the line may be a sentence, and is a byline only beside a date. A line with a
    label such as "Report:" is no byline, because a headline may follow. But if the line also has a
    label such as "Photo:", it is surely a byline.
    """
    line = line.translate(COLONS)
    found = _labels_first(line)
    if found is None:
        return Certainty.BESIDE_A_DATE if _amharic_by(line) else Certainty.NONE
    after = line[found.end() :].lstrip()
    if _OTHERS_LABEL.search(after):
        return Certainty.SURE
    if not after or not _IS_NO_GENRE.search(found["label"]):
        return Certainty.NONE
    is_sure = after[0].isupper() or re.match(EAST_ASIAN, after) is not None
    return Certainty.SURE if is_sure else Certainty.BESIDE_A_DATE


def begins_with_small_by(line: str) -> bool:
    """Whether a line begins with "per", "na" or "nga" in small letters.

    These words mean "by" in Catalan, Swahili and Albanian. With a capital, they may be first names:
    "Per Lind" is a Swede.
    """
    return line.startswith(tuple(f"{by} " for by in _BY_LIKE_NAMES.values() if by))


def with_small_by(line: str, language: str) -> str:
    """`line` with "Per", "Na" or "Nga" at its beginning in small letters, if that means "by".

    The words mean "by" in Catalan, Swahili and Albanian: if `language` is Catalan, "Per Joan Serra"
    becomes "per Joan Serra". In other languages, "Per" is a first name, and `line` is not changed.
    """
    by = _BY_LIKE_NAMES.get(language, "")
    is_by = bool(by) and line[: len(by) + 1].casefold() == f"{by} "
    return by + line[len(by) :] if is_by else line


def others_label_length(byline: str) -> int:
    """The length of a label at the start after which no author comes, e.g. "Photo:"; or 0."""
    found = _LABELS_FIRST.match(byline) if _SIGN.search(byline) else None
    if found is None:
        found = _PHOTO.match(byline)
    elif names_authors(found["label"]):
        return 0
    return 0 if found is None else found.end()


def names_authors(label: str) -> bool:
    """Whether a label such as "Text & photo" has a word for an author, here "Text"."""
    return _IS_AUTHORS.search(label) is not None


def is_label(text: str) -> bool:
    """Whether a text is a label and nothing else, e.g. "文/图", Chinese for "text/picture"."""
    found = _LABELS_FIRST.match(f"{text}:")
    return found is not None and found.end() == len(text) + 1


def names_others(mark: str) -> bool:
    """Whether a mark such as "photo" stands for a photographer or the like, and for no author."""
    mark = mark.strip(" .:")
    return is_label(mark) and not names_authors(mark)


def is_before_one_name(lead: str) -> bool:
    """Whether `lead` is in a language in which many persons have a name of one word.

    `lead` is what stands before the first name of a byline, e.g. "Oleh", Indonesian for "by".
    """
    return not _BEFORE_ONE_NAME.isdisjoint(_WORD.findall(lead.casefold()))


@lru_cache(_MOST_REMEMBERED)
def _length(byline: str) -> int:
    found = _labels_first(byline) or _LEAD.match(byline)
    if found is not None:
        return int(found.end())
    return next((len(by) for by in _JOINED if byline.startswith(by)), 0) or _amharic_by(byline)


def _labels_first(byline: str) -> re.Match[str] | None:
    found = _LABELS_FIRST.match(byline) if _SIGN.search(byline) else None
    return found if found is not None and names_authors(found["label"]) else None


def _amharic_by(byline: str) -> int:
    """The length of the Amharic "by", one letter that is joined to the name after it."""
    first, *others = byline.split() or [""]
    is_joined = first.startswith(_AMHARIC_BY) and first != _AMHARIC_BY and bool(others)
    return 1 if is_joined and first not in _LIKE_BY else 0
