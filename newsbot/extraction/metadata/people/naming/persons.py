"""Reads a person's name out of a part of a byline, without roles, offices, degrees and dates."""

import re
from functools import lru_cache

from newsbot.extraction.metadata.people.naming.groups import (
    FULL_NAME_WORDS,
    MAX_NAME_WORDS,
    is_group_name,
)
from newsbot.extraction.metadata.people.naming.leads import EAST_ASIAN
from newsbot.extraction.metadata.people.naming.name_words import (
    BY_AFTER_NAMES,
    DEGREES,
    FIELDS,
    NOBODY,
    NOBODY_IN_PAIRS,
    OF_DATES,
    OFFICES,
    PARTICLES,
    PLACE,
    REPORTERS,
    ROLE,
    ROLE_OR_NAME,
    WRITERS,
)
from newsbot.extraction.metadata.times.days import written_days
from newsbot.words.agencies import NAMED_LIKE_PERSONS, agencies_called

# The characters that are stripped from both ends of a name.
EDGES = " \t\"'\u201c\u201d\u201e\u00ab\u00bb\u060c\u0964\u3014\u3015,:*=\u2013-"
# A name in a script without capitals has at most this many words, and a word at most this many
# letters: longer texts are sentences. "ณัฐพงษ์ เรืองปัญญาวุฒิ" is one of the longer names of Thailand.
_MOST_WORDS_WITHOUT_CAPITALS = 5
_MOST_LETTERS_WITHOUT_CAPITALS = 24
_MOST_WORDS_AFTER_ROLE = 3
_MOST_EAST_ASIAN_LETTERS = 9
# Matches what no person's name has: digits, signs of code, a label with a colon, or a dot within a
# word as in a login or host name. The dot after an initial or a short title is not matched, as in
# "A.Kumar".
_NO_NAME = re.compile(r"[\d<>{}_=]|:\s|[^\W\d_]{3}\.[^\W\d_]{2}|[a-z]\.[a-z]{2}")
_OF_REPORTERS = re.compile(REPORTERS)
_REPORTER = re.compile(rf"(?<={EAST_ASIAN})\s?(?:\s\w*(?:전문|선임|인턴|사진))?{REPORTERS}$")
_INITIAL = re.compile(r"[^\W\d_]\.[^\W\d_]{2}")
_GEORGIAN = re.compile(r"[\u10d0-\u10ff]")
# Matches a Korean name and "reporter", with an e-mail address or nothing after them.
_REPORTER_ALONE = re.compile(
    r"[\[(]?(?:\S+(?:\s?=\s?|\s))?(?:[\uac00-\ud7af]{2,4}[\u00b7\u318d,]\s?)*[\uac00-\ud7af]{2,4}\s?[\uac00-\ud7af]*(?:\uae30\uc790|\ud2b9\ud30c\uc6d0)[\])]?(?:\s+\S+@\S+)?"
)
_HANGUL = re.compile(r"[\uac00-\ud7af]")
_EAST_ASIAN = re.compile(EAST_ASIAN)
# How many results are cached for each of the functions `person_in` and `is_role`.
_MOST_REMEMBERED = 2000


@lru_cache(_MOST_REMEMBERED)
def person_in(name: str, *, is_first: bool = False) -> str | None:
    """The person's name in `name`, without a role, date or degree; None if it names no person.

    `is_first` says that `name` is the first part of a byline. There, "Jane Lawyer" is a person,
    because "Lawyer" is also a family name. Elsewhere "Lawyer" is taken for a role, and "Jane" alone
    is not enough for a name.
    """
    plain = _REPORTER.sub("", name)
    if plain != name and (is_group_name(plain) or _OF_REPORTERS.fullmatch(name)):
        return None  # e.g. for "本报记者", Chinese for "our reporter"
    words = plain.split()[-1:] if _HANGUL.search(plain) and plain != name else plain.split()
    words = _without_date(_without_role(_without_office(words), is_first=is_first))
    while len(words) > FULL_NAME_WORDS and (words[-1] in DEGREES or words[-1] in BY_AFTER_NAMES):
        words = words[:-1]
    name = " ".join(words)
    if not words or _NO_NAME.search(name) or _OF_REPORTERS.search(name) or _is_nobody(words):
        return None
    if PLACE.fullmatch(name) or (not is_first and _is_particle_first(words)):
        return None
    if agencies_called(words[0]) and words[0] not in NAMED_LIKE_PERSONS:
        return None
    is_name = len(words) <= MAX_NAME_WORDS and all(
        is_capital(word) or word.strip("'\u2019.").casefold() in PARTICLES for word in words
    )
    return name if is_name and any(map(is_capital, words)) and _is_short(words) else None


