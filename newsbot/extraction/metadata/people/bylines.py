"""Finds the bylines that a page shows: marked elements, or "By …" at the headline."""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from newsbot.extraction.metadata.people.authors import read_bylines, without_lead
from newsbot.extraction.page.phrases import phrases

# The maximum length of a byline in characters. A longer line is a text about the author, and no
# name is read from it.
BYLINE_LENGTH = 120
# How many of the text nodes after the headline are searched for a byline. The search ends earlier
# at the first paragraph, which is a text of more than PARAGRAPH_LENGTH characters.
NEAR = 40
PARAGRAPH_LENGTH = 200
# At most this many elements that are marked as a byline are read. A list of comments may have
# thousands.
MOST_MARKED = 200

# XPath 1.0 cannot ignore the case of letters. So this expression looks for "yline", "uthor" and
# "riter", without the first letter. "ByLine" has a condition of its own.
#
# The expression looks for attributes, and then steps up to the elements that have them. An
# expression that looks for the elements directly would take three times as long.
_MARKED = (
    "(//@rel[. = 'author'] | //@itemprop[. = 'author']"
    " | //@class[contains(., 'yline') or contains(., 'yLine') or contains(., 'uthor')"
    " or contains(., 'riter') or contains(., 'ournalist') or contains(., 'eporter')]"
    " | //@id[contains(., 'yline') or contains(., 'uthor')]"
    " | //@data-testid[contains(., 'yline') or contains(., 'uthor')])/.."
)
_MARK = re.compile(
    r"(?:[Bb]y-?[Ll]ine|[Aa]uthors?|(?<![A-Za-z])(?:writer|journalist|reporter)s?"
    r"|(?:Writer|Journalist|Reporter)s?)(?![a-z])"
)
# Parts of the URLs of pages about a site's authors. Only links near the headline are compared.
_PAGES_OF_AUTHORS = (
    "/author", "/autor", "/auteur", "/people/", "/person/", "/profile", "/staff/", "/journalist",
    "/reporter", "/writer", "/contributor", "/correspondent", "/columnist", "/redaktion/",
    "/by/",
)  # fmt: skip
_OF_AUTHOR = ".//a[@rel='author' or contains(@href, '/author') or contains(@href, '/autor')]"
_NAMES = ".//*[@itemprop='givenName' or @itemprop='familyName' or @itemprop='additionalName']"
_APART = re.compile(
    r"comment|related|teaser|recommend|sidebar|footer|newsletter|popular|trending|card",
    re.IGNORECASE,
)
_JOINT = re.compile(rf"^\s*(?:,|&|{phrases('and')}|{phrases('and_in_names')})?\s*$", re.IGNORECASE)
_BY = re.compile(rf"^{phrases('byline_start')}\s*:?(?:\s+\S|$)", re.IGNORECASE)


def shown_bylines(tree: HtmlElement) -> Iterator[list[str]]:
    """For each place on a page that shows bylines, a list of them; the likeliest place is first.

    A list may be empty, and a byline may name nobody.
    """
    for element in tree.xpath(_MARKED)[:MOST_MARKED]:
        if _MARK.search(_marks(element)) and not _is_apart(element):
            yield _read(element)
    yield from _near_headline(tree)


def _marks(element: HtmlElement) -> str:
    """The values of the attributes by which an element may be marked as a byline."""
    names = ("rel", "itemprop", "class", "data-testid", "id")
    return " ".join(element.get(name) or "" for name in names)


def _is_apart(element: HtmlElement) -> bool:
    """Whether an element is in a comment, teaser, sidebar, menu or footer, not in the article.

    What holds the headline too is none of these, whatever its class is called.
    """
    for each in (element, *element.iterancestors()):
        if each.tag in {"aside", "footer", "nav"} or _APART.search(each.get("class") or ""):
            is_page = each.tag in {"body", "html", "main", "article"}
            return not is_page and next(each.iter("h1"), None) is None
    return False


def _read(element: HtmlElement) -> list[str]:
    """The bylines in an element marked as a byline.

    If the element has links to authors, the bylines are the texts of these links. If it has none,
    and each text in the element is a person's name, the bylines are these texts. Otherwise they are
    the element's first line. A name may stand in several elements, for the given name and others.
    """
    named = [each.text_content().strip() for each in element.xpath(_NAMES)]
    if len(named) > 1:
        return [" ".join(named)]
    links = [link.text_content() for link in element.xpath(_OF_AUTHOR)]
    if any(link.strip() for link in links):
        return links
    texts = [text.strip() for text in element.itertext() if text.strip()]
    are_names = all(" " in text and read_bylines([text]).persons == (text,) for text in texts)
    return texts if are_names else _first_line(texts)


def _first_line(texts: list[str]) -> list[str]:
    """The first text that is more than "By", with the texts that "and" or a comma joins to it.

    A text of more than BYLINE_LENGTH characters is left out.
    """
    while texts and not without_lead(texts[0]).strip(" :\n"):
        texts = texts[1:]
    names = texts[:1]
    for joint, text in zip(texts[1::2], texts[2::2], strict=False):
        if not _JOINT.search(joint):
            break
        names.append(text)
    return [name for name in names if len(name) <= BYLINE_LENGTH]


def _near_headline(tree: HtmlElement) -> Iterator[list[str]]:
    """The bylines between the headline and the first paragraph.

    They begin with "By", or are links to the pages of authors.
    """
    heading = next(tree.iter("h1"), None)
    if heading is None:
        return
    texts = heading.xpath("(following::text()[normalize-space()])[position() <= $near]", near=NEAR)
    for at, text in enumerate(texts):
        if len(text) > PARAGRAPH_LENGTH:
            return
        if _is_apart(text.getparent()):
            continue
        if _BY.search(text.strip()):
            yield _first_line(texts[at : at + 4])
        elif text.is_text and _leads_to_author(text.getparent()):
            yield [text]


def _leads_to_author(element: HtmlElement) -> bool:
    """Whether an element is a link, or in a link, to the page of an author."""
    link = next(element.iterancestors("a"), None) if element.tag != "a" else element
    href = "" if link is None else link.get("href") or ""
    return any(part in href for part in _PAGES_OF_AUTHORS)
