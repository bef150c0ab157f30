"""Patterns and words that tell what a text block is, e.g. an appeal to subscribe.

Some are looked for in the text of the block, others in the classes and ids of the elements around
it.
"""

import re
from collections.abc import Mapping

from newsbot.extraction.page.phrases import phrases, words


def set_of_words(lines: str) -> frozenset[str]:
    """The words that `lines` lists, separated by spaces."""
    return frozenset(lines.split())


def _patterns(table: Mapping[str, str]) -> dict[str, re.Pattern[str]]:
    """The regular expressions of `table`, compiled, under the same names.

    They match only text in lower case. Patterns that ignore case would take three times as long.
    """
    return {name: re.compile(pattern) for name, pattern in table.items()}


# For each kind of element, e.g. "comment" or "share", a pattern that is searched for in the words
# of an element's class, id, role and the like. Nearly all developers write these words in English.
CLASS_WORDS: Mapping[str, re.Pattern[str]] = _patterns(
    {
        "comment": r"comment|disqus|respond|discussion|kommentar",
        "related": r"relat|recommend|similar|alsolike|readnext|readmore|outbrain|taboola|trending"
        r"|popular|mostread|further|more",
        "share": r"^share|sharing|social|follow|facebook|twitter|whatsapp|addthis",
        "promo": r"promo|sponsor|advert|^ads?$|banner|dfp|partner|affiliate|cta$|marketing",
        "author": r"author|byline|^bio|contributor|writer|autor",
        "caption": r"caption|credit|photo|image|^img|gallery|slide|picture|figure|bild",
        "newsletter": r"newsletter|signup|subscri|email|^optin|mailing|abo",
        "navigation": r"^nav|menu|breadcrumb|pagination|pager",
        "footer": r"foot|copyright|legal|colophon",
        "header": r"header|masthead|hero|topbar",
        "sidebar": r"sidebar|aside|^rail|secondary|widget|complementary",
        "article": r"article|story|^post|entry|artikel|news",
        "body": r"body|content|^text|main|paragraph|^rte|wysiwyg|prose|richtext",
        "paywall": r"paywall|premium|login|register|^meter|piano|regwall",
        "tags": r"^tags?$|topic|categor|keyword|taxonomy|label",
        "date": r"date|time|publish|meta|info",
        "title": r"title|headline|heading",
        "standfirst": r"subtitle|^dek|summary|^lead|lede|standfirst|excerpt|intro|abstract"
        r"|description|teaser|kicker|subhead",
        "overlay": r"modal|popup|overlay|cookie|consent|gdpr|toast|dialog|tooltip",
        "quote": r"quote",
        "box": r"box|inset|fact|highlight|callout|^note|disclaimer|keypoint|takeaway",
        "embed": r"embed|tweet|instagram|video|player|youtube|audio|podcast",
        "card": r"card|tile|item|thumb|grid|carousel|swiper",
        "hidden": r"hidden|sronly|visually|screenreader|invisible|^print|skip",
        "contents": r"toc|tableofcontents",
        "shop": r"product|price|shop|cart(?!i[cs])|^buy|deal|offer",
        "faq": r"faq|accordion|question",
        "review": r"review|rating",
        "live": r"live|ticker|update",
    }
)

_OUTER = (
    "article", "main", "aside", "nav", "footer", "header", "figure", "form", "ul", "table",
    "blockquote", "section", "details", "ol", "button",
)  # fmt: skip
# Tags that tell what an element is for, e.g. "nav". The value of a tag is the bit that is set in
# `Container.marks` for elements with this tag. The bits before these are those of CLASS_WORDS.
OUTER_TAGS: Mapping[str, int] = {
    tag: 1 << len(CLASS_WORDS) + place for place, tag in enumerate(_OUTER)
}

# Kind of text → signs and numbers that begin a text of this kind, as alternatives for a regular
# expression, e.g. "©" for the credit of a photo. STARTS also has the words that begin such a text.
_SIGNS_AT_START = {
    "photo": r"|©|\(c\)",
    "date": rf"|\d{{1,2}}[:./ ]|(?:{'|'.join(sorted(words('short_months')))})[a-z]*\.? \d",
}
# Kind of text, e.g. "photo" or "date" → a pattern for words with which a block of this kind begins,
# e.g. "photo:". The text of the block must be in lower case.
STARTS: Mapping[str, re.Pattern[str]] = _patterns(
    {
        name: rf"\W*(?:{phrases(f'starts_{name}')}{_SIGNS_AT_START.get(name, '')})"
        for name in ("more", "by", "share", "advert", "tags", "contact", "photo", "date", "faq")
    }
)

# The classes of the blockquotes by which social networks embed posts in a page.
POST_CLASSES = set_of_words(
    "bluesky-embed fb-xfbml-parse-ignore instagram-media mastodon-embed reddit-card"
    " reddit-embed-bq text-post-media tiktok-embed twitter-tweet twitter-video"
)

# Matches the start of a block's text if it announces a link, e.g. "read more:" or "also read |".
# The text must be put into lower case before.
READ_MORE = re.compile(
    rf"\W*{phrases('link_follows')}"
    r"(?:\s*[:|>\uff1a\u17d6\u055d\u1361\u1365\u1366\xbb\u203a\u2192\u25b6\u3011\]]"
    r"|\s[-\u2013\u2014]\s)"
)

# For each kind of text, e.g. "subscribe" or "legal", a pattern that is searched for anywhere in a
# block's text in lower case.
ANYWHERE: Mapping[str, re.Pattern[str]] = _patterns(
    {
        "subscribe": phrases("says_subscribe"),
        "credit": phrases("says_credit"),
        "legal": phrases("says_legal"),
        "person": phrases("says_person"),
        # "\b" comes after "20": the search for a pattern that begins with a letter is faster.
        "ago": rf"{phrases('says_ago')}|20(?<=\b20)[12]\d\b",
        "address": r"@|https?:|www\.|\.com\b",
    }
)

STOP_WORDS = words("stop_words")
"""The commonest words of large European languages. Running text has many of them, a list has
few."""
ADDRESSING = words("addressing")
"""Words with which a site speaks to its readers or of itself, such as "you" and "we"."""
APPEALING = words("appealing")
"""Words with which pages ask their readers to support, to subscribe, to follow or to buy."""
