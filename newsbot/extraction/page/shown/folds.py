"""Shows text that a page folds away until a reader clicks on "Read more" or on a question."""

import re
from collections import Counter

from lxml.html import HtmlElement

from newsbot.extraction.page.containers import HIDING, hides
from newsbot.extraction.page.tags import HEADING_TAGS
from newsbot.extraction.page.text import count_words, word_key
from newsbot.extraction.page.vocabulary import STARTS

_WITH_HIDING = "(//@hidden | //@style | //@aria-hidden)/.."
_FOLDS = frozenset(("article", "dd", "div", "section"))
# Matches classes, ids and roles of elements that are not the article's text, e.g. of pop-ups, forms
# and comments. A hidden element with such a name, or inside such an element, stays hidden.
_OTHER = re.compile(
    r"modal|pop-?up|overlay|lightbox|dialog|tool-?tip|cookie|consent|newsletter|subscri|sign-?up"
    r"|log-?in|share|social|comment|menu|promo|advert|print|gallery|slide|toast|banner|related"
    r"|search|translat|masthead|badge|footer|(?<![a-z])(?:nav|tab|header)",
    re.IGNORECASE,
)
_FIELDS = ("form", "input", "select", "textarea")
# How many elements around a hidden element are examined, the innermost first. A hidden element may
# be a fold: a text that appears after a click. If _OTHER matches the class, id or role of the
# hidden element, or of an examined element around it, the hidden element is no fold, but a part of
# e.g. a pop-up or a menu.
MAX_STEPS = 3
# A fold is a hidden element that is shown by a click on a switch, e.g. a button or a question. A
# hidden element counts as a fold if it has a paragraph of at least MIN_CHARACTERS characters, and
# stands after a switch. It also counts if it has at least MIN_PARAGRAPHS such paragraphs, and
# stands after another paragraph.
MIN_CHARACTERS = 60
# At most MAX_HIDDEN hidden elements of a page are examined, and at most MAX_FOLDS folds (hidden
# texts that appear at a click) are made visible.
MAX_HIDDEN = 400
MAX_FOLDS = 50
MIN_PARAGRAPHS = 2
# A fold is a hidden element that is shown by a click on a switch. If more than this share of the
# characters of a hidden element is in links, the element is not taken for a fold.
MAX_LINKED = 0.3
_TEXTS = frozenset(("article", "blockquote", "div", "p", "section"))
_SWITCHES = frozenset(("a", "button", "label"))
_HEADS = frozenset((*HEADING_TAGS, "dt", "summary"))
# A fold is a hidden text that a page shows after a click on a switch, e.g. on the link "Read more".
# A link, button or label with more words than SWITCH_WORDS is no such switch, unless it is a
# question.
SWITCH_WORDS = 5
QUESTION_CHARACTERS = 200
# A <summary> with fewer words than this is a switch such as "Read more", unless it is a question.
# Others are headings of the text that they hide.
HEADING_WORDS = 3
_TARGETS = "//@aria-controls | //@data-bs-target | //@data-target | //a/@href"


def unfold(tree: HtmlElement) -> None:
    """Makes each text visible that the page hides until a reader clicks on something.

    A hidden text that is on the page a second time stays hidden.
    """
    _show_questions(tree)
    hidden = tree.xpath(_WITH_HIDING)[:MAX_HIDDEN]
    folds = [each for each in hidden if _may_be_fold(each)][:MAX_FOLDS]
    if not folds:
        return
    whole = ""
    targets = {target.lstrip("#") for target in tree.xpath(_TARGETS)}
    for element in folds:
        paragraphs = _paragraphs(element)
        before = _before(element)
        is_switched = element.get("id") in targets or (before is not None and _is_switch(before))
        follows_text = before is not None and before.tag in _TEXTS and _paragraphs(before)
        is_long = len(paragraphs) >= MIN_PARAGRAPHS and follows_text
        if is_switched or is_long:
            whole = whole or word_key(tree.text_content())
            if all(whole.count(each) == 1 for each in paragraphs[:MAX_FOLDS]):
                _show(element, before)


