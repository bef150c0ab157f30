"""Reads from bylines the names of persons and of organisations."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from newsbot.agencies import agencies_called
from newsbot.extraction.metadata.people.labels import credits_of_authors
from newsbot.extraction.metadata.people.name_words import (
    BEFORE_PLACES,
    DEGREES,
    FIELDS,
    GROUP,
    LEAD,
    NO_BYLINE,
    NOBODY,
    NOBODY_IN_PAIRS,
    OFFICES,
    PARTICLES,
    PLACE_BEGINNINGS,
    REPORTED,
    REPORTERS,
    ROLE,
    ROLE_OR_NAME,
    TRAILING_AGENCY,
)
from newsbot.extraction.metadata.times.days import written_days
from newsbot.extraction.page.phrases import phrases
from newsbot.extraction.page.text import distinct, one_line, word_key

FULL_NAME_WORDS = 2
MAX_NAME_WORDS = 6
# At most this many characters of a byline are read. On longer texts, the regular expressions below
# would take seconds.
MAX_LENGTH = 1000
# A site's name with fewer characters than this is recognised only if it stands alone. Within a
# longer text it may be part of a person's name.
MIN_SITE_KEY = 5

# Stands between a name and the place or outlet of the author, as in "Ann Carter \u2013 New York".
_DASH = re.compile(r"\s+[-\u2013\u2014]\s+")
_BETWEEN = re.compile(
    rf"\s*[;|/\n、，•·]\s*|,\s*(?:{phrases('and')}\s+)?",  # noqa: RUF001 - Chinese bylines have this comma
    re.IGNORECASE,
)
_AND = re.compile(rf"\s+(?:{phrases('and')}|{phrases('with')}|&)\s+", re.IGNORECASE)
# Words for "and" that some languages also write within one name, as in "Ortega y Gasset". Such a
# word separates two names only if a full name follows it.
_AND_IN_NAMES = re.compile(rf"\s+{phrases('and_in_names')}\s+(?=\w+\s\w)")
# What is removed from bylines: brackets with their content, e-mail addresses and URLs.
_NOISE = re.compile(r"\s*[(\[][^)\]]*[)\]]|\S*(?:@|://)\S*")
# Matches what no person's name has: digits, signs of code, a label with a colon, or a dot within a
# word as in a login or host name.
_NO_NAME = re.compile(r"[\d<>{}_=]|:\s|\w\.[^\W\d_]{2,}")
_OF_REPORTERS = re.compile(REPORTERS)
_REPORTER = re.compile(rf"(?<=[\u3400-\u9fff\uac00-\ud7af])\s?{REPORTERS}$")
# Matches the full stop after a name, but not after "Jr." and initials.
_FULL_STOP = re.compile(r"(?<=[^\W\d_]{4})\.$")
# Matches a name with the short form or the second family name in brackets: "Robert (Bob) Smith".
_WITH_SHORT_NAME = re.compile(r"([^\W\d_]+) \(([^\W\d_]+)\) ([^\W\d_]+)")
# Matches a byline that is in brackets as a whole.
_IN_BRACKETS = re.compile(
    r"^[\[\u3010(\uff08]([^\[\]()\u3010\u3011\uff08\uff09]+)[\]\u3011)\uff09]$"
)
_EDGES = " \t\"'\u201c\u201d,:*\u2013-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Byline:
    """The persons and organisations that a byline names, each once."""

    persons: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    """The organisations: agencies, desks and the site itself."""

    @property
    def full_names(self) -> tuple[str, ...]:
        """The persons whose names have two words or more, or are in a script without spaces."""
        return tuple(name for name in self.persons if " " in name or name == name.swapcase())


def read_bylines(bylines: Iterable[str], site_names: Collection[str] = ()) -> Byline:
    """The persons and organisations that `bylines` name, without roles, places and degrees.

    `site_names` are the names of the site, in lower case without spaces and signs (`word_key`).
    """
    persons: list[str] = []
    groups: list[str] = []
    for byline in bylines:
        parts = _parts(byline[:MAX_LENGTH], site_names)
        known = [part for part in parts if _is_organisation(part, site_names)]
        groups += known
        persons += _names([part for part in parts if part not in known], of=len(parts))
    return Byline(persons=distinct(persons), groups=distinct(groups))


def without_lead(byline: str) -> str:
    """`byline` without "By", "Written by", "Author:" and the like."""
    return LEAD.sub("", byline)


def _parts(byline: str, site_names: Collection[str]) -> list[str]:
    """The names of persons and organisations in a byline.

    The byline is split at commas, "and" and the like, but "Press & Sons Agency" is one name.
    """
    whole = one_line(byline) or ""
    if _has_short_name(without_lead(whole), site_names):
        return [without_lead(whole)]
    line = _NOISE.sub("", _IN_BRACKETS.sub(r"\1", whole))
    if NO_BYLINE.match(line):
        return []
    texts = (
        half for text in credits_of_authors(line) for half in _without_places(text, site_names)
    )
    between = [part for text in texts for part in _BETWEEN.split(text)]
    names = [
        name
        for at, part in enumerate(between)
        for name in _joined_names(without_lead(part), may_be_role=at > 0)
    ]
    apart = (half for name in names for half in TRAILING_AGENCY.split(without_lead(name)))
    tidy = (_FULL_STOP.sub("", _without_place(name.strip(_EDGES))) for name in apart)
    return [name for name in tidy if name and not name.endswith(REPORTED)]


def _has_short_name(name: str, site_names: Collection[str]) -> bool:
    """Whether `name` is a person's, with a short name in brackets as in "Robert (Bob) Smith"."""
    found = _WITH_SHORT_NAME.fullmatch(name)
    if found is None:
        return False
    words = found.groups()
    is_name = all(map(_is_capital, words)) and _person(" ".join(words)) == " ".join(words)
    return is_name and not any(_is_organisation(word, site_names) for word in words)


