"""Reads the tags of an article: the topics that a page states for it."""

import re
from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement

from newsbot.extraction.metadata.meta_tags import PageHead
from newsbot.extraction.page.text import distinct, word_key

_NAMES = ("article:tag", "news_keywords", "keywords", "parsely-tags", "sailthru.tags")
_COMMA = re.compile(r"[,\u060c\u3001\uff0c]")
_SIGN = re.compile(r"[;|\uff1b]")
# A page may state its keywords in several meta elements. Then each element mostly has a single
# keyword. The text of an element is split at commas only if it has at least this many commas. With
# fewer, the text may be one keyword, such as the place "Millbrook, Vell".
FEWEST_COMMAS = 2
# An XPath expression for the links to pages of tags. Links with rel="category tag" are left out,
# because WordPress gives this to links to sections.
_LINKS = """//a[contains(concat(' ', @rel, ' '), ' tag ') and not(contains(@rel, 'category'))
 and not(ancestor::aside or ancestor::nav)]"""
# Matches a space between two Chinese or Japanese characters. Sites in these languages separate tags
# not only by commas, but also by spaces.
_SPACE = re.compile(r"(?<=[\u3040-\u30ff\u3400-\u9fff])\s+(?=[\u3040-\u30ff\u3400-\u9fff])")
_EDGES = " \t#\"'\u201c\u201d"
# Placeholders that templates write if a page has no tags.
_MISSING = ("undefined", "null", "none", "nan")


def chosen_tags(tree: HtmlElement, head: PageHead, linked: tuple[str, ...]) -> tuple[str, ...]:
    """The article's tags, from JSON-LD, else from meta tags, else from links to pages of tags.

    `linked` are the tags in JSON-LD. Both JSON-LD and meta tags may state each tag as a text of its
    own, or all tags in one text, separated e.g. by commas.
    """
    for stated in (linked, *(head.meta.get(name, ()) for name in _NAMES)):
        if found := distinct(_parted(stated)):
            return found
    return distinct(_parted([link.text_content() for link in tree.xpath(_LINKS)]))


def _parted(stated: Sequence[str]) -> Iterator[str]:
    """The single tags in texts such as "Politics, Elections" that a page states as its tags."""
    for text in stated:
        is_list = len(stated) == 1 or len(_COMMA.findall(text)) >= FEWEST_COMMAS
        for part in _SIGN.split(text):
            for name in _COMMA.split(part) if is_list else [part]:
                yield from _tidy(_SPACE.split(name) if len(stated) == 1 else [name])


def _tidy(names: Sequence[str]) -> Iterator[str]:
    """The tags among `names`, without "#" and quotation marks."""
    for name in (each.strip(_EDGES) for each in names):
        if word_key(name) and name.lower() not in _MISSING:
            yield name
