"""Finds whether readers must pay for an article, as far as the page says so in a standard place."""

import re
from collections.abc import Mapping

from lxml.html import HtmlElement

from newsbot.extraction.metadata.meta_tags import PageHead
from newsbot.extraction.page.linked.linked_objects import linked_objects, objects_in

_FREE = "isAccessibleForFree"
# Whether readers must pay, by the tier that a meta tag states:
# https://developers.facebook.com/docs/instant-articles/subscriptions. Metered articles are free
# only until a reader has read some number of them.
_TIERS = {"free": False, "metered": True, "locked": True}
_TIER_NAMES = ("article:content_tier", "article:content-tier", "article_content_tier")
# Matches names of meta tags that say whether an article is paid for: "cXenseParse:isPremium",
# "k5a:paid", "xyz-article_ispaidcontent", "subscriber_only".
_PAID_NAME = re.compile(
    r"(?:^|[:_.-])(?:is_?|has_?)?(?:(?:paid|premium)(?:_?content)?|paywall(?:ed)?|subscriber_?only)$"
)
_TRUTHS = {
    "true": True, "yes": True, "1": True, "paid": True, "premium": True, "locked": True,
    "false": False, "no": False, "0": False, "free": False,
}  # fmt: skip
# Classes and ids of elements that publishing systems show in place of the rest of an article: Leaky
# Paywall, MemberPress, Paid Memberships Pro, WooCommerce Memberships, Poool, Ghost, LaterPay.
_NOTICES = {
    "leaky_paywall_message", "leaky_paywall_message_wrap", "mepr-unauthorized-message",
    "pmpro_content_message", "wc-memberships-content-restricted-message",
    "poool-widget", "gh-post-upgrade-cta", "laterpay-overlay-text",
    "lp_js_postContentPlaceholder",
}  # fmt: skip

_NAMES = ("//div/@class", "//aside/@class", "//div/@id")


def is_paywalled(tree: HtmlElement, head: PageHead) -> bool | None:
    """Whether readers must pay or register for the whole article; None if the page does not say.

    The result is True for locked articles, and for metered ones, of which a reader may read some
    for free. JSON-LD is read first, then meta tags and microdata, then notices in place of the
    text. The first of these places that says anything is believed.
    """
    # In JSON-LD, the property `isAccessibleForFree` of the article or of its parts says whether
    # readers must pay:
    # https://developers.google.com/search/docs/appearance/structured-data/paywalled-content
    found = list(linked_objects(tree, _FREE))
    parts = (part for each in found for part in objects_in(each.get("hasPart")))
    truths = (_truth(each.get(_FREE)) for each in (*found, *parts))
    is_free = next((each for each in truths if each is not None), None)
    stated = None if is_free is None else not is_free
    if stated is None:
        stated = _stated_in_meta(head.meta)
    if stated is not None:
        return stated
    names = (name for path in _NAMES for name in tree.xpath(path, smart_strings=False))
    return None if _NOTICES.isdisjoint(" ".join(names).split()) else True


def _stated_in_meta(meta: Mapping[str, tuple[str, ...]]) -> bool | None:
    """Whether meta tags and microdata say that readers must pay; None if they do not say."""
    for name in _TIER_NAMES:
        tier = _TIERS.get(meta.get(name, ("",))[0].casefold())
        if tier is not None:
            return tier
    is_free = _truth(meta.get(_FREE.casefold(), ("",))[0])
    if is_free is not None:
        return not is_free
    stated = (_truth(contents[0]) for name, contents in meta.items() if _PAID_NAME.search(name))
    return next((each for each in stated if each is not None), None)


def _truth(value: object) -> bool | None:
    """The boolean that `value` means, e.g. False for "no" or 0; None if it means none.

    "http://schema.org/False" and the like are understood too.
    """
    if isinstance(value, list):
        return _truth(value[0]) if value else None
    return _TRUTHS.get(str(value).strip().casefold().rsplit("/", 1)[-1])
