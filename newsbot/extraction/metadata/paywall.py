"""Whether an article has to be paid for, as far as the page says so in a standard place."""

import re
from collections.abc import Iterator, Mapping

from lxml.html import HtmlElement

from newsbot.extraction.metadata.meta_tags import PageHead
from newsbot.extraction.page.linked_objects import JsonObject, linked_objects, objects_in

_FREE = "isAccessibleForFree"
# https://developers.facebook.com/docs/instant-articles/subscriptions: metered articles are free
# only until a reader has read some number of them, as for Google, which wants them marked not free.
_TIERS = {"free": False, "metered": True, "locked": True}
_TIER_NAMES = ("article:content_tier", "article:content-tier", "article_content_tier")
# As in "cXenseParse:isPremium", "k5a:paid", "xyz-article_ispaidcontent", "subscriber_only".
_PAID_NAME = re.compile(
    r"(?:^|[:_.-])(?:is_?|has_?)?(?:(?:paid|premium)(?:_?content)?|paywall(?:ed)?|subscriber_?only)$"
)
_TRUTHS = {
    "true": True, "yes": True, "1": True, "paid": True, "premium": True, "locked": True,
    "false": False, "no": False, "0": False, "free": False,
}  # fmt: skip
# What publishing systems and their plugins write in place of the rest of the text: Leaky Paywall,
# MemberPress, Paid Memberships Pro, WooCommerce Memberships, Poool, Ghost, LaterPay. The mounts of
# Piano, Zephr and the like stand on free pages too and say nothing.
_NOTICES = {
    "leaky_paywall_message", "leaky_paywall_message_wrap", "mepr-unauthorized-message",
    "pmpro_content_message", "wc-memberships-content-restricted-message",
    "poool-widget", "gh-post-upgrade-cta", "laterpay-overlay-text",
    "lp_js_postContentPlaceholder",
}  # fmt: skip


def is_paywalled(tree: HtmlElement, head: PageHead) -> bool | None:
    """Whether readers must pay or register for all of this article; None where nothing says.

    True: locked, or metered (free up to a number of articles). False: said to be free. The first
    to speak is believed: JSON-LD, meta tags and microdata, a plugin's notice in place of the text.
    """
    stated = _stated_in_json_ld(tree)
    if stated is None:
        stated = _stated_in_meta(head.meta)
    if stated is None and _has_notice(tree):
        return True
    return stated


def _stated_in_json_ld(tree: HtmlElement) -> bool | None:
    """What the first object says that says anything; else what one of its parts says.

    https://developers.google.com/search/docs/appearance/structured-data/paywalled-content
    """
    found = list(linked_objects(tree, _FREE))
    stated = [_truth(each.get(_FREE)) for each in (*found, *_parts(found))]
    is_free = next((each for each in stated if each is not None), None)
    return None if is_free is None else not is_free


def _parts(found: list[JsonObject]) -> Iterator[JsonObject]:
    for each in found:
        yield from objects_in(each.get("hasPart"))


def _stated_in_meta(meta: Mapping[str, tuple[str, ...]]) -> bool | None:
    for name in _TIER_NAMES:
        tier = _TIERS.get(meta.get(name, ("",))[0].casefold())
        if tier is not None:
            return tier
    is_free = _truth(meta.get(_FREE.casefold(), ("",))[0])
    if is_free is not None:
        return not is_free
    stated = (_truth(contents[0]) for name, contents in meta.items() if _PAID_NAME.search(name))
    return next((each for each in stated if each is not None), None)


def _has_notice(tree: HtmlElement) -> bool:
    names = tree.xpath("//div/@class | //aside/@class | //div/@id", smart_strings=False)
    return not _NOTICES.isdisjoint(" ".join(names).split())


def _truth(value: object) -> bool | None:
    """A boolean, also written as "False", "no", 0 or "http://schema.org/False"."""
    if isinstance(value, list):
        return _truth(value[0]) if value else None
    return _TRUTHS.get(str(value).strip().casefold().rsplit("/", 1)[-1])
