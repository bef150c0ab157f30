"""Lists the blocks of a page, each with the reason why it is or is not in the article's body."""

from dataclasses import dataclass, replace

from newsbot.charsets.decoding import decode
from newsbot.extraction.body.elsewhere.fuller import Seen, fuller_body
from newsbot.extraction.body.isolation import read_body
from newsbot.extraction.body.reasons import Reason
from newsbot.extraction.live.live_blog import live_entries
from newsbot.extraction.metadata.reading import read_metadata, read_statements
from newsbot.extraction.page.parts import Parts
from newsbot.extraction.page.shown.rewriting import show_body
from newsbot.extraction.page.tree.parse import in_utf_8, parse_page
from newsbot.extraction.rules.applied import apply_rules, replace_strings
from newsbot.extraction.rules.site_rules import SiteRules
from newsbot.items import NOTHING_SEEN, FetchedPage, NotAnArticle, SiteBlocks


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectedBlock:
    """A block of a page, and why it is or is not in the article's body."""

    text: str
    certainty: float
    """The probability, 0 to 1, that the block is part of the article's body. Other pages of the
    site have no influence on it."""
    reason: Reason
    """ "body" for a block in the body, else what the block is instead, e.g. "caption"."""


def inspect_page(
    page: FetchedPage, rules: SiteRules | None = None, boilerplate: SiteBlocks = NOTHING_SEEN
) -> list[InspectedBlock]:
    """The blocks of `page` in page order; an empty list if the page is no HTML or too large.

    Some pages have the text of their article in places that browsers do not show, e.g. in JSON. If
    the body is taken from there, the result is the blocks of this hidden text.

    `rules` are the rules that somebody wrote for the page's site. Blocks in elements that these
    rules strip from the page are left out, but rules that say where the body is are not applied.
    `boilerplate` says which blocks other articles of the site have too.
    """
    page = in_utf_8(page, decode(page.body, page.content_type))
    tree = parse_page(replace_strings(page, rules))
    if isinstance(tree, NotAnArticle):
        return []
    said = read_statements(tree)
    metadata = read_metadata(page, tree, said, Parts())
    title = apply_rules(tree, rules).title or metadata.title
    show_body(tree)
    body = read_body(page, tree, said, replace(metadata, title=title), boilerplate)
    if isinstance(body, NotAnArticle):
        return []
    if live_entries(tree) is None:
        seen = Seen(page=page, tree=tree, said=said, boilerplate=boilerplate)
        body = fuller_body(seen, replace(metadata, title=title), body).body
    return [
        InspectedBlock(text=each.block.text, certainty=each.probability, reason=each.reason)
        for each in body.blocks
    ]
