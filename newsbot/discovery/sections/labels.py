"""Finds links that lead to no story, by a label such as "Sponsored" or "Photo gallery".

A label is a short text beside a headline or in it. Ads, notices and galleries often stand in one
list with stories. Only their labels tell them apart.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from newsbot.discovery.sections.page import HEADINGS, Page
from newsbot.discovery.sections.places import Place, UrlKinds, text_of
from newsbot.discovery.sections.words import plain, tokens, words

MAX_LENGTH = 40
# Names of elements that usually hold one entry of a list, e.g. a headline with its image. A label,
# e.g. "Sponsored", is about the link in the same element. If no such element is around a link, its
# label is searched for in its parent and grandparent.
_ITEMS = frozenset({"article", "li", "tr"})
MAX_DEPTH = 2
# A heading (<h1> to <h6>) with more elements than this in it is too complex for the heading of a
# list, such as "Jobs & Classifieds".
MAX_IN_HEADING = 10
# Match the brackets around a label that marks an ad, as in "[Anzeige] Windows for winter" and
# "Windows for winter (Ad)". U+3010 and U+3011 are brackets in Japanese texts.
_OPEN, _CLOSE = r"[\[(\u3010]", r"[\])\u3011]"
_LABEL = r"([^\[\]()\u3010\u3011]+)"
_BRACKETED = re.compile(rf"^\s*{_OPEN}{_LABEL}{_CLOSE}|{_OPEN}{_LABEL}{_CLOSE}\s*$")
_COLON = re.compile(r"\s*[:\uff1a]\s")


def labelled_urls(
    page: Page, links: Mapping[int, str], places: Sequence[Place], kinds: UrlKinds
) -> set[str]:
    """The URLs of links that lead to no story, as a label or the heading of their list says.

    A label is a text such as "Sponsored" beside the link or in its text. The heading of a list is
    e.g. "Jobs & Classifieds".

    Args:
        page: the HTML page.
        links: position of a link in `page.elements` → URL to which it links.
        places: what stands around each link, in the order of `links`.
        kinds: which of the URLs surely lead to stories, to sections, or to something else.
    """
    ends = _ends(page)
    found = {links[each] for each in _below_headings(page, links, ends, kinds)}
    seen: set[tuple[int, str]] = set()
    for (position, url), place in zip(links.items(), places, strict=True):
        item = _item(page, position, place.card)
        if url in kinds.excluded or url in found or (item, url) in seen:
            continue
        seen.add((item, url))
        texts = _texts(page, range(item, ends[item]))
        if _begins_with_label(place.text) or any(map(is_label, texts)):
            found.add(url)
    return found


def is_label(text: str) -> bool:
    """Whether a text is a label such as "Sponsored" or "Job vacancy", and nothing else."""
    return 0 < len(text) <= MAX_LENGTH and plain("-".join(tokens(text))) in words("labels")


def _begins_with_label(text: str) -> bool:
    """Whether the text of a link has a label in it that says that it leads to no story.

    The label stands before a colon, as in "Podcast: The ferry", or in brackets at the beginning or
    end, as in "[Sponsored] Warm windows".
    """
    before = _COLON.split(text, maxsplit=1)
    bracketed = _BRACKETED.search(text)
    if bracketed is not None and is_label(bracketed[1] or bracketed[2]):
        return True
    name = plain("-".join(tokens(before[0]))) if len(before[0]) <= MAX_LENGTH else ""
    galleries = words("gallery_names") | words("gallery_labels")
    return len(before) > 1 and (is_label(before[0]) or name in galleries)


def _is_section_label(text: str) -> bool:
    if not 0 < len(text) <= MAX_LENGTH:
        return False
    found = [plain(each) for each in tokens(text) if each not in words("connectives")]
    listed = words("section_labels")
    return is_label(text) or (bool(found) and all(each in listed for each in found))


def _below_headings(
    page: Page, links: Mapping[int, str], ends: Sequence[int], kinds: UrlKinds
) -> Iterator[int]:
    """The positions of links that stand below a heading such as "Jobs & Classifieds".

    Such a heading says that a list without stories follows. The list ends at the next heading that
    is no headline of a story, or at the end of the element in which the heading stands.

    Args:
        page: the HTML page.
        links: position of a link in `page.elements` → URL to which it links.
        ends: for each element, the position of the first element that comes after its end.
        kinds: which of the URLs lead to sections or to other pages that are no stories.
    """
    no_stories = kinds.excluded | kinds.fronts
    stories = sorted(place for place, url in links.items() if url not in no_stories)
    sections = set(_headings(page, ends, stories))
    labelled = {
        place
        for place, element in enumerate(page.elements)
        if element.tag in HEADINGS and ends[place] - place <= MAX_IN_HEADING
        if _is_section_label(text_of(element))
    }
    for heading in sorted(labelled):
        around = page.parents[heading]
        if around == heading - 1 and ends[around] == ends[heading]:  # only the heading is in it
            around = page.parents[around]
        for place in range(ends[heading], ends[around]):
            if place in sections or place in labelled:
                break
            if place in links:
                yield place


def _headings(page: Page, ends: Sequence[int], stories: Sequence[int]) -> Iterator[int]:
    """The positions of headings that are no headlines: no link to a story is in or around them.

    Args:
        page: the HTML page.
        ends: for each element, the position of the first element that comes after its end.
        stories: the positions of the links that may lead to stories, in document order.
    """
    end_of_link = 0  # the end of the last link to a story that begins before `place`
    following = iter([*stories, len(page.elements)])
    story = next(following)
    for place, element in enumerate(page.elements):
        is_in_link = place < end_of_link
        if element.tag in HEADINGS and not is_in_link and story >= ends[place]:
            yield place
        if place == story:
            end_of_link = max(end_of_link, ends[place])
            story = next(following)


def _item(page: Page, position: int, card: int) -> int:
    """The position of the element in which to search for a label of a link, e.g. "Sponsored".

    The element is the closest <article>, <li> or <tr> around the link. If there is none, it is the
    parent or grandparent of the link. The search stays in the element at `card`: a label outside
    may belong to another link.

    Args:
        page: the HTML page.
        position: the position of the link in `page.elements`.
        card: the position of the teaser card, i.e. of the largest element around the link in which
            all links lead to the same story.
    """
    item = position
    for depth, above in enumerate(page.above(position), 1):
        if above < card:
            break
        if page.elements[above].tag in _ITEMS:
            return above
        if depth <= MAX_DEPTH:
            item = above
    return item


def _texts(page: Page, places: range) -> Iterator[str]:
    """The texts of the elements at the positions `places`, without the texts of their children."""
    for place in places:
        element = page.elements[place]
        if element.tag not in {"script", "style", "noscript"}:
            texts = (element.text, *(child.tail for child in element))
            yield from ((text or "").strip() for text in texts)


def _ends(page: Page) -> list[int]:
    """For each element of a page, the position of the first element that comes after its end."""
    ends = [place + 1 for place in range(len(page.elements))]
    for place in range(len(page.elements) - 1, 0, -1):
        parent = page.parents[place]
        ends[parent] = max(ends[parent], ends[place])
    return ends
