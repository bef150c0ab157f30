"""Reads from bylines the names of persons and of organisations."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from newsbot.extraction.metadata.people.naming.groups import (
    FULL_NAME_WORDS,
    is_group_name,
    is_organisation,
)
from newsbot.extraction.metadata.people.naming.joints import (
    names_joined,
    with_plain_and,
    without_and,
)
from newsbot.extraction.metadata.people.naming.labels import credits_of_authors
from newsbot.extraction.metadata.people.naming.leads import (
    COLONS,
    is_before_one_name,
    lead_length,
    names_others,
    without_lead,
)
from newsbot.extraction.metadata.people.naming.name_words import (
    BEFORE_AGENCY,
    BEFORE_PLACES,
    NO_BYLINE,
    PLACE_BEGINNINGS,
    REPORTED,
    REPORTERS,
    TRAILING_AGENCY,
)
from newsbot.extraction.metadata.people.naming.persons import (
    EDGES,
    has_no_capitals,
    is_capital,
    is_full,
    is_role,
    person_in,
)
from newsbot.extraction.page.phrases import phrases
from newsbot.extraction.page.text import distinct, one_line
from newsbot.words.agencies import agencies_called

# At most this many characters of a byline are read. On longer texts, the regular expressions below
# would take seconds.
MAX_LENGTH = 1000

# Matches a dash between a name and the place or outlet of the author, as in "Ann Carter \u2013 New
# York".
_DASH = re.compile(r"\s+[-\u2013\u2014]\s+")
_HYPHEN = re.compile(r"[-\u2013]")
# Matches the sign between a place and a name in Korean and Japanese bylines.
_EQUALS = re.compile(r"\s*=\s*(?=\S)")
# Matches the sign or word between two names. A dot between two Chinese characters, or between two
# Katakana, is not matched, because foreign names are written with such dots.
_BETWEEN = re.compile(
    r"\s*[;|/\n\u3001\uff0c\u060c\u061b\u1363\u104a\u2022\u318d]\s*"
    r"|(?<![\u3400-\u9fff])\s*\u00b7\s*|\u00b7(?![\u3400-\u9fff])"
    r"|(?<![\u30a0-\u30ff])\u30fb|\u30fb(?![\u30a0-\u30ff])"
    rf"|,\s*(?:{phrases('and')}\s+)?",
    re.IGNORECASE,
)
# What is removed from bylines: brackets with their content, e-mail addresses and URLs.
_NOISE = re.compile(r"\s*[(\[][^)\]]*[)\]]|\S*(?:@|://)\S*")
_AND_OTHERS = re.compile(rf"\s+{phrases('and_others')}\.?(?=$|,)", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*[(\[]([^)\]]*)[)\]]")
# Matches brackets after a name, but not within one as in "Ann (Editor) Carter".
_MARK = re.compile(r"\s*[(\[]([^)\]]*)[)\]](?!\s*[A-Z])")
# In a byline, this sign replaces marks such as "(photo)" after a name: "Bo Lind (photo)". A name
# with this sign is not an author's, and is left out.
_OF_OTHERS = "\ufffc"
# Matches the full stop after a name, but not after "Jr." and initials.
_FULL_STOP = re.compile(r"(?<=[^\W\d_]{4})\.$")
# Matches a name with the short form or the second family name in brackets: "Robert (Bob) Smith".
_WITH_SHORT_NAME = re.compile(r"([^\W\d_]+) \(([^\W\d_]+)\) ([^\W\d_]+)")
# Matches a byline that is in brackets as a whole, or has brackets that begin with the Chinese,
# Japanese or Korean word for reporter.
_IN_BRACKETS = re.compile(
    r"^[\[\u3010\u3014(]([^\[\]()\u3010\u3011]+)[\]\u3011\u3015)]$"
    rf"|^.*[(\u3010]({REPORTERS}[^()\u3010\u3011]+)[)\u3011]"
)
# A table for `str.translate`: signs of other scripts, e.g. wide brackets, become ASCII signs.
_SIGNS = COLONS | str.maketrans("\uff08\uff09\uff0f\uff5c\uff1d\u2013", "()/|=\u2013")


@dataclass(frozen=True, slots=True, kw_only=True)
class Byline:
    """The persons and organisations that a byline names, each once."""

    persons: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    """The organisations: agencies, desks and the site itself."""
    labelled: tuple[str, ...] = ()
    """The persons named after an Indonesian or Malay label, such as "Penulis:" (author). A single
    word after such a label is taken for a whole name, because many Indonesians have only one."""

    @property
    def full_names(self) -> tuple[str, ...]:
        """The persons whose whole name is stated: "Ann" is left out, but not "Ann Carter"."""
        return tuple(
            name
            for name in self.persons
            if is_full(name) or has_no_capitals(name) or name in self.labelled
        )


def read_bylines(bylines: Iterable[str], site_names: Collection[str] = ()) -> Byline:
    """The persons and organisations that `bylines` name, without roles, places and degrees.

    `site_names` are the names of the site, in lower case without spaces and signs (`word_key`).
    """
    persons: list[str] = []
    groups: list[str] = []
    labelled: list[str] = []
    for byline in bylines:
        line = with_plain_and((one_line(byline[:MAX_LENGTH]) or "").translate(_SIGNS))
        parts = _parts(line, site_names)
        known = [part for part in parts if is_organisation(part, site_names)]
        if known[:1] == parts[:1] and known and not agencies_called(known[0]):
            # The byline begins with a desk, e.g. "News Desk, <name of a newspaper in Hindi>". A
            # later part in a script without capitals, such as that of Hindi, is the name of the
            # newspaper and of no person, so it is left out.
            parts = [part for part in parts if part in known or not has_no_capitals(part)]
        names = _names([part for part in parts if part not in known], of=len(parts))
        groups += [*known, *_agencies_in_brackets(line)]
        persons += names
        labelled += names if is_before_one_name(line[: lead_length(line)]) else []
    return Byline(persons=distinct(persons), groups=distinct(groups), labelled=distinct(labelled))


def _parts(whole: str, site_names: Collection[str]) -> list[str]:
    """The names of persons and organisations in a byline, which is one line (`whole`).

    The byline is split at commas, "and" and the like, but "Press & Sons Agency" is one name.
    """
    if _has_short_name(without_lead(whole), site_names):
        return [without_lead(whole)]
    line = _NOISE.sub("", _AND_OTHERS.sub("", _with_marks(_IN_BRACKETS.sub(r"\1\2", whole))))
    if NO_BYLINE.match(line):
        return []
    texts = (
        half for text in credits_of_authors(line) for half in _without_places(text, site_names)
    )
    between = [part for text in texts for part in _BETWEEN.split(text)]
    names = [
        name
        for at, part in enumerate(between)
        for name in _joined_names(
            without_and(without_lead(part)) if at else without_lead(part), may_be_role=at > 0
        )
    ]
    apart = (half for name in names for half in _before_agency(without_lead(name)))
    tidy = (_FULL_STOP.sub("", _without_place(name.strip(EDGES))) for name in apart)
    return [
        part
        for name in tidy
        if name and not name.endswith(REPORTED) and _OF_OTHERS not in name
        for part in _organisations(name)
    ]


def _before_agency(name: str) -> list[str]:
    """A person's name and the agency after it, as in "Ann Carter Reuters" and "Jan Lhota ČTK"."""
    *words, last = name.split() or [""]
    is_short = (last == last.upper() and name != name.upper()) or has_no_capitals(name)
    if len(words) >= FULL_NAME_WORDS - has_no_capitals(name) and is_short and agencies_called(last):
        return [" ".join(words), last]
    return TRAILING_AGENCY.split(name)


