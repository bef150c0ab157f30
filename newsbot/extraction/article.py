"""Makes an article of one fetched page, or finds the reason why the page holds none."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from lxml.html import HtmlElement

from newsbot.charsets.decoding import decode
from newsbot.extraction.body.certainty import body_certainty
from newsbot.extraction.body.elsewhere.fuller import Fuller, Seen, fuller_body
from newsbot.extraction.body.isolation import Body, read_body, stated_titles
from newsbot.extraction.body.markdown.lines import markdown_lines
from newsbot.extraction.body.markdown.writing import MarkdownLine, plain_lines, write_markdown
from newsbot.extraction.further_pages import NO_LINKS, Extracted, page_links
from newsbot.extraction.gate.refusal import refusal
from newsbot.extraction.limits import refusal_of_body, within_limits
from newsbot.extraction.live.live_blog import live_entries, with_introduction
from newsbot.extraction.metadata.languages import choose_language
from newsbot.extraction.metadata.listed import with_listed
from newsbot.extraction.metadata.people.authors import read_bylines
from newsbot.extraction.metadata.reading import (
    Statements,
    names_of_site,
    read_metadata,
    read_statements,
)
from newsbot.extraction.metadata.times.dates import parse_moment
from newsbot.extraction.metadata.twin_links import NO_TWINS, twin_urls
from newsbot.extraction.page.base_url import base_url
from newsbot.extraction.page.boilerplate import plain_sha256
from newsbot.extraction.page.parts import Parts
from newsbot.extraction.page.shown.rewriting import show_body
from newsbot.extraction.page.tree.parse import in_utf_8, parse_page
from newsbot.extraction.rules.applied import Ruled, apply_rules, replace_strings, ruled_lines
from newsbot.extraction.rules.site_rules import SiteRules
from newsbot.extraction.version import EXTRACTOR_VERSION
from newsbot.items import NOTHING_SEEN, Article, FetchedPage, Metadata, NotAnArticle, SiteBlocks
from newsbot.plain_text import cut

EXTRACTOR = "newsbot"
TITLE_CHARACTERS = 100
"""The maximum length, in characters, of a title that is taken from the body.

