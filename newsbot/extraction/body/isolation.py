"""The extraction of the article's body from the parsed tree of its page."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import regex
from lxml.html import HtmlElement

from newsbot.extraction.body.classification import (
    POSSIBLE,
    ClassifiedBlock,
    classify_blocks,
)
from newsbot.extraction.body.features.columns import FeaturedPage, PageText, featurise
from newsbot.extraction.body.kept_text import kept_text
from newsbot.extraction.body.left_out.further_articles import further_articles, without
from newsbot.extraction.metadata.reading import Statements
from newsbot.extraction.metadata.times.written.months import MONTH_NAMES
from newsbot.extraction.page.blocks import Block, read_blocks
from newsbot.extraction.page.text import ends_sentence, has_words, is_unspaced
from newsbot.extraction.page.tree.markup_limits import MAX_BLOCKS, over_limit
from newsbot.items import FetchedPage, Metadata, NotAnArticle, SiteBlocks

# A text is long enough for an article's body if it has at least SURE_WORDS words. The shortest
# bodies in the corpora have 54. A shorter text is long enough if it has at least MIN_WORDS words in
# lines that end like a sentence. Lines without such an end do not count in a shorter text: they may
# be menus, mottoes or captions, which together can have as many words as a short news item.
SURE_WORDS = 50
MIN_WORDS = 25

# This limit replaces POSSIBLE in scripts without spaces, because the model was trained with few
# Chinese and Japanese pages. If a news item has only one paragraph, the model gives it a
# probability of .18 or .20 in Chinese and Japanese, but of .8 or .9 in English or Thai.
UNSPACED_POSSIBLE = 0.15

# To estimate how many words of a page are outside of links, whole blocks are counted. If less than
# this share of a block's text is in links, all its words count. Otherwise none of them counts.
LINKED = 0.5

# Pairs of a pattern for the letters of some scripts, and the number of these letters that stand for
# one English word. Languages such as Finnish, Tamil or Korean say in one word what takes several in
# English. So a text is also taken for long enough if its letters stand for enough English words.
# The numbers were measured on a news item of 67 English words in 36 languages.
_LETTERS_OF_A_WORD = (
    (regex.compile(r"\p{Hangul}"), 1.9),
    (regex.compile(r"\p{Ethiopic}"), 2.4),
    (regex.compile(r"[[\u0900-\u0dff]&&\p{L}]", regex.V1), 2.5),  # the scripts of India
    (regex.compile(r"[\p{Hebrew}\p{Arabic}&&\p{L}]", regex.V1), 3.6),
    (regex.compile(r"[\p{Latin}\p{Cyrillic}\p{Greek}\p{Armenian}\p{Georgian}]"), 5.0),
)

# _STOPS matches the signs that end a sentence. In Greek, Amharic, Armenian and Hindi it also
# matches signs that pages write in place of the right ones, e.g. ":" for "\u0589". _SOURCE matches
# a source after the sentence: "(dpa)", "AFP", "- Reuters". _SENTENCE_END is made of both patterns.
# Only the last END characters of a line are searched with it, because the search in a long row of
# dots would take seconds.
_STOPS = (
    r"[\p{Sentence_Terminal}\u2026]|(?<=\p{Greek});|(?<=\p{Ethiopic})(?:::|\u1361\u1361)"
    r"|(?<=\p{Armenian}):|(?<=[\u0900-\u0dff]\s?)\|"
)
_SOURCE = r"[(\[\uff08\u3010/\-\u2013\u2014]\s?[\w/ .,-]{2,30}|\w{2,3}(?:/\w{2,3})*"
_SENTENCE_END = regex.compile(rf"(?:{_STOPS})[\W_]*(?:{_SOURCE})?[\W_]*$")
END = 100
_NEWS_MARKS = (b"NewsArticle", b"NewsMediaOrg", b"news_keywords", b"googlebot-news")
_DESCRIBED = (b"og:type", b'"@type"')
# Matches a year and a month in the path of a URL, such as "/2026/11/" or "/2026/nov/": a sign that
# the page is news.
_DATED = re.compile(rf"/20\d\d/(?:\d\d?|{MONTH_NAMES})/", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The text of the article's body, and all blocks of the page with their classification."""

    lines: Sequence[str]
    """The text, one line for each paragraph; list items begin with "- ", and " | " separates the
    cells of a table row."""
    blocks: Sequence[ClassifiedBlock]

    @property
    def plain_lines(self) -> Sequence[str]:
        """The lines of the body, with the blocks that other articles of the site have too.

        The field `lines` leaves these blocks out.
        """
        return body_lines([_restored(each) for each in self.blocks])

    @property
    def is_possible(self) -> bool:
        """Whether the model finds it possible that this body is an article's.

        This is so if at least one block has a probability of POSSIBLE or more to belong to the body
        of an article, or UNSPACED_POSSIBLE in a script without spaces. If there is no such block,
        this body is only the text that trafilatura found on the page.
        """
        return any(each.outcome == "body" and _is_possible(each) for each in self.blocks)

    @property
    def keys(self) -> tuple[int, ...]:
        """The hashes (`block_key`) of the blocks that are body or site boilerplate, each once."""
        return tuple(dict.fromkeys(each.key for each in self.blocks if each.key))


