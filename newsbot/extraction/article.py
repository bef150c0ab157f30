"""Fetched page → article, or the reason why it is none."""

import trafilatura

from newsbot.extraction.body import read_body
from newsbot.extraction.gate import refusal
from newsbot.extraction.metadata import read_metadata, read_statements
from newsbot.extraction.parse import parse_page
from newsbot.items import Article, FetchedPage, NotAnArticle

EXTRACTOR = "trafilatura"
LAYER_VERSION = 1
"""Rises whenever the same page would give another article under the same trafilatura."""

EXTRACTOR_VERSION = f"{trafilatura.__version__}+{LAYER_VERSION}"


def extract_article(page: FetchedPage) -> Article | NotAnArticle:
    """The article on `page`, or why there is none: a pure function of the page.

    Reasons: "unreadable" (no HTML), "empty", "too_short", "index_page", "cookie_wall", "soft_404".
    The body is trafilatura's: Barbaresi, "Trafilatura: A Web Scraping Library" (ACL 2021).
    """
    tree = parse_page(page)
    if tree is None:
        reason = "unreadable" if page.body.strip() else "empty"
        return NotAnArticle(reason=reason, detail="no HTML")
    said = read_statements(tree)
    metadata = read_metadata(page, tree, said)
    titles = (metadata.title, *said.head.headings, *said.head.meta.get("og:title", ()))
    lines = read_body(tree, page.url, titles)
    refused = refusal(page.url, tree, said, lines)
    if refused is not None:
        return refused
    return Article(
        url=page.url,
        requested_url=page.requested_url,
        site=page.site,
        fetched_at=page.fetched_at,
        title=metadata.title,
        body="\n".join(lines),
        canonical_url=metadata.canonical_url,
        subtitle=metadata.subtitle,
        authors=metadata.authors,
        published_at=metadata.published.at if metadata.published else None,
        published_precision=metadata.published.precision if metadata.published else None,
        modified_at=metadata.modified.at if metadata.modified else None,
        language=metadata.language,
        section=metadata.section,
        tags=metadata.tags,
        summary=metadata.summary,
        image_url=metadata.image_url,
        is_paywalled=metadata.is_paywalled,
        extractor=EXTRACTOR,
        extractor_version=EXTRACTOR_VERSION,
    )
