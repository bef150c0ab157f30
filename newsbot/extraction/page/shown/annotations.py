"""Removes texts that stand beside an article's text: readings of characters, and placeholders."""

from lxml.html import HtmlElement

# The parts of <ruby> that tell how the characters are read: readings, and the brackets in which
# browsers that do not know <ruby> put them.
_READINGS = ("rp", "rt", "rtc")
# On AMP pages, an element with one of these attributes is shown in place of the element around it,
# while this element is loaded, when it cannot be loaded, or when it does not fit.
_STAND_INS = "(//@placeholder | //@fallback | //@overflow)/.."
# The elements of an AMP page for readers without a subscription, such as "You have three free
# articles left", and the boxes that AMP opens over a page.
_NOTICES = (
    "(//@amp-access[starts-with(normalize-space(), 'NOT ')]"
    " | //@subscriptions-section[. != 'content'] | //@subscriptions-dialog)/.."
)
_BOXES = ("amp-consent", "amp-lightbox", "amp-sidebar", "amp-sticky-ad", "amp-user-notification")


def drop_annotations(tree: HtmlElement) -> None:
    """Removes the readings of Chinese characters, and the placeholders and notices of AMP pages."""
    for element in [*tree.iter(*_READINGS)]:
        if element.getparent() is not None:
            _drop_reading(element)
    for element in tree.xpath(_STAND_INS):
        parent = element.getparent()
        if parent is not None and parent.tag.startswith("amp-"):
            element.drop_tree()
    for element in [*tree.xpath(_NOTICES), *tree.iter(*_BOXES)]:
        if element.getparent() is not None:
            element.drop_tree()


def _drop_reading(element: HtmlElement) -> None:
    """Removes an element with a reading; an element <rb> inside it stays.

    The characters that are read stand in <rb>. It is inside the element if end tags are missing.
    """
    for base in [*element.iter("rb")]:
        element.addprevious(base)
    element.drop_tree()