def _show(element: HtmlElement, before: HtmlElement | None) -> None:
    """Makes the hidden `element` visible; `before` is what a reader clicks to see it.

    If `before` is a question, it becomes a heading; if it is a button, it is removed. The element
    loses all attributes, also a class such as "more-text", which the model would take for a sign
    of a teaser.
    """
    element.attrib.clear()
    if before is not None and _is_question(before):
        before.tag = "h3"
        before.attrib.clear()
    elif before is not None and before.tag in _SWITCHES and _is_switch(before):
        before.drop_tree()


def _may_be_fold(element: HtmlElement) -> bool:
    """Whether an element is hidden, has a paragraph, and has no class of e.g. a menu or pop-up."""
    if element.tag not in _FOLDS or element.get("lang"):
        return False
    if not any(name in HIDING and hides(name, value) for name, value in element.items()):
        return False
    around = [element, *element.iterancestors()][: MAX_STEPS + 1]
    names = " ".join(each.get(name) or "" for each in around for name in ("class", "id", "role"))
    if _OTHER.search(names) or next(element.iter(*_FIELDS), None) is not None:
        return False
    linked = sum(len(link.text_content()) for link in element.iter("a"))
    return linked <= MAX_LINKED * len(element.text_content()) and bool(_paragraphs(element))


def _paragraphs(element: HtmlElement) -> list[str]:
    """The `word_key` (letters and digits only) of each long paragraph in an element."""
    texts = [each.text_content() for each in element.iter("p")] or [element.text_content()]
    return [word_key(text) for text in texts if len(text.strip()) >= MIN_CHARACTERS]


def _before(element: HtmlElement) -> HtmlElement | None:
    """The nearest element with words that is a preceding sibling of `element` or of its parent."""
    for each in (element, element.getparent()):
        for before in () if each is None else each.itersiblings(preceding=True):
            if word_key(before.text_content()) and before.tag not in {"script", "style"}:
                return before
    return None


def _is_switch(element: HtmlElement) -> bool:
    """Whether the element is one on which readers click to show what is below it.

    Such elements are buttons, headings, and the questions of a list of questions and answers.
    """
    if element.tag in _SWITCHES and count_words(element.text_content()) <= SWITCH_WORDS:
        return True
    return element.tag in _HEADS or _is_question(element)


def _is_question(element: HtmlElement) -> bool:
    text = element.text_content().strip()
    return text.endswith(("?", "\uff1f", "\u061f")) and len(text) <= QUESTION_CHARACTERS


def _show_questions(tree: HtmlElement) -> None:
    """Turns buttons and <summary> into headings, if they say what text a click on them shows."""
    switches = []
    for element in [*tree.iter("button", "summary")]:
        parent = element.getparent()
        if parent is not None and parent.tag in _HEADS:
            element.drop_tag()
        else:
            switches.append(element)
    for element in switches:
        if element.tag == "summary" and _is_heading(element) and _has_text_below(element):
            element.tag = "h3"
    below = [each for each in switches if each.tag == "button" and _has_text_below(each)]
    alike = Counter(each.get("class") for each in below)
    for element in below:
        if alike[element.get("class")] > 1:
            element.tag = "h3"


def _is_heading(summary: HtmlElement) -> bool:
    """Whether a <summary> is a heading that names the subject of the text that it hides.

    A mere switch such as "Read more" is no such heading.
    """
    text = summary.text_content()
    is_more = STARTS["more"].match(text.lower()) is not None
    return _is_question(summary) or (count_words(text) >= HEADING_WORDS and not is_more)


def _has_text_below(switch: HtmlElement) -> bool:
    """Whether the element after a button or <summary> is or has a long paragraph."""
    following = switch.getnext()
    return (
        following is not None and following.tag in {*_FOLDS, "p"} and bool(_paragraphs(following))
    )
