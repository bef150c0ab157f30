"""Removes pronunciations beside Chinese characters, and texts of AMP pages that few readers see.

Examples of the latter are placeholders, cookie banners, and notices for people who are no
subscribers.
"""

from lxml.html import HtmlElement

# Elements in <ruby> that tell how a character is pronounced (<rt>), or hold the brackets around the
# pronunciation for browsers that do not know <ruby> (<rp>).
_READINGS = ("rp", "rt", "rtc")
# On AMP pages, an element with one of these attributes stands in for its parent: it is shown while
# the parent is being loaded, if the parent cannot be loaded, or if the parent does not fit.
_STAND_INS = "(//@placeholder | //@fallback | //@overflow)/.."
# Elements that only readers without a subscription see on an AMP page, e.g. "You have three free
# articles left"; and the boxes that AMP opens over a page.
_NOTICES = (
    "(//@amp-access[starts-with(normalize-space(), 'NOT ')]"
    " | //@subscriptions-section[. != 'content'] | //@subscriptions-dialog)/.."
)
_BOXES = ("amp-consent", "amp-lightbox", "amp-sidebar", "amp-sticky-ad", "amp-user-notification")


def drop_annotations(tree: HtmlElement) -> None:
    """Removes pronunciations of Chinese characters, and placeholders and notices of AMP pages."""
    for element in [*tree.iter(*_READINGS)]:
        if element.getparent() is not None:
            _drop_reading(element)
    is_amp = any(tag.startswith("amp-") for tag in {each.tag for each in tree.iter("*")})
    for element in tree.xpath(_STAND_INS) if is_amp else ():
        parent = element.getparent()
        if parent is not None and parent.tag.startswith("amp-"):
            element.drop_tree()
    for element in [*tree.xpath(_NOTICES), *tree.iter(*_BOXES)]:
        if element.getparent() is not None:
            element.drop_tree()


def _drop_reading(element: HtmlElement) -> None:
    """Removes an element with a pronunciation, such as <rt>, but keeps any <rb> inside it.

    <rb> holds the characters themselves. It is inside <rt> only if end tags are missing.
    """
    for base in [*element.iter("rb")]:
        element.addprevious(base)
    element.drop_tree()
