"""Fetched page → article, or the reason why it is none."""

from collections.abc import Sequence
from dataclasses import asdict, replace

import trafilatura

from newsbot.extraction.authors import read_bylines
from newsbot.extraction.body import read_body, stated_titles
from newsbot.extraction.dates import parse_moment
from newsbot.extraction.further_pages import Extracted, page_links
from newsbot.extraction.gate import refusal
from newsbot.extraction.languages import choose_language
from newsbot.extraction.live_blog import live_entries, with_introduction
from newsbot.extraction.metadata import Metadata, read_metadata, read_statements
from newsbot.extraction.parse import parse_page
from newsbot.extraction.published import Dated
from newsbot.extraction.ruled import Ruled, apply_rules, replace_strings, ruled_lines
from newsbot.extraction.rules import SiteRules
from newsbot.items import NOTHING_SEEN, Article, FetchedPage, NotAnArticle, SiteBlocks

EXTRACTOR = "trafilatura"
LAYER_VERSION = 7
"""Rises whenever the same page would give another article under the same trafilatura."""

EXTRACTOR_VERSION = f"{trafilatura.__version__}+{LAYER_VERSION}"


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

    What the rules find is believed before what is found without them. Reasons for no article:
    those of `newsbot.extraction.parse` and `newsbot.extraction.gate`.
    """
    tree = parse_page(replace_strings(page, rules))
    if isinstance(tree, NotAnArticle):
        return Extracted(result=tree)
    links = page_links(tree, page.url, rules, before)
    said = read_statements(tree)
    metadata = read_metadata(page, tree, said)
    ruled = apply_rules(tree, rules)  # not earlier: what it strips from the tree may be metadata
    metadata = _with_ruled(metadata, ruled, page)
    titles = stated_titles(metadata.title, said)
    keys: tuple[int, ...] = ()
    is_possible = True
    if ruled.body is not None:
        lines = ruled_lines(ruled.body, titles)
    else:
        try:
            body = read_body(page, tree, said, titles, boilerplate)
        except RecursionError:  # trafilatura goes into lists inside each other call by call
            deep = NotAnArticle(reason="parser_limit", detail="lists too deep inside each other")
            return Extracted(result=deep)
        entries = live_entries(tree)
        lines = list(body.lines) if entries is None else with_introduction(entries, body.lines)
        keys = body.keys
        is_possible = entries is not None or body.is_possible
    refused = refusal(page.url, tree, said, lines)
    if refused is None and not is_possible:
        refused = NotAnArticle(reason="too_short", detail="nothing reads like an article")
    result = refused or _article(page, metadata, lines, keys, ruled.unmatched)
    return Extracted(result=result, lines=tuple(lines), links=links)


def _with_ruled(metadata: Metadata, ruled: Ruled, page: FetchedPage) -> Metadata:
    """`metadata` with what rules found in its place."""
    if ruled.title is not None:
        metadata = replace(metadata, title=ruled.title)
    byline = read_bylines(() if ruled.author is None else ruled.author.split("; "))
    if byline.persons or byline.groups:
        metadata = replace(metadata, authors=byline.persons, credits=byline.groups)
    published = parse_moment(ruled.date, page.fetched_at)
    if published is not None:
        metadata = replace(metadata, published=Dated(**asdict(published), source="rule"))
    return metadata


def _article(
    page: FetchedPage,
    metadata: Metadata,
    lines: Sequence[str],
    block_keys: tuple[int, ...],
    unmatched_rules: tuple[str, ...],
) -> Article:
    body = "\n".join(lines)
    published, modified = metadata.published, metadata.modified
    return Article(
        url=page.url,
        requested_url=page.requested_url,
        site=page.site,
        fetched_at=page.fetched_at,
        title=metadata.title,
        body=body,
        canonical_url=metadata.canonical_url,
        based_on=metadata.based_on,
        subtitle=metadata.subtitle,
        authors=metadata.authors,
        credits=metadata.credits,
        published_at=published.at if published else None,
        published_precision=published.precision if published else None,
        published_source=published.source if published else None,
        published_offset_minutes=published.offset_minutes if published else None,
        modified_at=modified.at if modified else None,
        modified_source=modified.source if modified else None,
        language=choose_language(metadata.language, body),
        section=metadata.section,
        tags=metadata.tags,
        summary=metadata.summary,
        image_url=metadata.image_url,
        is_paywalled=metadata.is_paywalled,
        block_keys=block_keys,
        unmatched_rules=unmatched_rules,
        extractor=EXTRACTOR,
        extractor_version=EXTRACTOR_VERSION,
    )
