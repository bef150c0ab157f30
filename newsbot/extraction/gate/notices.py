"""Recognises notices in place of an article: a cookie wall, a login wall."""

from collections.abc import Iterable, Sequence

from lxml.html import HtmlElement

from newsbot.extraction.body.isolation import SURE_WORDS, is_text
from newsbot.extraction.gate.stated import is_article_about, is_dated
from newsbot.extraction.gate.wording import pattern
from newsbot.extraction.metadata.reading import Statements
from newsbot.extraction.page.text import count_words

# A page with more words than this is not taken for a mere notice. Even a notice with teasers and
# legal text beside it has fewer words.
MAX_WORDS = 300
# A page is taken for a cookie wall only if at least this share of its words is about consent.
# Besides, at least MIN_WORDS_TO_READER words, such as "you", must speak to the reader. (In a text
# of fewer than SURE_WORDS words, one less is enough.) The share is .049 to .19 in cookie walls, and
# at most .02 in the shorter articles of the corpora. In a short article about a fine for cookies it
# may be .10, but such an article does not speak to the reader.
MIN_CONSENT_SHARE = 0.04
MIN_WORDS_TO_READER = 3
# A paragraph of more words than this is not taken for a request to log in or subscribe. It belongs
# to an article, even if a sentence in it sounds like such a request.
MAX_WALL_WORDS = 40
# A page may hold nothing but a request to subscribe. To tell this, lines that offer subscriptions
# do not count as text of an article. A line is such an offer if at least this share of its words,
# e.g. "month" or a price, is typical of offers. News about prices has such words too, but fewer.
MIN_OFFER_SHARE = 0.08
# Lines such as "Already a member? Log in" are taken for a request to subscribe or log in only if at
# least this share of all words in these lines is typical of offers, e.g. "month" or a price. If a
# news item says in passing who is "already a member", the share is smaller.
MIN_WALL_SHARE = 0.05

_CONSENT = "<consent>"
_SPEAKS_TO_READER = "<speaks_to_reader>"
_WALL = "<wall>"
_OFFER = r"<offer>|[€$£¥₹₽₺₴₩₫฿₪]\s?\d|\d\s?(?:[€₹₽₺₴₩₫฿₪]|euros?\b)"
# Matches the title of a login page, alone or followed by the site's name. It does not match
# "Anmeldung für Kurse" (enrolment for courses), in which "Anmeldung" does not mean a login.
_LOGIN_TITLE = (
    r"^\W*<login_title>(?:\s<login_title_goes_on>[^|]*)?\W*(?:$|[|\u2013\u2014\u00b7]|\s-\s)"
)


def asks_consent(
    said: Statements, authors: Sequence[str], lines: Sequence[str], languages: Iterable[str]
) -> bool:
    """Whether a page is mostly about consent to cookies, and speaks to the reader.

    An article with `authors` or a date, and with a headline about consent or cookies, is no cookie
    wall. Nor is an article with a date to which a notice about consent was added. `lines` are the
    page's body, `languages` the languages in which it may be written.
    """
    text = " ".join(lines)
    words = count_words(text)
    to_reader = MIN_WORDS_TO_READER - (words < SURE_WORDS)
    for language in languages:
        consent = pattern(_CONSENT, language)
        if (
            len(consent.findall(text)) >= MIN_CONSENT_SHARE * max(words, 1)
            and _words_to_reader(text, language) >= to_reader
        ):
            return not (
                is_article_about(consent, said, authors) or _is_added(said, lines, language)
            )
    return False


def _is_added(said: Statements, lines: Sequence[str], language: str) -> bool:
    """Whether a notice about consent was added to the text of an article with a date.

    The article is in the lines that neither speak to the reader nor have a word about consent.
    """
    consent = pattern(_CONSENT, language)
    others = [
        line
        for line in lines
        if consent.search(line) is None and not _words_to_reader(line, language)
    ]
    return is_dated(said) and is_text(others)


def _words_to_reader(text: str, language: str) -> int:
    """How many words of a text speak to the reader in `language`, such as "you" and "your".

    In some languages, words such as "we" and "our" count too.
    """
    is_cased = language == "de"  # the first letter tells "Sie" (you) from "sie" (she, they)
    return len(pattern(_SPEAKS_TO_READER, language, is_cased=is_cased).findall(text))


def asks_login(
    tree: HtmlElement, said: Statements, lines: Sequence[str], languages: Sequence[str]
) -> bool:
    """Whether a page asks readers to subscribe or log in, and does not have the article itself.

    `lines` are the page's body, `languages` the languages in which it may be written.
    """
    titles = filter(None, (said.head.title, *said.head.headings))
    if any(map(pattern(_LOGIN_TITLE).search, titles)):
        has_password = tree.find('.//input[@type="password"]') is not None
        return has_password and said.linked is None and not is_dated(said)
    short = [line for line in lines if count_words(line) <= MAX_WALL_WORDS]
    patterns = [pattern(_WALL, language) for language in languages]
    walls = [line for line in short if any(each.search(line) for each in patterns)]
    if not walls or _offer_share(" ".join(walls), languages) < MIN_WALL_SHARE:
        return False
    others = (line for line in lines if line not in walls)
    return not is_text([each for each in others if _offer_share(each, languages) < MIN_OFFER_SHARE])


def _offer_share(text: str, languages: Iterable[str]) -> float:
    """The share of a text's words that are about offers, in the language that has most of them."""
    offers = max(len(pattern(_OFFER, language).findall(text)) for language in languages)
    return offers / max(count_words(text), 1)
