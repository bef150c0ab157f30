"""Splits bylines at labels such as "Words by" and "Photos:", and keeps the parts about authors."""

import re

from newsbot.agencies import agencies_called
from newsbot.extraction.metadata.people.name_words import LEAD, REPORTERS
from newsbot.extraction.page.phrases import phrases, words

_HAN = r"[\u3400-\u9fff]"
_SEPARATOR = rf"(?:\s*[\u30fb:\uff1a/\uff0f=\uff1d|\uff5c]\s*|\s+(?={_HAN}))"
_FREE = r"(?<![^\s,\u3001\uff0c/])"


def _any_of(purpose: str) -> str:
    longest_first = sorted(words(purpose), key=len, reverse=True)
    return f"(?:{'|'.join(map(re.escape, longest_first))})"


AUTHOR_LABEL = f"{_any_of('author_labels')}{_SEPARATOR}"
"""Matches the label of an author in scripts without spaces, e.g. "作者："."""  # noqa: RUF001 - the Chinese colon
_LABEL = re.compile(
    rf"(?P<other>{phrases('other_credit')}\s*:?|{_FREE}{_any_of('other_labels')}{_SEPARATOR})"
    rf"|(?P<author>{_FREE}{AUTHOR_LABEL})"
    rf"|(?P<reporters>{_FREE}{REPORTERS}[\s:\uff1a/]*(?={_HAN}))"
    rf"|(?P<start>\b{phrases('byline_start')}\s*:?\s+)(?-i:(?=[^\Wa-z_]))",
    re.IGNORECASE,
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
    lead = LEAD.match(byline)
    rest = byline[lead.end() :] if lead else byline
    told, label, begin = [], "", 0
    for found in _LABEL.finditer(rest):
        before = rest[begin : found.start()]
        if found["start"] is not None:
            if not _is_apart(before) or not found.end() < len(rest):
                continue
            before = ""
        told += _texts(before, label)
        label, begin = found.lastgroup or "", found.end()
    return [*told, *_texts(rest[begin:], label)]


def _is_apart(before: str) -> bool:
    """Whether the text before "by" is a section or a date, and not the beginning of a name."""
    last = _APART.split(before)[-1].strip()
    if not last:
        return True
    *_, after_time = re.split(r"\d", last)
    return after_time != last and len(after_time.split()) <= MOST_AFTER_TIME


def _texts(text: str, label: str) -> list[str]:
    """The names of authors in `text`, the part of a byline after a label such as "Reporters:".

    `label` says which kind of label it is. If it is "reporters", the names are Chinese or Japanese,
    and have no spaces in them: each word of `text` is a name. If it is "other", as for "Photos:",
    the text does not name authors, and only the name of an agency counts. Otherwise `text` is one
    name.
    """
    if not text.strip() or (label == "other" and not agencies_called(text.strip())):
        return []
    return text.split() if label == "reporters" else [text]
