"""Applies a site's rules to a page's tree: title, author, date and body of the article."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from lxml.html import HtmlElement

from newsbot.extraction.body.classification import title_indices
from newsbot.extraction.body.isolation import as_lines
from newsbot.extraction.page.blocks import read_blocks
from newsbot.extraction.page.shown.lines import shown_text
from newsbot.extraction.page.text import one_line
from newsbot.extraction.rules.finding import find
from newsbot.extraction.rules.site_rules import SiteRules
from newsbot.items import FetchedPage

_WITH_ID_OR_CLASS = (
    "//*[contains(concat(' ', normalize-space(@class), ' '), $token)"
    " or concat(' ', normalize-space(@id), ' ') = $token]"
)
_BESIDE_THE_BODY = frozenset(("button", "figcaption"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """The title, author, date and body that the extraction rules for a site found on a page.

    A field is None if its rule found nothing, or if there is no rule for it.
    """

    title: str | None = None
    author: str | None = None
    """The names of the authors that the rules for the site found, with semicolons between them."""
    date: str | None = None
    """The date of publication, as the page writes it; it is not parsed yet."""
    body: tuple[HtmlElement, ...] | None = None
    """The HTML elements that contain the article's body, in page order. None of them is inside
    another."""
    unmatched: tuple[str, ...] = ()
    """The rules for the site that found nothing on the page. Those for title, author, date and body
    are given by name, e.g. "body". Others are given in full, e.g. "strip: //aside"."""


def apply_rules(tree: HtmlElement, rules: SiteRules | None) -> Ruled:
    """Applies the extraction rules for a site to the page `tree`, and returns what they find.

    Title, author and date are read first. Then the elements that `strip` rules find are removed
    from `tree`. The body is read last.
    """
    if rules is None:
        return Ruled()
    title, author, date = (read(tree, rules) for read in (ruled_title, ruled_author, ruled_date))
    stripped_nothing = strip_ruled(tree, rules)
    body = ruled_body(tree, rules)
    found = {"title": title, "body": body, "author": author, "date": date}
    missing = (name for name, value in found.items() if getattr(rules, name) and value is None)
    return Ruled(
        title=title,
        author=author,
        date=date,
        body=body,
        unmatched=(*missing, *stripped_nothing),
    )


def replace_strings(page: FetchedPage, rules: SiteRules | None) -> FetchedPage:
    """The page with the texts in its HTML replaced as the site's `replace_string` rules say.

    The body of `page` must be encoded in UTF-8.
    """
    body = page.body
    for old, new in () if rules is None else rules.replace_string:
        body = body.replace(old.encode(), new.encode())
    return page if body is page.body else replace(page, body=body)


def ruled_title(tree: HtmlElement, rules: SiteRules) -> str | None:
    """The article's title by the site's rules; None if they find none.

    The title is the first text, on one line, that the first matching title rule finds.
    """
    return next(iter(_first_texts(tree, rules.title)), None)


def ruled_author(tree: HtmlElement, rules: SiteRules) -> str | None:
    """The names of the authors that the site's rules find, separated by "; "; None if none.

    The first author rule that finds any text is applied, and each text that it finds is a name.
    """
    return "; ".join(dict.fromkeys(_first_texts(tree, rules.author))) or None


def ruled_date(tree: HtmlElement, rules: SiteRules) -> str | None:
    """The date of publication, as written on the page, by the site's rules; None if they find none.

    The date is the first text that the first matching date rule finds. If the rule finds a <time>
    element, the date is the element's attribute `datetime`.
    """
    return next(iter(_first_texts(tree, rules.date)), None)


def strip_ruled(tree: HtmlElement, rules: SiteRules) -> tuple[str, ...]:
    """Removes the elements from `tree` that a site's rules `strip` and `strip_id_or_class` find.

    Returns the rules that found nothing, e.g. "strip: //aside".
    """
    found = {f"strip: {each}": find(tree, each) for each in rules.strip}
    for token in rules.strip_id_or_class:
        named = tree.xpath(_WITH_ID_OR_CLASS, token=f" {token} ")
        found[f"strip_id_or_class: {token}"] = named
    for each in found.values():
        _remove(each)
    return tuple(rule for rule, each in found.items() if not each)


def ruled_body(tree: HtmlElement, rules: SiteRules) -> tuple[HtmlElement, ...] | None:
    """The elements found by the first body rule that finds any text; None if no rule does.

    If one of these elements is inside another, the inner one is left out.
    """
    for expression in rules.body:
        found = [each for each in find(tree, expression) if isinstance(each, HtmlElement)]
        known = set(found)
        elements = tuple(each for each in found if known.isdisjoint(each.iterancestors()))
        if any(element.text_content().strip() for element in elements):
            return elements
    return None


def ruled_lines(elements: Iterable[HtmlElement], titles: Iterable[str] = ()) -> list[str]:
    """The text of the elements, one line for each paragraph; list items begin with "- ".

    Captions and buttons are left out. A line at the beginning that repeats one of `titles` is left
    out too.
    """
    blocks = [
        block
        for element in elements
        for block in read_blocks(element)
        if not any(container.tag in _BESIDE_THE_BODY for container in block.chain)
    ]
    is_body = np.ones(len(blocks), np.bool_)
    dropped = title_indices([block.key for block in blocks], is_body, tuple(titles))
    return as_lines(block for place, block in enumerate(blocks) if place not in dropped)


def _first_texts(tree: HtmlElement, expressions: Iterable[str]) -> list[str]:
    """The texts, each on one line, from the first XPath expression that finds any text."""
    for expression in expressions:
        texts = [text for text in map(_text, find(tree, expression)) if text is not None]
        if texts:
            return texts
    return []


def _text(found: Any) -> str | None:
    """The text of what a rule has found, on one line; None if it is empty.

    The text of a <time> element is its `datetime` attribute, the text of a <meta> element its
    `content`.
    """
    if not isinstance(found, HtmlElement):
        return one_line(str(found))
    if found.tag == "time" and found.get("datetime"):
        return one_line(found.get("datetime"))
    return one_line(found.get("content") if found.tag == "meta" else shown_text(found))


def _remove(found: list[Any]) -> None:
    """Removes the elements and texts in `found` from the page's tree.

    `found` is the result of an XPath expression. Values of attributes in it are not removed.
    """
    for each in found:
        if isinstance(each, HtmlElement):
            if each.getparent() is not None:  # the root element has no parent
                each.drop_tree()
        elif getattr(each, "is_text", False):
            each.getparent().text = None
        elif getattr(each, "is_tail", False):
            each.getparent().tail = None