def names_writer(line: str) -> bool:
    """Whether a line is a name and the role of an author: "Correspondent Ann Carter"."""
    name, *others = [part.strip() for part in re.split("[,\u060c]", line)]
    words = name.split()
    if others:
        is_after = others[0].split(maxsplit=1)[:1]
        has_role = bool(is_after) and is_after[0].casefold() in WRITERS
        return len(others) == 1 and has_role and is_full(person_in(name) or "")
    if not FULL_NAME_WORDS < len(words) <= MAX_NAME_WORDS or not any(map(is_role, words[:3])):
        return is_reporter_alone(line)
    named = person_in(name)
    is_short = len((named or "").split()) <= _MOST_WORDS_AFTER_ROLE
    return named is not None and named != name and name.endswith(named) and is_short


def is_reporter_alone(line: str) -> bool:
    """Whether a line is a Korean reporter's name, with an e-mail address or nothing after it."""
    return _HANGUL.search(line) is not None and _REPORTER_ALONE.fullmatch(line) is not None


def _is_particle_first(words: list[str]) -> bool:
    """Whether words are a particle and a name, e.g. "da Folha" in "Ana Souza, da Folha"."""
    return len(words) == FULL_NAME_WORDS and not is_capital(words[0])


@lru_cache(_MOST_REMEMBERED)
def is_role(word: str) -> bool:
    """Whether a word says what a person is or did, e.g. "editor" or "former"."""
    return ROLE.search(word.strip(EDGES)) is not None


def is_capital(word: str) -> bool:
    """Whether a word has a capital letter, or is in a script without small letters."""
    return any(letter.isalpha() and not letter.islower() for letter in word) or is_georgian(word)


def has_no_capitals(name: str) -> bool:
    """Whether a name is in a script without capitals, such as Arabic or Han."""
    return name == name.swapcase() or is_georgian(name)


def is_georgian(name: str) -> bool:
    """Whether a name has Georgian letters, which count as small letters but have no capitals."""
    return _GEORGIAN.search(name) is not None


def is_full(name: str) -> bool:
    """Whether a name has two words or an initial, or is in a script without spaces."""
    return " " in name or _INITIAL.match(name) is not None or _EAST_ASIAN.search(name) is not None


def _without_role(words: list[str], *, is_first: bool) -> list[str]:
    """The words of a name, without the role of the person.

    The name stands before the role, as in "Ann Carter editor", or after an author's role, as in
    "correspondent Ann Carter". The result is empty if the words begin with another role.
    `is_first` says that the words are the first part of a byline. There, two words such as "Jane
    Lawyer" are a name, although "lawyer" is a role.
    """
    end = next((at for at, word in enumerate(words) if is_role(word)), None)
    if end is None or (is_first and end == 1 and _is_called_like_a_role(words)):
        return words
    if end >= FULL_NAME_WORDS:
        return words[:end]
    last = end
    while last + 1 < len(words) and is_role(words[last + 1]):
        last += 1
    after = words[last + 1 :]
    if not after or not is_capital(after[0]):
        return []  # e.g. for "correspondent de El País"
    is_author = words[last].strip(EDGES).casefold() in WRITERS
    is_name = len(after) >= FULL_NAME_WORDS or has_no_capitals(" ".join(after))
    return after if is_author and is_name else []


def _is_called_like_a_role(words: list[str]) -> bool:
    """Whether two words are a given name and a family name such as "Engineer"."""
    first, *rest = (word.casefold() for word in words)
    return len(rest) == 1 and rest[0] in ROLE_OR_NAME and first not in FIELDS


def _is_nobody(words: list[str]) -> bool:
    """Whether words such as "Social Links" stand in place of a name."""
    keys = [word.casefold() for word in words]
    doubtful = [key for key in keys if key in NOBODY_IN_PAIRS]
    return not NOBODY.isdisjoint(keys) or len(doubtful) >= min(2, len(keys))


def _is_short(words: list[str]) -> bool:
    """Whether words are few and short enough for a name; always True in scripts with capitals."""
    if not has_no_capitals("".join(words)):
        return True
    is_east_asian = _EAST_ASIAN.search(words[0]) is not None
    most = _MOST_EAST_ASIAN_LETTERS if is_east_asian else _MOST_LETTERS_WITHOUT_CAPITALS
    counted = [word for word in words if word not in PARTICLES]
    is_letter = is_east_asian and len("".join(words)) == 1
    return (
        not is_letter
        and len(counted) <= _MOST_WORDS_WITHOUT_CAPITALS
        and max(map(len, words)) <= most
    )


def _without_date(words: list[str]) -> list[str]:
    """The words of a name without a date after it, as in "Ann Carter 9 September 2026"."""
    digit = next((at for at, word in enumerate(words) if re.search(r"\d", word)), 0)
    is_alone = digit == 1 and has_no_capitals(words[0]) and not OF_DATES.match(words[0])
    is_name = digit >= FULL_NAME_WORDS or is_alone
    return words[:digit] if is_name and written_days(" ".join(words[digit:])) else words


def _without_office(words: list[str]) -> list[str]:
    """The words of a name without a newspaper or office before it, as in Japanese bylines."""
    while len(words) > 1 and words[0].endswith(OFFICES):
        words = words[1:]
    return words
