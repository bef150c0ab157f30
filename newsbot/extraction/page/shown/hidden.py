"""Tells which elements of a page hide their text from those who see the page.

Such a text is meant for screen readers only, e.g. "(opens in a new tab)" in a link, or it is shown
later by a script or never.
"""

import re
from functools import lru_cache

from lxml.html import HtmlElement

# Matches the classes, in lower case, by which frameworks and publishers mark text that is only for
# screen readers, e.g. "sr-only" (Bootstrap), "screen-reader-text" (WordPress), "show-for-sr"
# (Foundation), "ui-helper-hidden-accessible" (jQuery UI) and "Link_visuallyHidden__x1". Every
# alternative begins with a letter, since `re` searches quickly for a first letter.
_FOR_SCREEN_READERS = re.compile(
    r"visually[-_]?hid|hid(?:e|den)[-_]?visually|sr(?<![a-z]sr)[-_]?only|screen[-_]?reader"
    r"|show[-_]for[-_]sr(?![a-z])|a11y[-_]?(?:hid|only|text)|hidden[-_]?(?:accessib|a11y)"
    r"|accessib(?:ly|le|ility)[-_]?(?:hid|only|text)|assistive[-_]?text|element[-_]invisible"
    r"|off(?<![a-z]off)[-_]?screen(?![a-z])|reader(?<![a-z]reader)s?[-_]only"
)
# The classes by which Bootstrap and Tailwind hide an element. Together with a class such as
# "md:block" or "d-md-inline" they only hide it on small screens.
_NOT_DISPLAYED = frozenset(("d-none", "hidden", "hide", "is-hidden", "u-hidden"))
_ON_SOME_SCREENS = re.compile(
    r"not-sr-only|:(?:block|flex|grid|inline)|(?:^|\s)d-[a-z]+-|on-?_?(?:mobile|desktop|tablet|small)",
    re.IGNORECASE,
)
_STYLE = re.compile(
    r"display:none|visibility:hidden|mso-hide:all|(?<![a-z-])clip:rect\((?:0|1px)"
    r"|clip-path:inset\((?:[5-9]\d|100)%|(?:left|right|top|text-indent):-(?:\d{4}|999)"
    r"|(?<![a-z-])font-size:0(?:px|em|rem|%)?(?:;|!|$)"
)
_TINY = re.compile(r"(?<![a-z-])(?:width|height):[01]px")
# Only the first _CHARACTERS characters of a class or style attribute are read. They are the keys of
# the caches of this module's functions, and short keys keep the caches small. A cache has at most
# _CACHED results.
_CHARACTERS = 400
_CACHED = 4096


def is_for_screen_readers(element: HtmlElement) -> bool:
    """Whether the element's classes say that its text is only for screen readers."""
    return _classes_are_for_screen_readers((element.get("class") or "")[:_CHARACTERS])


def is_hidden(element: HtmlElement) -> bool:
    """Whether the element's own class, style or attribute hides its text from a reader.

    An element with `aria-hidden` is not hidden: it is hidden from screen readers alone.
    """
    hidden = element.get("hidden")
    if hidden is not None and hidden.lower() != "until-found":
        return True
    classes, style = element.get("class"), element.get("style")
    if classes is not None and classes_hide(classes):
        return True
    return style is not None and style_hides(style)


def classes_hide(classes: str) -> bool:
    """Whether an element with this value of the attribute `class` is hidden on a wide screen."""
    return _classes_hide(classes[:_CHARACTERS])


def style_hides(style: str) -> bool:
    """Whether CSS declarations hide an element's text, e.g. "display: none".

    A text is also hidden if it is clipped, one pixel large, or far outside of the page.
    """
    return _style_hides(style[:_CHARACTERS])


@lru_cache(maxsize=_CACHED)
def _classes_hide(classes: str) -> bool:
    lower = classes.lower()
    is_hiding = _FOR_SCREEN_READERS.search(lower) is not None or not _NOT_DISPLAYED.isdisjoint(
        lower.split()
    )
    return is_hiding and not _ON_SOME_SCREENS.search(classes)


def _classes_are_for_screen_readers(classes: str) -> bool:
    is_marked = _FOR_SCREEN_READERS.search(classes.lower()) is not None
    return is_marked and not _ON_SOME_SCREENS.search(classes)


@lru_cache(maxsize=_CACHED)
def _style_hides(style: str) -> bool:
    plain = "".join(style.lower().split())
    return _STYLE.search(plain) is not None or len(set(_TINY.findall(plain))) > 1
