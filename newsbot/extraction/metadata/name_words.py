"""The words by which bylines tell persons from organisations and roles."""

import re

from newsbot.extraction.page.phrases import phrases, words

# The agencies that may follow a name without a comma; `newsbot.agencies` knows the others.
TRAILING_AGENCY = re.compile(r"\s+((?:[Tt]he\s)?Associated\sPress|Reuters|AFP|dpa)$")

LEAD = re.compile(
    rf"^\W*(?:{phrases('byline_lead')}"
    rf"|{phrases('byline_lead_of_two')}(?=\s*:?\s*(?:\S+\s+\S|$)))[\s:\u2013-]*",
    re.IGNORECASE,
)
"""What stands before the names: "By", "Words by", "Author:"."""

PARTICLES = words("name_particles")
"""Words of names that are written with a small letter, as "von"."""

ROLE = re.compile(f"^{phrases('role')}$", re.IGNORECASE)
"""A word for what a person is, or did: it ends a name, and alone it is nobody."""

NOBODY = words("nobody")
"""Words that stand in place of an author and name neither a person nor an organisation."""

GROUP = re.compile(f"^{phrases('desk')}$|{phrases('desk_in_name')}", re.IGNORECASE)
"""A word that no person is called, but a desk or a company is."""