def _without_places(text: str, site_names: Collection[str]) -> list[str]:
    """Splits a byline at its dashes, and returns the parts that name authors, without places.

    If no part is a person's full name, all parts are returned. Otherwise the first part that is a
    full name is returned, and all parts that name organisations. A second part that looks like a
    full name is taken for a place, as in "Ann Carter \u2013 Tel Aviv". It could be a second person.
    But none of our corpora has two persons with a dash between them.
    """
    parts = _DASH.split(text)
    named = (at for at, part in enumerate(parts) if _has_full_name(part, site_names))
    person = next(named, None)
    return [
        part
        for at, part in enumerate(parts)
        if person is None or at == person or _is_organisation(part, site_names)
    ]


def _has_full_name(text: str, site_names: Collection[str]) -> bool:
    """Whether a text has the full name of a person, and not of an organisation or a place.

    A name with a first word such as "New" or "San" (PLACE_BEGINNINGS) counts as that of a place.
    """
    return any(
        " " in (_person(name) or "")
        and not _is_organisation(name, site_names)
        and name.split()[0].casefold() not in PLACE_BEGINNINGS
        for name in (part.strip(_EDGES) for part in _BETWEEN.split(text))
    )


def _without_place(name: str) -> str:
    """`name` without a place or an outlet after it, as in "Ann Carter in Paris"."""
    words = name.split()
    end = next((at for at, word in enumerate(words) if word.casefold() in BEFORE_PLACES), 0)
    return " ".join(words[:end]) if end >= FULL_NAME_WORDS else name


def _joined_names(part: str, *, may_be_role: bool) -> list[str]:
    """The names in a part of a byline, where "and" may stand between two names.

    `may_be_role` says that the part follows a name and a comma, as in "Ann Carter, Harbour Pilot
    and Writer". Such a part is a single role, and is not split at "and", if one of its halves is a
    role without a name. "Political Editor Mary Jones" has a name, so "Ben Hall and Political Editor
    Mary Jones" is split.
    """
    halves = [half for name in _AND.split(part) for half in _AND_IN_NAMES.split(name)]
    is_one_group = _is_group_name(part) and not any(map(agencies_called, halves))
    is_role = may_be_role and len(halves) > 1 and any(map(_is_role, halves))
    return [part] if is_one_group or is_role else halves


def _is_role(name: str) -> bool:
    """Whether a text says only what a person is, e.g. "Head of News", and nobody's name."""
    words = name.split()
    last = max((at for at, word in enumerate(words) if ROLE.search(word)), default=None)
    if last is None or agencies_called(words[0]) or _person(name) is not None:
        return False
    return " " not in (_person(" ".join(words[last + 1 :])) or "")