def _organisations(name: str) -> list[str]:
    """The agencies in "according to Reuters" and "TT-Reuters"; other names unchanged."""
    rest = BEFORE_AGENCY.sub("", name)
    if agencies_called(rest) or (rest != name and is_group_name(rest)):
        return [rest]
    agencies = _HYPHEN.split(name)
    return agencies if len(agencies) > 1 and all(map(agencies_called, agencies)) else [name]


def _with_marks(line: str) -> str:
    """`line` with a sign in place of "(photo)" and other marks of persons who are no authors."""
    if "(" not in line:
        return line
    return _MARK.sub(lambda found: _OF_OTHERS if names_others(found[1]) else found[0], line)


def _agencies_in_brackets(line: str) -> list[str]:
    """The agencies that are alone in brackets, as in "Ann Carter (Reuters)"."""
    inside = (name for text in _BRACKETS.findall(line) for name in _organisations(text))
    return [name for name in inside if agencies_called(name)]


def _has_short_name(name: str, site_names: Collection[str]) -> bool:
    """Whether `name` is a person's, with a short name in brackets as in "Robert (Bob) Smith"."""
    found = _WITH_SHORT_NAME.fullmatch(name)
    if found is None:
        return False
    words = found.groups()
    is_name = all(map(is_capital, words)) and person_in(" ".join(words)) == " ".join(words)
    return is_name and not any(is_organisation(word, site_names) for word in words)


