"""Moves the text of declarative shadow roots to where browsers show it.

A declarative shadow root is the element <template shadowrootmode="open">. A browser shows the
content of this template in place of the other content of the element around it, the host. In the
template, an element <slot> stands for children of the host. Documentation:
https://developer.mozilla.org/en-US/docs/Web/API/Web_components/Using_shadow_DOM
"""

from lxml.html import HtmlElement

# The two names of the attribute that makes a <template> a declarative shadow root. The second name
# is older, and some pages still use it.
_MODES = ("shadowrootmode", "shadowroot")
_UNSEEN = ("script", "style")


def compose_shadow_roots(tree: HtmlElement) -> None:
    """Replaces each declarative shadow root by a div, with the children of the host in its slots.

    Children of the host for which there is no slot are removed, because browsers do not show them.
    They stay if the shadow root has no text at all.
    """
    found = [each for each in tree.iter("template") if any(map(each.get, _MODES))]
    hosts: set[HtmlElement] = set()
    for template in found:  # only the first template of a host becomes its shadow root
        host = template.getparent()
        if host is not None and host not in hosts:
            hosts.add(host)
            _compose(host, template)


def _compose(host: HtmlElement, template: HtmlElement) -> None:
    """Puts the content of the shadow root `template` into its element `host`, as browsers show it.

    The children of `host` are moved into the slots of the shadow root, or dropped if no slot is for
    them.
    """
    slots: dict[str, HtmlElement] = {}
    for slot in list(template.iter("slot")):
        slots.setdefault(slot.get("name") or "", slot)
    is_shown = bool(slots) or _has_text(template)
    filled: set[HtmlElement] = set()
    for child in [each for each in host if each is not template] if is_shown else ():
        place = slots.get(child.get("slot") or "")
        if place is None:
            child.drop_tree()
            continue
        if place not in filled:  # the slot's own content is only for an empty slot
            filled.add(place)
            _empty(place)
        place.append(child)
    if "" in slots and (template.tail or "").strip():
        _fill_with_text(slots[""], template.tail or "", is_empty=slots[""] not in filled)
        template.tail = None
    for slot in slots.values():
        slot.drop_tag()
    template.tag = "div"
    template.attrib.clear()


def _has_text(template: HtmlElement) -> bool:
    """Whether a shadow root has text, besides that of style sheets and scripts."""
    texts = [template.text, *(each.tail for each in template.iterdescendants())]
    texts += [each.text for each in template.iterdescendants() if each.tag not in _UNSEEN]
    return any(text and not text.isspace() for text in texts)


def _empty(element: HtmlElement) -> None:
    element.text = None
    for child in list(element):
        element.remove(child)


def _fill_with_text(slot: HtmlElement, text: str, *, is_empty: bool) -> None:
    """Puts `text` at the beginning of a <slot>.

    The own content of a <slot> is a fallback: it is shown only if nothing was put into the slot. So
    it is removed if `text` is the first thing that is put there (`is_empty`).
    """
    if is_empty:
        _empty(slot)
    slot.text = text + (slot.text or "")