def read_body(
    page: FetchedPage,
    tree: HtmlElement,
    said: Statements,
    metadata: Metadata,
    boilerplate: SiteBlocks,
) -> Body | NotAnArticle:
    """The article's body, or a rejection with the reason "parser_limit", e.g. for too many blocks.

    Blocks that other articles of the site have too are called site boilerplate; `boilerplate` tells
    which blocks these are. They are left out of the body, unless the rest would be too short for an
    article: an article must not be rejected because other articles of its site quote it.

    `tree` is the parsed tree of `page`, and `said` what the page says of itself in meta tags and
    JSON-LD. `metadata` has the title, the authors and the date: lines that only repeat them are no
    text of the article.
    """
    featured = featured_page(page, tree, said, metadata)
    if isinstance(featured, NotAnArticle):
        return featured
    classified = classify_blocks(featured, boilerplate)
    lines = body_lines(classified)
    if boilerplate.seen and not is_text(lines):
        classified = [_restored(each) for each in classified]
        lines = body_lines(classified)
    return Body(lines=lines, blocks=classified)


def featured_page(
    page: FetchedPage, tree: HtmlElement, said: Statements, metadata: Metadata
) -> FeaturedPage | NotAnArticle:
    """The page's blocks with their features, or a rejection with the reason "parser_limit".

    A page is rejected if it has too many blocks, or lists too deep inside each other.

    Both the extraction of articles and the training of the model begin with this function.

    Args:
        page: the page as it was fetched.
        tree: the page's parsed tree, which is not changed.
        said: what the page says of itself in meta tags and JSON-LD.
        metadata: the metadata of the article, of which title, authors and date are used.
    """
    titles = stated_titles(metadata.title, said)
    apart = further_articles(tree, page.url, titles[0] if titles else "")
    blocks = read_blocks(tree, apart)
    if len(blocks) > MAX_BLOCKS:
        return over_limit("paragraphs", MAX_BLOCKS, len(blocks))
    try:
        text = page_text(page, without(tree, apart), said, titles, blocks)
        published = metadata.published_at and metadata.published_at.date()
        authors = (*metadata.authors, *metadata.credits)
        text = replace(text, authors=authors, published=published)
    except RecursionError:  # trafilatura reads nested lists by recursion
        return NotAnArticle(reason="parser_limit", detail="lists too deep inside each other")
    return featurise(blocks, text)


def stated_titles(title: str, said: Statements) -> tuple[str, ...]:
    """The article's `title`, followed by all headings and titles that the page states."""
    stated = (title, *said.head.headings, *said.head.meta.get("og:title", ()), said.head.title)
    return tuple(each for each in stated if each)


def page_text(
    page: FetchedPage,
    tree: HtmlElement,
    said: Statements,
    titles: Sequence[str],
    blocks: Sequence[Block],
) -> PageText:
    """The texts with which the page's blocks are compared, and whether the page is news.

    The texts are those that the page states, such as its titles, and the one that trafilatura
    extracts from the page.

    Args:
        page: the page.
        tree: its parsed tree.
        said: what the page says of itself in meta tags and JSON-LD.
        titles: the article's title, in all forms in which the page states it.
        blocks: all blocks of the page.
    """
    head = said.head
    beside_links = sum(len(block.words) for block in blocks if block.link_share < LINKED)
    return PageText(
        url=page.url,
        kept=kept_text(tree, page.url, beside_links),
        titles=titles,
        description=head.first("description", "og:description") or "",
        article_body=(said.linked and said.linked.body) or "",
        site_name=head.first("og:site_name") or "",
        is_news=any(mark in page.body for mark in _NEWS_MARKS)
        or _DATED.search(head.canonical or page.url) is not None
        or not any(mark in page.body for mark in _DESCRIBED),
    )


def _is_possible(each: ClassifiedBlock) -> bool:
    """Whether the model finds it possible that a block is part of an article's body."""
    is_unsure = each.probability >= UNSPACED_POSSIBLE and is_unspaced(each.block.text)
    return each.probability >= POSSIBLE or is_unsure


def body_lines(classified: Sequence[ClassifiedBlock]) -> list[str]:
    """The text of each block that is classified as body, as one line."""
    return as_lines(each.block for each in classified if each.outcome == "body")


def _restored(block: ClassifiedBlock) -> ClassifiedBlock:
    """The block; if its outcome is "site_boilerplate", a copy of it with the outcome "body"."""
    return replace(block, outcome="body") if block.outcome == "site_boilerplate" else block


def as_lines(blocks: Iterable[Block]) -> list[str]:
    """The text of each block as one line of a body; list items begin with "- "."""
    return [f"- {block.text}" if block.is_item else block.text for block in blocks]


def is_text(lines: Sequence[str]) -> bool:
    """Whether `lines` have enough words for an article's body.

    Enough are SURE_WORDS words in all, or MIN_WORDS words in lines that end like a sentence. Some
    languages, e.g. Finnish, need fewer words than English to say the same. So a text with fewer
    words is also long enough if it has enough letters (see _LETTERS_OF_A_WORD).
    """
    if _is_as_long("\n".join(lines), SURE_WORDS):
        return True
    sentences = [line for line in lines if _SENTENCE_END.search(line[-END:]) or ends_sentence(line)]
    return _is_as_long("\n".join(sentences), MIN_WORDS)


def _is_as_long(text: str, words: int) -> bool:
    """Whether `text` is as long as an English text that has `words` words, or longer.

    This is so if the text has at least `words` words, or if it has enough letters: for each script,
    _LETTERS_OF_A_WORD says how many letters stand for one English word. The letters count because
    some languages say in one word what takes several in English.
    """
    return has_words(text, words) or words <= sum(
        len(letters.findall(text)) / a_word for letters, a_word in _LETTERS_OF_A_WORD
    )