def _without_places(text: str, site_names: Collection[str]) -> list[str]:
    """Splits a byline at its dashes, and returns the parts that name authors, without places.

    If no part is a person's full name, all parts are returned. Otherwise the first part that is a
    full name is returned, and all parts that name organisations. A second part that looks like a
    full name is taken for a place, as in "Ann Carter \u2013 Tel Aviv". It could be a second person.
    But none of our corpora has two persons with a dash between them.
    """
    *places, last = _EQUALS.split(text)
    parts = _DASH.split(last) + [place for place in places if is_organisation(place, site_names)]
    named = (at for at, part in enumerate(parts) if _has_full_name(part, site_names))
    person = next(named, None)
    return [
        part
        for at, part in enumerate(parts)
        if person is None or at == person or is_organisation(part, site_names)
    ]


def _has_full_name(text: str, site_names: Collection[str]) -> bool:
    """Whether a text has the full name of a person, and not of an organisation or a place.

    A name with a first word such as "New" or "San" (PLACE_BEGINNINGS) counts as that of a place.
    """
    return any(
        " " in (person_in(name) or "")
        and not is_organisation(name, site_names)
        and name.split()[0].casefold() not in PLACE_BEGINNINGS
        for name in (part.strip(EDGES) for part in _BETWEEN.split(text))
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
    halves = names_joined(part)
    is_one_group = is_group_name(part) and not any(map(agencies_called, halves))
    is_role_alone = may_be_role and len(halves) > 1 and any(map(_is_role, halves))
    return [part] if is_one_group or is_role_alone else halves


def _is_role(name: str) -> bool:
    """Whether a text says only what a person is, e.g. "Head of News", and nobody's name."""
    words = name.split()
    last = max((at for at, word in enumerate(words) if is_role(word)), default=None)
    if last is None or agencies_called(words[0]) or person_in(name) is not None:
        return False
    return " " not in (person_in(" ".join(words[last + 1 :])) or "")


def _names(parts: list[str], *, of: int) -> list[str]:
    """The names of persons in `parts`, which are a byline's parts without organisations.

    A part that is a single word may be a place, e.g. "Millbrook" in "Ann Carter, Millbrook". So
    single words are left out if another part of the byline is a full name, or names no person, e.g.
    an organisation. `of` is the number of parts that the byline had with its organisations.
    """
    persons = (person_in(part, is_first=at == 0) for at, part in enumerate(parts))
    names = [name for name in persons if name is not None]
    full = [name for name in names if is_full(name)]
    return full if of > 1 and (full or len(names) < of) else names