def _names(parts: list[str], *, of: int) -> list[str]:
    """The names of persons in `parts`, which are a byline's parts without organisations.

    A part that is a single word may be a place, e.g. "Millbrook" in "Ann Carter, Millbrook". So
    single words are left out if another part of the byline is a full name, or names no person, e.g.
    an organisation. `of` is the number of parts that the byline had with its organisations.
    """
    persons = (_person(part, is_first=at == 0) for at, part in enumerate(parts))
    names = [name for name in persons if name is not None]
    full = [name for name in names if " " in name]
    return full if of > 1 and (full or len(names) < of) else names


def _person(name: str, *, is_first: bool = False) -> str | None:
    """The name of the person in `name`, without a role, date or degree; None if it names no person.

    `is_first` says that `name` is the first part of a byline. There, "Jane Lawyer" is taken for a
    given name and a family name. In a later part, "Lawyer" would be taken for a role.
    """
    name = _REPORTER.sub("", name)
    words = _without_office(name.split())
    end = next((at for at, word in enumerate(words) if ROLE.search(word.strip(_EDGES))), None)
    if end is not None and not (is_first and end == 1 and _is_called_like_a_role(words)):
        words = words[:end] if end >= FULL_NAME_WORDS else []
    words = _without_date(words)
    while len(words) > FULL_NAME_WORDS and words[-1] in DEGREES:
        words = words[:-1]
    name = " ".join(words)
    if (
        not words
        or agencies_called(words[0])
        or _NO_NAME.search(name)
        or _OF_REPORTERS.search(name)
    ):
        return None
    is_name = len(words) <= MAX_NAME_WORDS and all(
        _is_capital(word) or word.strip("'\u2019.").casefold() in PARTICLES for word in words
    )
    return name if is_name and any(map(_is_capital, words)) and not _is_nobody(words) else None


def _is_called_like_a_role(words: list[str]) -> bool:
    """Whether two words are a given name and a family name such as "Engineer"."""
    first, *rest = (word.casefold() for word in words)
    return len(rest) == 1 and rest[0] in ROLE_OR_NAME and first not in FIELDS


def _is_nobody(words: list[str]) -> bool:
    """Whether words such as "Social Links" stand in place of a name."""
    keys = [word.casefold() for word in words]
    doubtful = [key for key in keys if key in NOBODY_IN_PAIRS]
    return not NOBODY.isdisjoint(keys) or len(doubtful) >= min(2, len(keys))


def _without_date(words: list[str]) -> list[str]:
    """Removes a date after a name: the words "Ann Carter 9 May 2026" become "Ann Carter"."""
    digit = next((at for at, word in enumerate(words) if re.search(r"\d", word)), 0)
    is_name = digit >= FULL_NAME_WORDS or (digit and words[0] == words[0].swapcase())
    return words[:digit] if is_name and written_days(" ".join(words[digit:])) else words


def _without_office(words: list[str]) -> list[str]:
    """The words of a name in a Japanese byline, without a newspaper or bureau before the name.

    For example, such a bureau is "札幌支局" (in Sapporo). Names of newspapers end with "新聞".
    """
    while len(words) > 1 and words[0].endswith(OFFICES):
        words = words[1:]
    return words


def _is_capital(word: str) -> bool:
    """Whether a word has a capital letter, or is in a script without small letters."""
    return any(not letter.islower() and letter.isalpha() for letter in word)


def _is_organisation(part: str, site_names: Collection[str]) -> bool:
    """Whether a part of a byline names an agency, a desk or the site itself."""
    return bool(agencies_called(part)) or _is_group_name(part) or _is_site(part, site_names)


def _is_site(part: str, site_names: Collection[str]) -> bool:
    """Whether a part of a byline is the site's own name, or contains it."""
    key = word_key(part)
    return any(key == site or (len(site) >= MIN_SITE_KEY and site in key) for site in site_names)


def _is_group_name(part: str) -> bool:
    """Whether a short text contains a word that marks the name of a desk or a company."""
    is_short = len(part.split()) <= MAX_NAME_WORDS
    return is_short and any(GROUP.search(token) for token in re.split(r"[^\w]+", part))