If a page states no title, the article's title is the first line of its body, cut to this length.
"""


def extract_article(
    page: FetchedPage, rules: SiteRules | None = None, boilerplate: SiteBlocks = NOTHING_SEEN
) -> Article | NotAnArticle:
    """The article on `page`, or the reason why the page holds none.

    If the article has several pages, only the part on `page` is returned. `rules` are the rules
    that somebody wrote for the page's site. `boilerplate` says which blocks other articles of the
    site have too.
    """
    return extract_page(page, rules, boilerplate).result


def extract_page(
    page: FetchedPage,
    rules: SiteRules | None = None,
    boilerplate: SiteBlocks = NOTHING_SEEN,
    before: Sequence[str] = (),
) -> Extracted:
    """What is on `page`: an article or the reason for none, and links to the article's other pages.

    `rules` are the rules that somebody wrote for the page's site. A title, author, date or body
    that the rules find replaces the one found without rules. `boilerplate` says which blocks other
    articles of the site have too. If `page` is not the first page of an article, `before` has the
    URLs of the pages before it.

    An error in newsbot may stop the reading of a part of the page, e.g. of one field. Then this
    part of the result stays empty, and `failures` of the result names it. The function does no I/O.
    """
    decoded = decode(page.body, page.content_type)
    page = in_utf_8(page, decoded)
    tree = parse_page(replace_strings(page, rules))
    if isinstance(tree, NotAnArticle):
        return Extracted(result=tree, is_partial=page.is_partial)
    # lxml makes a Python object for an element when code reaches the element, and drops the object
    # when nothing refers to it. Each element is reached some twenty times. This list keeps all
    # objects, so each is made only once, which saves 1 % of the time.
    elements = [*tree.iter()]
    parts = Parts()
    said = read_statements(tree)
    found = read_metadata(page, tree, said, parts)
    links = parts.read("links", lambda: page_links(tree, page.url, rules, before), NO_LINKS)
    twins = parts.read("twin_urls", lambda: twin_urls(tree, page.url), NO_TWINS)
    ruled = apply_rules(tree, rules)  # after all metadata are read, since the rules may strip them
    own = parts.read("rules", lambda: _with_ruled(found, ruled, page), found)
    metadata = parts.read(
        "feed", lambda: with_listed(own, page.link, names_of_site(page, said)), own
    )
    show_body(tree)
    if ruled.body is not None:
        lines = ruled_lines(ruled.body, stated_titles(metadata.title, said))
        text = _Text(lines=lines, plain_lines=lines, markdown=plain_lines(lines))
    else:
        body = read_body(page, tree, said, metadata, boilerplate)
        if isinstance(body, NotAnArticle):
            return Extracted(result=body, is_partial=page.is_partial)
        entries = parts.read("live_blog", lambda: live_entries(tree), None)
        fuller = Fuller(body=body)
        if entries is None:
            seen = Seen(page=page, tree=tree, said=said, boilerplate=boilerplate)
            fuller = parts.read("body", lambda: fuller_body(seen, own, body), fuller)
        if fuller.unread is not None:
            parts.leave("body", fuller.unread)
        if fuller.is_for_subscribers and metadata.is_paywalled is None:
            metadata = replace(metadata, is_paywalled=True)
        text = _text_of(fuller.body, entries, base_url(tree, page.url), parts)
    result = _refusal(page, tree, said, text, found.authors) or _article(
        page, metadata, text, parts
    )
    elements.clear()
    failures = (*said.failures, *parts.failures)
    if isinstance(result, Article):
        result = replace(
            result,
            charset=decoded.charset,
            twin_urls=twins,
            plain_sha256=plain_sha256(result.title, *text.plain_lines),
            unmatched_rules=ruled.unmatched,
            failed_parts=tuple(each.part for each in failures),
        )
    return Extracted(
        result=result,
        lines=tuple(text.lines),
        markdown=tuple(text.markdown),
        links=links,
        failures=failures,
        is_partial=page.is_partial,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """The text found on a page, from which newsbot decides whether the page holds an article."""

    lines: list[str]
    plain_lines: list[str]
    """The lines of the page's text. Unlike `lines`, they include blocks that other articles of the
    site have too."""
    markdown: list[MarkdownLine]
    """For each of `lines`, the line in Markdown with its form (e.g. that of a heading)."""
    certainty: float | None = None
    """The expected F1 of the text (`body_certainty`); None if the text was not chosen by the model,
    but by a rule of the site or as the entries of a live blog."""
    keys: tuple[int, ...] = ()
    """One hash (`block_key`) for each block of the page that is in the article's body, or that was
    left out only because other articles of the site have the same block."""
    is_possible: bool = True
    """Whether the page may hold an article. It may if it is a live blog, or if at least one of its
    blocks reads like part of an article."""


def _text_of(body: Body, entries: Sequence[str] | None, base: str, parts: Parts) -> _Text:
    """The text of a page: that of `body`, or an introduction and the entries of a live blog.

    `entries` are the lines of the live blog's entries; None if the page is no live blog. The
    introduction is the beginning of `body`. `base` is the URL against which links are resolved. If
    the Markdown cannot be written because of an error, `parts` records the error.
    """
    lines, plain = (
        list(each) if entries is None else with_introduction(entries, each)
        for each in (body.lines, body.plain_lines)
    )
    markdown = plain_lines(lines)
    if entries is None:
        chosen = [each.block for each in body.blocks if each.outcome == "body"]
        markdown = parts.read("body_markdown", lambda: markdown_lines(chosen, base), markdown)
    return _Text(
        lines=lines,
        plain_lines=plain,
        markdown=markdown,
        certainty=body_certainty(body.blocks) if entries is None else None,
        keys=body.keys,
        is_possible=body.is_possible or entries is not None,
    )


def _refusal(
    page: FetchedPage, tree: HtmlElement, said: Statements, text: _Text, authors: Sequence[str]
) -> NotAnArticle | None:
    """The reason why `page`, with the text `text`, holds no article; None if it holds one.

    `tree` is the page's parsed HTML, `said` what the page says of itself in meta tags and JSON-LD.
    `authors` are those that the page states.
    """
    refused = refusal_of_body("\n".join(text.lines))
    refused = refused or refusal(page.url, tree, said, text.lines, authors)
    if refused is None and not text.is_possible:
        return NotAnArticle(reason="too_short", detail="nothing reads like an article")
    return refused


def _with_ruled(metadata: Metadata, ruled: Ruled, page: FetchedPage) -> Metadata:
    """`metadata` with title, authors and date replaced by those that the site's rules found.

    `ruled` is what the rules found on `page`. What they did not find stays as it is in `metadata`.
    """
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
    """The article on `page`, made of `metadata` and the lines of `text`.

    Fields that are too long are cut or left out. If an error in newsbot stops the detection of the
    text's language, `parts` records this.
    """
    body, stated = "\n".join(text.lines), metadata.language
    metadata = replace(
        metadata,
        title=metadata.title or cut(text.lines[0], TITLE_CHARACTERS),
        language=parts.read("language", lambda: choose_language(stated, body, page.url), stated),
    )
    article = Article(
        **asdict(metadata),
        url=page.url,
        requested_url=page.requested_url,
        site=page.site,
        fetched_at=page.fetched_at,
        body=body,
        body_markdown=write_markdown(text.markdown, text.lines),
        body_certainty=text.certainty,
        is_partial=page.is_partial,
        block_keys=text.keys,
        extractor=EXTRACTOR,
        extractor_version=EXTRACTOR_VERSION,
    )
    return within_limits(article)
