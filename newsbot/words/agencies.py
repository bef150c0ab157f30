"""A table of news agencies and press release services, with their domains and names.

The names are those by which bylines and datelines credit the agencies. They are in `agencies.toml`.
"""

import re
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

# A name of at least this many characters is recognised in any mix of upper and lower case, e.g.
# "reuters". A shorter name is recognised only in capitals or as the agency spells it. For example,
# "Mia" is not recognised, because it is also the name of a person.
ANY_CASE = 5


@dataclass(frozen=True, slots=True)
class Agency:
    """A news agency or press release service, whose texts other sites publish."""

    sites: frozenset[str]
    """The registrable domains of the agency's own sites."""
    names: tuple[str, ...]
    """The names by which datelines and bylines credit the agency, e.g. "AP", "Associated Press". A
    leading "the" is left out."""


_TABLE = tomllib.loads(Path(__file__).with_name("agencies.toml").read_text("utf-8"))
NAMED_LIKE_PERSONS = frozenset({"Hina", "Beta", "Antara", "فارس", "مهر", "وفا"})
"""Names of agencies that are also first names of persons."""
AGENCIES = tuple(
    Agency(frozenset(sites.split()), tuple(name.strip() for name in names.split(",")))
    for sites, names in _TABLE.items()
)

# Matches what separates the names in a credit: "/" in "dpa/AFP", "," in "Ann Carter, Associated
# Press".
_BETWEEN = re.compile(r"\s*[,;/|+&]\s*|\s+(?:and|und|et|y|e|with|mit)\s+", re.IGNORECASE)
_LEAD = re.compile(
    r"^(?:(?:by|von|par|por|from|via|sources?|quellen?|fuente|fonte)\b\s*:?|©|\(c\))\s*",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^the\s+", re.IGNORECASE)
# Matches the words that may follow an agency's name in a credit: "AP Sports Writer", "Agence
# France-Presse in Paris".
_TRAIL = re.compile(
    r"\s+(?:(?:\w+\s+)?(?:staff|writers?|reporters?|correspondents?)|news(?:\s+agency)?|in\s+.+)$",
    re.IGNORECASE,
)


def agencies_called(name: str) -> tuple[Agency, ...]:
    """The agencies called `name`; empty if there are none.

    In a name of five characters or more, upper and lower case make no difference. A shorter name
    must be in capitals, or spelled as the agency spells it. So "dpa", "DPA", "reuters" and "The
    Associated Press" are names of agencies, but "pa" and "Mia" are not.
    """
    plain = _ARTICLE.sub("", " ".join(name.split()).rstrip("."))
    return _BY_NAME.get(plain) or _BY_NAME.get(plain.casefold(), ())


def agencies_in(credit: str) -> frozenset[Agency]:
    """All agencies that `credit` names, e.g. dpa and AFP for "dpa/AFP".

    `credit` is a byline, or the text in the brackets of a dateline.
    """
    parts = (_LEAD.sub("", part.strip()) for part in _BETWEEN.split(credit))
    return frozenset(
        agency
        for part in parts
        for agency in agencies_called(part) or agencies_called(_TRAIL.sub("", part))
    )


def _by_name() -> dict[str, tuple[Agency, ...]]:
    found: defaultdict[str, dict[Agency, None]] = defaultdict(dict)
    for agency in AGENCIES:
        for name in agency.names:
            any_case = [name.casefold()] if len(name) >= ANY_CASE else []
            for spelling in (name, name.upper(), *any_case):
                found[spelling][agency] = None
    return {name: tuple(agencies) for name, agencies in found.items()}


_BY_NAME = _by_name()
