"""Finds out how a page writes its dates: in which language, and with which part first."""

import re
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from newsbot.extraction.metadata.times.written.forms import YEAR_FIRST, Writing
from newsbot.extraction.page.vocabulary import set_of_words

# Regions in which people put the month first: "03/04/2026" is 4 March.
_MONTH_FIRST = frozenset(("us", "ph", "pr", "gu"))
# Regions in which dates are written both with the day first and with the month first.
_MIXED = frozenset(("ca", "us", "pr", "gu"))
# Languages in which dates are written with the day first in some regions, and with the month first
# in others.
_MIXED_LANGUAGES = frozenset(("en", "fil", "tl"))
_US_DOMAINS = frozenset(("us", "gov", "mil"))
# Top-level domains of countries whose English newspapers write the day first.
_DAY_DOMAINS = frozenset(
    ("uk", "ie", "au", "nz", "in", "za", "ng", "ke", "gh", "pk", "bd", "lk", "np", "sg", "my", "hk")
)
# A page whose top-level domain has two letters is assumed to write the day before the month, unless
# its domain is one of these. Some belong to countries that may write the month or the year first.
# The others, e.g. "io", are used by sites of all countries.
_OTHER_DOMAINS = set_of_words(
    "us ca ph pr gu cn jp kr tw hu lt mn ai cc co fm gg io la ly me to tv ws"
)
_MONTH_COUNT = 12
_WITH_SLASHES = "//body//text()[contains(., '/')][not(parent::script or parent::style)]"
_SLASHED = re.compile(r"(?<![\d/.])(\d{1,2})/(\d{1,2})/(?:20)?\d\d(?![\d/])")
_US_ZONE = re.compile(r"\d\s?(?:[AaPp]\.?[Mm]\.?,?\s?)?\(?(?:[ECMP][SD]T|ET|PT)\b")


def writing_of(tree: HtmlElement, language_tag: str | None, url: str) -> Writing:
    """How the page at `url` writes its dates.

    `language_tag` is the language that the page states, e.g. "en-US". Whether the day or the month
    comes first is seen from other dates of the page, in which one number is above 12. If there is
    no such date, the region in the language tag decides, then the language, then the domain.
    """
    language, *parts = (language_tag or "").strip().lower().replace("_", "-").split("-")
    region = next((part for part in parts if len(part) == len("us")), "")
    text = " ".join(tree.xpath(_WITH_SLASHES))
    is_month_first = _by_other_dates(text)
    if is_month_first is None:
        is_month_first = _by_place(language, region, url)
    if is_month_first is None and language in _MIXED_LANGUAGES | {""} and _US_ZONE.search(text):
        is_month_first = True
    return Writing(language=language or None, is_month_first=is_month_first)


def _by_other_dates(text: str) -> bool | None:
    """Whether dates such as "9/25/2026" in `text` show that the month comes first.

    False if they show that the day comes first. None if they show neither, or contradict each
    other.
    """
    pairs = [(int(first), int(second)) for first, second in _SLASHED.findall(text)]
    days = any(first > _MONTH_COUNT >= second for first, second in pairs)
    months = any(second > _MONTH_COUNT >= first for first, second in pairs)
    return None if days == months else months


def _by_place(language: str, region: str, url: str) -> bool | None:
    """Whether the language, the region and the domain show that the month comes first.

    False if they show that the day comes first; None if they leave both possible.
    """
    domain = (urlsplit(url).hostname or "").rsplit(".", 1)[-1]
    if language not in _MIXED_LANGUAGES | {""}:
        is_unclear = language in YEAR_FIRST or (region in _MIXED and language != "fr")
        return None if is_unclear else False
    is_of_country = domain in _DAY_DOMAINS or (not language and _is_of_day_country(domain))
    if region in _MONTH_FIRST or (not region and domain in _US_DOMAINS):
        # True means that the month comes before the day, and None that this is unclear. Many
        # publishing systems state the language "en-US" on sites of all countries. So the order is
        # unclear for a site with "en-US" and, for example, a British domain.
        return None if is_of_country else True
    is_day = region not in _MIXED if region else is_of_country
    return False if is_day else None


def _is_of_day_country(domain: str) -> bool:
    return len(domain) == len("de") and domain not in _OTHER_DOMAINS
