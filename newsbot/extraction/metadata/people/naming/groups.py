"""Recognises the organisations in a byline: agencies, desks, and the site itself."""

import re
from collections.abc import Collection
from functools import lru_cache

import regex

from newsbot.extraction.metadata.people.naming.leads import EAST_ASIAN
from newsbot.extraction.metadata.people.naming.name_words import GROUP, GROUP_ENDING, GROUP_PHRASE
from newsbot.extraction.page.text import word_key
from newsbot.words.agencies import agencies_called

MAX_NAME_WORDS = 6
FULL_NAME_WORDS = 2
# A site's name with fewer characters than this is recognised only if it stands alone. Within a
# longer text it may be part of a person's name.
MIN_SITE_KEY = 5
# For each of the cached functions below, the maximum number of results in its cache.
_MOST_REMEMBERED = 2000
_EAST_ASIAN = re.compile(EAST_ASIAN)
# Matches what stands between words. The library is `regex`, because `re` would split words at their
# vowel signs, e.g. in Hindi. The joiner \u200c can stand within a Persian word.
_NO_WORD = regex.compile(r"[^\w\u200c]+")


def is_organisation(part: str, site_names: Collection[str]) -> bool:
    """Whether a part of a byline names an agency, a desk or the site itself."""
    return bool(agencies_called(part)) or is_group_name(part) or _is_site(part, site_names)


@lru_cache(_MOST_REMEMBERED)
def is_group_name(part: str) -> bool:
    """Whether a short text contains a word that marks the name of a desk or a company."""
    if len(part.split()) > MAX_NAME_WORDS:
        return False
    words = [word for word in _NO_WORD.split(part) if word]
    if any(map(_is_of_group, words)) or is_group_phrase(part):
        return True
    endings = [_ends_like_group(word) for word in words]
    # In Chinese, Japanese and Korean, all words must end like an organisation's name: "朝日新聞
    # 山田太郎" is the name of a newspaper with that of its reporter, so it names a person.
    return all(endings) and bool(endings) if _EAST_ASIAN.search(part) else any(endings)


def is_group_phrase(part: str) -> bool:
    """Whether several words name a desk or an unnamed reporter, e.g. "our correspondent".

    The result is False if a person's full name follows these words.
    """
    found = GROUP_PHRASE.match(part)
    return found is not None and len(part[found.end() :].split()) < FULL_NAME_WORDS


@lru_cache(_MOST_REMEMBERED)
def _is_of_group(word: str) -> bool:
    return GROUP.search(word) is not None


@lru_cache(_MOST_REMEMBERED)
def _ends_like_group(word: str) -> bool:
    return not word.isascii() and GROUP_ENDING.search(word) is not None


def _is_site(part: str, site_names: Collection[str]) -> bool:
    """Whether a part of a byline is the site's own name, or contains it."""
    key = word_key(part)
    return any(key == site or (len(site) >= MIN_SITE_KEY and site in key) for site in site_names)
