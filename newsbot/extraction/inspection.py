"""Fetched page → its blocks and what became of each, for whoever asks why a body is as it is."""

from dataclasses import dataclass

from newsbot.extraction.body.classification import DecidedBlock
from newsbot.extraction.body.isolation import read_body, stated_titles
from newsbot.extraction.body.reasons import Reason
from newsbot.extraction.metadata.reading import read_metadata, read_statements
from newsbot.extraction.page.parse import parse_page
from newsbot.extraction.page.parts import Parts
from newsbot.extraction.rules.applied import apply_rules, replace_strings
from newsbot.extraction.rules.site_rules import SiteRules
from newsbot.items import NOTHING_SEEN, FetchedPage, NotAnArticle, SiteBlocks


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectedBlock:
    """A block of a page, and what became of it."""

    text: str
    certainty: float
    """How sure the page alone makes one that it is body, 0 to 1."""
    reason: Reason
    """ "body", or what it is instead."""


def inspect_page(
    page: FetchedPage, rules: SiteRules | None = None, boilerplate: SiteBlocks = NOTHING_SEEN
) -> list[InspectedBlock]:
    """The blocks of `page` in their order; none if it is no HTML or too much.

    What the rules strip is not among them. Where the rules say what the body is, `extract_article`
    believes them; these are the blocks as they would be decided otherwise.
    """
    tree = parse_page(replace_strings(page, rules))
    if isinstance(tree, NotAnArticle):
        return []
    said = read_statements(tree)
    title = read_metadata(page, tree, said, Parts()).title
    title = apply_rules(tree, rules).title or title
    body = read_body(page, tree, said, stated_titles(title, said), boilerplate)
    return [] if isinstance(body, NotAnArticle) else [_inspected(each) for each in body.blocks]


def _inspected(decided: DecidedBlock) -> InspectedBlock:
    return InspectedBlock(
        text=decided.block.text, certainty=decided.certainty, reason=decided.reason
    )
