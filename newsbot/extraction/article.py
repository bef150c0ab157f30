"""Fetched page → article, or the reason why it is none."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

import trafilatura
from lxml.html import HtmlElement

from newsbot.charsets.decoding import decode, utf_8_of
from newsbot.extraction.body.isolation import Body, read_body, stated_titles
from newsbot.extraction.boilerplate import plain_sha256
from newsbot.extraction.further_pages import NO_LINKS, Extracted, page_links
from newsbot.extraction.gate.refusal import refusal
from newsbot.extraction.limits import refusal_of_body, within_limits
from newsbot.extraction.live.live_blog import live_entries, with_introduction
from newsbot.extraction.metadata.authors import read_bylines
from newsbot.extraction.metadata.dates import parse_moment
from newsbot.extraction.metadata.languages import choose_language
from newsbot.extraction.metadata.reading import Statements, read_metadata, read_statements
from newsbot.extraction.page.parse import parse_page
from newsbot.extraction.page.parts import Parts
from newsbot.extraction.rules.applied import Ruled, apply_rules, replace_strings, ruled_lines
from newsbot.extraction.rules.site_rules import SiteRules
from newsbot.items import NOTHING_SEEN, Article, FetchedPage, Metadata, NotAnArticle, SiteBlocks
from newsbot.plain_text import cut

EXTRACTOR = "trafilatura"
LAYER_VERSION = 7
"""Rises whenever the same page would give another article under the same trafilatura."""

EXTRACTOR_VERSION = f"{trafilatura.__version__}+{LAYER_VERSION}"

FIRST_WORDS = 100
"""Characters of the body that are the title where a page has none."""

_UTF_8 = "text/html; charset=utf-8"


def extract_article(
    page: FetchedPage, rules: SiteRules | None = None, boilerplate: SiteBlocks = NOTHING_SEEN
) -> Article | NotAnArticle:
    """The article on `page` alone, or why there is none."""
    return extract_page(page, rules, boilerplate).result


def extract_page(
    page: FetchedPage,
    rules: SiteRules | None = None,
    boilerplate: SiteBlocks = NOTHING_SEEN,
    before: Sequence[str] = (),
) -> Extracted:
    """What is on `page`, the one after `before` of its article: a pure function of all four.

    What the rules find is believed before what is found without them. Metadata, links or a live
    blog's entries that an error of ours keeps from being read are missing, and named in `failures`.
    Reasons for no article: those of `page.parse`, `limits` and `gate.refusal` in this package.
    """
    decoded = decode(page.body, page.content_type)
    page = replace(page, body=utf_8_of(page.body, decoded), content_type=_UTF_8)
    tree = parse_page(replace_strings(page, rules))
    if isinstance(tree, NotAnArticle):
        return Extracted(result=tree, is_partial=page.is_partial)
    parts = Parts()
    said = read_statements(tree)
    found = read_metadata(page, tree, said, parts)
    links = parts.read("links", lambda: page_links(tree, page.url, rules, before), NO_LINKS)
    ruled = apply_rules(tree, rules)  # not earlier: what it strips from the tree may be metadata
    metadata = parts.read("rules", lambda: _with_ruled(found, ruled, page), found)
    titles = stated_titles(metadata.title, said)
    if ruled.body is not None:
        lines = ruled_lines(ruled.body, titles)
        text = _Text(lines=lines, plain_lines=lines)
    else:
        body = read_body(page, tree, said, titles, boilerplate)
        if isinstance(body, NotAnArticle):
            return Extracted(result=body, is_partial=page.is_partial)
        text = parts.read("live_blog", lambda: _live_text(tree, body), None) or _text_of(body)
    result = _refusal(page, tree, said, text) or _article(page, metadata, text, parts)
    failures = (*said.failures, *parts.failures)
    if isinstance(result, Article):
        result = replace(
            result,
            charset=decoded.charset,
            plain_sha256=plain_sha256(result.title, *text.plain_lines),
            unmatched_rules=ruled.unmatched,
            failed_parts=tuple(each.part for each in failures),
        )
    return Extracted(
        result=result,
        lines=tuple(text.lines),
        links=links,
        failures=failures,
        is_partial=page.is_partial,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """The lines that are the article's, if the page holds one."""

    lines: list[str]
    plain_lines: list[str]
    """What they would be if nothing were known of the site."""
    keys: tuple[int, ...] = ()
    is_possible: bool = True
    """Whether any of it may well be an article's."""


def _text_of(body: Body) -> _Text:
    return _Text(
        lines=list(body.lines),
        plain_lines=list(body.plain_lines),
        keys=body.keys,
        is_possible=body.is_possible,
    )


def _live_text(tree: HtmlElement, body: Body) -> _Text | None:
    """The text of a live blog; None where the page is none."""
    entries = live_entries(tree)
    if entries is None:
        return None
    lines, plain_lines = (
        with_introduction(entries, each) for each in (body.lines, body.plain_lines)
    )
    return _Text(lines=lines, plain_lines=plain_lines, keys=body.keys)


def _refusal(
    page: FetchedPage, tree: HtmlElement, said: Statements, text: _Text
) -> NotAnArticle | None:
    refused = refusal_of_body("\n".join(text.lines)) or refusal(page.url, tree, said, text.lines)
    if refused is None and not text.is_possible:
        return NotAnArticle(reason="too_short", detail="nothing reads like an article")
    return refused


def _with_ruled(metadata: Metadata, ruled: Ruled, page: FetchedPage) -> Metadata:
    """`metadata` with what rules found in its place."""
    if ruled.title is not None:
        metadata = replace(metadata, title=ruled.title)
    byline = read_bylines(() if ruled.author is None else ruled.author.split("; "))
    if byline.persons or byline.groups:
        metadata = replace(metadata, authors=byline.persons, credits=byline.groups)
    published = parse_moment(ruled.date, page.fetched_at)
    if published is not None:
        metadata = replace(
            metadata,
            published_at=published.at,
            published_precision=published.precision,
            published_source="rule",
            published_offset_minutes=published.offset_minutes,
        )
    return metadata


def _article(page: FetchedPage, metadata: Metadata, text: _Text, parts: Parts) -> Article:
    body, stated = "\n".join(text.lines), metadata.language
    metadata = replace(
        metadata,
        title=metadata.title or cut(text.lines[0], FIRST_WORDS),
        language=parts.read("language", lambda: choose_language(stated, body), stated),
    )
    article = Article(
        **asdict(metadata),
        url=page.url,
        requested_url=page.requested_url,
        site=page.site,
        fetched_at=page.fetched_at,
        body=body,
        is_partial=page.is_partial,
        block_keys=text.keys,
        extractor=EXTRACTOR,
        extractor_version=EXTRACTOR_VERSION,
    )
    return within_limits(article)
