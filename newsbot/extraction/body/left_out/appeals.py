"""Finds appeals: paragraphs that ask the reader to subscribe, to follow, to donate or to download.

Such a paragraph stands between those of the article, often without a class that tells what it is.
The offer of a newsletter, e.g. "Get the top news every weekday at seven", is an appeal too.
"""

import re

from newsbot.extraction.body.left_out.lengths import is_longer
from newsbot.extraction.page.blocks import Block
from newsbot.extraction.page.phrases import phrases, words

# An appeal (a block that asks the reader e.g. to subscribe) has at most MAX_CHARACTERS characters,
# or MAX_LETTERS letters in a script without spaces, as `is_longer` counts them.
MAX_CHARACTERS = 420
MAX_LETTERS = 90
# The place where Hebrew begins in Unicode. In many scripts that come after this place, a word may
# begin in the middle of a run of letters: Hebrew and Arabic join "the" or "and" to the next word;
# Chinese and Thai put no spaces between words.
HEBREW = "\u0590"
# The offer of a newsletter has at most this many characters.
NEWSLETTER_CHARACTERS = 240


def _request(begins: str, ends: str, before: str = ":") -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Two patterns for a request, e.g. "subscribe to"; a text has a request if one of them matches.

    The first pattern matches at the beginning of a sentence. A sentence that begins with a
    quotation mark is not matched: it is what somebody says, and no request of the page. The second
    pattern matches anywhere. A single pattern for both would take two and a half times as long,
    because `re` could not look for the first letters of the phrases.

    Args:
        begins: the name of the row of `phrases.toml` with requests that begin a sentence.
        ends: the name of the row with requests in languages in which the verb ends the sentence, or
            which put no spaces between words.
        before: a sign after which a request may begin, besides a full stop and the like.
    """
    start = rf"(?:^|[{before}.!?\u2026\u0964\u06d4\u104b\u1362\u17d4\u0589]\s)"
    no_quote = r"[^\w\"\u201c\u201e\xab\u2018'\u300c]*"
    return re.compile(rf"{start}{no_quote}{phrases(begins)}"), re.compile(phrases(ends))


_REQUEST = _request("appeal_begins", "appeal_ends")
_OFFER = re.compile(phrases("appeal_for"))
_RECEIVE = _request("newsletter_begins", "newsletter_ends", before="")
_NEWS = sorted(words("news"))
# Two patterns for words such as "news" and "headlines". The first has the words in scripts that
# come before HEBREW in Unicode, and matches only at the beginning of a word. The second has the
# words in all other scripts, and matches anywhere.
_NEWS_FIRST = re.compile(rf"\b(?:{'|'.join(word for word in _NEWS if word < HEBREW)})")
_NEWS_ANYWHERE = re.compile("|".join(word for word in _NEWS if word >= HEBREW))
_DAILY = re.compile(phrases("newsletter_comes"))
_STOP = re.compile(phrases("newsletter_stops"))
_ANY_TIME = re.compile(phrases("any_time"))
_QUOTED = re.compile(r"^\W*[\"\u201c\u201e\xab\u2018\u300c]")


def is_appeal(block: Block) -> bool:
    """Whether the block asks the reader to subscribe, follow, donate or the like.

    Such a block has a phrase of request, e.g. "sign up", and names what the request is for, e.g.
    "newsletter". The offer of a newsletter is an appeal too.
    """
    if is_longer(block.text, MAX_CHARACTERS, MAX_LETTERS) or _QUOTED.match(block.text):
        return False
    text = block.text.lower()
    if _asks(_REQUEST, text) and _OFFER.search(text):
        return True
    return len(text) <= NEWSLETTER_CHARACTERS and _is_newsletter(text)


def _is_newsletter(text: str) -> bool:
    """Whether a short text offers a newsletter. The text must be in lower case.

    Such a text names what the newsletter brings, e.g. "news", and how often. Besides, it asks the
    reader to receive the newsletter, or says that the reader can unsubscribe at any time.
    """
    is_of_news = _NEWS_FIRST.search(text) or (not text.isascii() and _NEWS_ANYWHERE.search(text))
    return (
        bool(is_of_news)
        and _DAILY.search(text) is not None
        and (
            _asks(_RECEIVE, text)
            or (_STOP.search(text) is not None and _ANY_TIME.search(text) is not None)
        )
    )


def _asks(request: tuple[re.Pattern[str], re.Pattern[str]], text: str) -> bool:
    """Whether one of the two patterns of `request` matches in `text`."""
    return any(pattern.search(text) for pattern in request)
