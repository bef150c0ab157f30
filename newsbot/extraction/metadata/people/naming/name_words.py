"""Words and patterns that tell persons, organisations and roles apart in bylines."""

import re

import regex

from newsbot.extraction.page.phrases import phrases, words

# Matches the agencies that may follow a person's name without a comma, as in "Ann Carter Reuters".
# Agencies that stand apart from names are recognised by `newsbot.words.agencies`.
TRAILING_AGENCY = re.compile(r"\s+((?:[Tt]he\s)?Associated\sPress|Reuters|AFP|dpa)$")

LABEL_ENDING = (
    r"(?:(?<=thor|utor|teur|tore|втор)"
    rf"[(/*:_\u00b7.](?:{'|'.join(words('label_endings'))})\b(?!\.)\)?)?"
)
"""Matches an ending that makes a word for "author" stand for several persons or both sexes.

For example, it matches ":in" in "Autor:in". It does not match ":A" in "Author:A. Kumar", because
the A is an initial there.
"""

NO_BYLINE = re.compile(
    rf"^(?:{phrases('no_byline')}"
    rf"|{phrases('no_byline_before_small')}(?-i:(?!\s+[^\W\d_a-z\u00df-\u00ff])))",
    re.IGNORECASE,
)
"""Matches a phrase that begins like a byline, e.g. with "By", but is none: "By the way".

"By any" begins such a phrase too, unless the next word has a capital: "By Any Smith" is a byline.
"""

PARTICLES = words("name_particles")
"""Words in persons' names that are written with a small letter, e.g. "von"."""

ROLE = re.compile(f"^{phrases('role')}$", re.IGNORECASE)
"""Matches a word that says what a person is or did, e.g. "editor" or "former".

A person's name in a byline ends before a word of this kind; the word alone names nobody.
"""

WRITERS = words("writers")
"""The roles of authors that also stand before names, e.g. "correspondent"."""

ROLE_OR_NAME = words("role_or_name")
"""Words that say what a person is, but also are family names, e.g. "lawyer"."""

FIELDS = words("fields")
"""Words such as "software". A word in ROLE_OR_NAME that comes after one of these is a role and not
a family name: "engineer" in "software engineer"."""

NOBODY = words("nobody")
"""Words that pages put in place of an author, and that name nobody, e.g. "anonymous"."""

OF_OTHERS = re.compile(phrases("other_credit"), re.IGNORECASE)
"""Matches what stands before the name of a reviewer or an editor: "Medically reviewed by"."""

OF_DATES = re.compile(rf"{phrases('published')}|{phrases('changed')}", re.IGNORECASE)
"""Matches the word before a date, e.g. "updated"."""

NOBODY_IN_PAIRS = words("nobody_in_pairs")
"""Words such as "quick" and "links", which may stand in place of an author, or be a name. A text
names nobody if it is one of these words alone, e.g. "Links", or has two of them, e.g. "Quick
Links". With only one of them beside another word, as in "Ann Links", it may be a name."""

GROUP = re.compile(f"^{phrases('desk')}$", re.IGNORECASE)
"""Matches a word that occurs in the names of desks and companies, but not of persons."""

GROUP_ENDING = re.compile(phrases("desk_in_name"))
"""Matches a part of a word that marks the name of a desk or a company, in scripts without spaces.

For example, it matches "新聞" (newspaper) at the end of "朝日新聞"."""

GROUP_PHRASE = regex.compile(phrases("desk_phrase"), regex.IGNORECASE)
"""Matches several words that name a desk or an unnamed reporter: "our correspondent"."""

BEFORE_PLACES = words("before_places")
"""Words that lead from an author's name on to a place or an outlet: "Ann Carter in Paris"."""

PLACE = regex.compile(phrases("places"), regex.IGNORECASE)
"""Matches the names of cities that look like persons' names: "New Delhi"."""

BEFORE_AGENCY = re.compile(rf"^\W*{phrases('before_agency')}\W+", re.IGNORECASE)
"""Matches what stands before the name of an agency: "according to"."""

BY_AFTER_NAMES = words("by_after_names")
"""The words for "by" that stand after a name, as in Turkish."""

PLACE_BEGINNINGS = words("place_beginnings")
"""First words of names of places, e.g. "New" in "New York", that hardly any person has as a
name."""

REPORTERS = f"(?:{'|'.join(sorted(words('reporters'), key=len, reverse=True))})"
"""A regular expression for the words for "reporter" that stand before or after a name: "記者" in
Chinese and Japanese, "기자" in Korean."""

OFFICES = tuple(words("offices"))
"""Endings of names of newspapers and offices that stand before a reporter's name in Japanese."""

REPORTED = tuple(words("reported"))
"""Chinese words for "reports", e.g. "報導". A text in a byline that ends with such a word names no
author, but the place of the report: "港口報導" is "reports from the port"."""

DEGREES = words("degrees")
"""Academic degrees and the like after a name without a comma: "Ann Carter MD"."""
