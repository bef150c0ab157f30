"""Finds further articles that stand whole, or with their first sentences, on the article's page.

Such an article stands after the page's own, with a headline and a date of its own, as on pages that
load the next article when a reader comes to the end.
"""

from collections import Counter
from collections.abc import Collection
from copy import deepcopy
from itertools import dropwhile

from lxml.html import HtmlElement

from newsbot.extraction.page.inner_links import leads_elsewhere_inside
from newsbot.extraction.page.text import count_words, word_key

_HEADINGS = ("h1", "h2", "h3")
_PARAGRAPHS = ("p", "div", "li")
_CONTAINERS = frozenset(("article", "aside", "div", "li", "main", "section"))
# Further articles are only looked for on a page whose own article has at least this many words
# before them. On other pages, what looks like further articles may be the article itself: the parts
# of a guide, or the entries of a live blog.
OWN_WORDS = 80
# Below its own article, a page may have further articles. They are looked for only if the page's
# own article has at least OWN_WORDS words. But if the own article and the further ones are
# <article> elements side by side with the same looks, OWN_WORDS_OF_ALIKE words are enough.
OWN_WORDS_OF_ALIKE = 25
# When the words of an article are counted, paragraphs with fewer words than this do not count: they
# may be dates or captions.
PARAGRAPH_WORDS = 12
# Below its own article, a page may hold further articles, each in an HTML element with a headline.
# To find the whole element, the elements around the headline are tried from the inside outwards. An
# element with more words than this before the headline is too large: it holds other text too. Fewer
# words may be a topic, a date or a caption.
WORDS_BEFORE = 25


def further_articles(tree: HtmlElement, url: str, title: str) -> Collection[HtmlElement]:
    """The elements of the page that each hold an article other than the page's own.

    Such an element comes after the heading that is the page's title. The element begins with a
    heading that links to another page of the site, or with an h1 that has another title. Besides,
    the element is an `article` or contains a `time`. `tree` is the parsed page at `url`, and
    `title` the title of the page's own article.
    """
    headings = list(tree.iter(*_HEADINGS))
    key = word_key(title)
    own = next((each for each in headings if word_key(each.text_content()) == key), None)
    if own is None:
        return ()
    after = headings[headings.index(own) + 1 :]
    others = [
        each
        for each in after
        if _is_of_other_article(each, url, key) and (own.tag == "h1" or each.tag != "h1")
    ]
    around = Counter(above for heading in (own, own, *others) for above in heading.iterancestors())
    found = [_unit(heading, around) for heading in others]
    units = [each for each in found if each is not None and _is_article(each)]
    if not units:
        return ()
    least = OWN_WORDS_OF_ALIKE if _are_alike(own, units) else OWN_WORDS
    return units if _words_between(tree, own, units[0]) >= least else ()


def without(tree: HtmlElement, elements: Collection[HtmlElement]) -> HtmlElement:
    """A copy of the tree without `elements`; the tree itself if there are none."""
    if not elements:
        return tree
    whole = tree.getroottree()
    paths = [whole.getpath(each) for each in elements]
    copy = deepcopy(tree)
    for each in [copy.getroottree().xpath(path)[0] for path in paths]:
        each.drop_tree()
    return copy


def _is_of_other_article(heading: HtmlElement, url: str, own: str) -> bool:
    """Whether a heading of the page at `url` is the headline of an article other than its own.

    `own` is the key, made by `word_key`, of the headline of the page's own article.
    """
    if word_key(heading.text_content()) in {own, ""}:
        return False
    parent = heading.getparent()
    links = [*heading.iter("a"), *([parent] if parent is not None and parent.tag == "a" else ())]
    if any(leads_elsewhere_inside(link.get("href") or "", url) for link in links):
        return True
    return heading.tag == "h1" and not links


def _unit(heading: HtmlElement, around: Counter[HtmlElement]) -> HtmlElement | None:
    """The largest element that holds the article under `heading` and no other; None if none does.

    The element begins with the heading, and holds no heading of another article. `around` has for
    each element how many headings of articles are in it.
    """
    unit, child = None, heading
    for element in heading.iterancestors():
        before = (each for each in child.itersiblings(preceding=True))
        words = sum(count_words(each.text_content()) for each in before)
        if around[element] > 1 or words > WORDS_BEFORE:
            break
        child = element
        unit = element if element.tag in _CONTAINERS else unit
    return unit


def _are_alike(own: HtmlElement, units: Collection[HtmlElement]) -> bool:
    """Whether the page's own article and all other articles are <article> elements that look alike.

    Two elements look alike if they have the same parent and the same class. `own` is the heading of
    the page's own article; the innermost <article> around this heading is taken for the article.
    `units` are the elements of the other articles. Each of them must also contain a <time> element.
    """
    around = next(own.iterancestors("article"), None)
    return around is not None and all(
        unit.tag == "article"
        and unit.getparent() is around.getparent()
        and unit.get("class") == around.get("class")
        and next(unit.iter("time"), None) is not None
        for unit in units
    )


def _is_article(unit: HtmlElement) -> bool:
    """Whether an element looks like a whole article: it has a paragraph, and one of two signs.

    The signs are that it is or contains an <article>, and that it contains a <time>.
    """
    is_marked = unit.tag == "article" or next(unit.iter("article", "time"), None) is not None
    return is_marked and any(map(_words, unit.iter(*_PARAGRAPHS)))


def _words(paragraph: HtmlElement) -> int:
    """The number of words in a paragraph; 0 if it has fewer than PARAGRAPH_WORDS words.

    A shorter paragraph may be a date or a caption. Words in inner elements, e.g. in links, are not
    counted.
    """
    text = (paragraph.text or "") + "".join(each.tail or "" for each in paragraph)
    words = count_words(text)
    return words if words >= PARAGRAPH_WORDS else 0


def _words_between(tree: HtmlElement, own: HtmlElement, unit: HtmlElement) -> int:
    """The number of words in the page's paragraphs from the headline to another article.

    `own` is the headline of the page's own article, `unit` the element with the other article.
    """
    words = 0
    elements = tree.iter(*_HEADINGS, *_CONTAINERS, *_PARAGRAPHS)
    for element in dropwhile(lambda each: each is not own, elements):
        if element is unit:
            break
        words += _words(element) if element.tag in _PARAGRAPHS else 0
    return words
