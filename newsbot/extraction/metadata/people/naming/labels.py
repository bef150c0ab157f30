"""Splits bylines at labels such as "Words by" and "Photos:", and keeps the parts about authors."""

# ruff: noqa: RUF001 - labels and commas in their own scripts

import re

from newsbot.extraction.metadata.people.naming.leads import (
    BY,
    DOT,
    EAST_ASIAN,
    is_label,
    labels_before,
    lead_length,
    names_authors,
    others_label_length,
)
from newsbot.extraction.metadata.people.naming.name_words import REPORTERS
from newsbot.extraction.page.phrases import phrases
from newsbot.words.agencies import agencies_called

_HAN = r"[\u3400-\u9fff]"
_FREE = r"(?<![^\s,\u3001\uff0c/(\uff08\[\u3010\u3014])"
# What follows the word for reporter in "press conference", "press club" and the like.
_NO_NAME = r"[会會団团團席証证站节節手招の]|회|간담|수첩|의\s|クラブ"
# Matches what every label in a byline contains: a sign such as a colon, a word for "by", or an East
# Asian letter. The slower pattern _LABEL is tried only on bylines that have one of these.
_SIGN = re.compile(rf"[:=|.]|{EAST_ASIAN}|{BY}|\b{phrases('by_after_date')}\s", re.IGNORECASE)
_END = rf"\s*:|(?<={EAST_ASIAN})(?:\s*[\u30fb/=|]|\s+(?={EAST_ASIAN}))|{DOT}|{BY}"
_LABEL = re.compile(
    rf"(?P<other>{phrases('other_credit')}\s*:?)"
    rf"|{labels_before(_END)}\s*"
    rf"|(?P<reporters>{_FREE}(?P<office>{_HAN}{{2,5}})?{REPORTERS}[\s:/]*(?!{_NO_NAME})(?={EAST_ASIAN}))"
    rf"|(?P<start>\b(?:{phrases('byline_start')}|(?<!^){phrases('by_after_date')})\s*:?\s+)(?-i:(?=[^\Wa-z_]))",
    re.IGNORECASE,
)
_EAST_ASIAN = re.compile(EAST_ASIAN)
_REPORTER = re.compile(REPORTERS)
# Matches a Chinese or Japanese name with a label after it: "张三 文/图" (text and picture).
_AFTER_NAME = re.compile(
    rf"({EAST_ASIAN}{{2,5}})[\s/]+({EAST_ASIAN}{{1,2}}(?:[/\u3001\u30fb]{EAST_ASIAN}{{1,2}})*)(?=$|[\s,、，])"
)
_APART = re.compile(r"[|\u00b7\u2022\u2013\u2014]|\s-\s")
# In "10:15 am CEST by Ann Carter", words such as "am CEST" stand between the time and "by". With
# more words than this, the text before "by" is not taken for a date.
MOST_AFTER_TIME = 2


def credits_of_authors(byline: str) -> list[str]:
    """The texts in a byline that name authors, without labels such as "By".

    For example, ["Ann Carter, "] for "Coast | By Ann Carter, photos by Bo Lind". Names after a
    label for photographers, editors or sources are left out, and so is a date or section before
    "By".
    """
    length = lead_length(byline)
    begin = 0 if length else others_label_length(byline)
    rest = byline[length:]
    if begin == 0 and not _SIGN.search(rest):
        return _texts(rest, "")
    if length == begin == 0 and is_label(rest.split()[-1].split("/", 1)[-1]):
        rest = _AFTER_NAME.sub(r"\2:\1 ", rest)
    told, label = [], "other" if begin else ""
    for found in _LABEL.finditer(rest, begin):
        kind, before = _kind(found), rest[begin : found.start()]
        if kind == "start":
            if not _is_apart(before) or not found.end() < len(rest):
                continue
            before = ""
        if kind:
            told += _texts(before, label)
            label, begin = kind, found.end()
            told += [found["office"]] if agencies_called(found["office"] or "") else []
    return [*told, *_texts(rest[begin:], label)]


def has_author_label(line: str) -> bool:
    """Whether a Chinese or Japanese line has a label such as "作者:" (author), in any place."""
    labels = _LABEL.finditer(line) if _EAST_ASIAN.search(line) else ()
    return any(_kind(found) in {"author", "reporters"} for found in labels)


def _kind(found: re.Match[str]) -> str:
    """The kind of the label that _LABEL found in a byline; "" if it is no label after all.

    The kinds are "author" (e.g. "Words by"), "other" ("Photos:"), "reporters" (the Chinese word for
    reporter), and "start" for a mere "By". Some languages have one word for "by" and "from". So a
    single word before it, such as "journalist" in "journalist from Paris", is no label.
    """
    if found["label"] is None:
        return "other" if found["other"] else "reporters" if found["reporters"] else "start"
    if not names_authors(found["label"]):
        return "other"
    end = found.string[found.end("label") : found.end()]
    return "" if end.strip().isalpha() and " " not in found["label"] else "author"


def _is_apart(before: str) -> bool:
    """Whether the text before "by" is a section or a date, and not the beginning of a name."""
    last = _APART.split(before)[-1].strip()
    if not last:
        return True
    *_, after_time = re.split(r"\d", last)
    return after_time != last and len(after_time.split()) <= MOST_AFTER_TIME


def _texts(text: str, label: str) -> list[str]:
    """The names of authors in `text`, the text after a label such as "Reporters:".

    `label` is the kind of the label. For "reporters", `text` is split into names at its spaces. For
    "other", e.g. for photographers, only the name of an agency counts as author.
    """
    if not text.strip() or (label == "other" and not agencies_called(text.strip())):
        return []
    if label != "reporters":
        return [text]
    return [name for name in text.split() if not _REPORTER.fullmatch(name)]
