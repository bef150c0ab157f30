"""Holds back suspiciously short texts until a later request for the same page confirms them.

A text is held back if it has less than half of the words of the article's current text. A publisher
seldom cuts an article in half. But a changed layout, a paywall, or a page that JavaScript fills can
make many articles seem short at once. The module does no I/O.
"""

from datetime import datetime
from operator import attrgetter

from newsbot.revisits import LOOK_APART
from newsbot.storage.versions.timeline import Placed, Timeline, Version


def hold(timeline: Timeline, page: Version) -> Placed | None:
    """Holds back the text of a page if it has less than half of the words of the current text.

    Returns the version with the held text: `page`, or an older held version with the same text.
    Returns None, and changes nothing, if the text need not be held back.

    Args:
        timeline: the versions of the article that were fetched nearest to the page in time.
        page: the fetched page as a version, with one fetch and no id.
    """
    if not _has_shrunk(timeline, page):
        return None
    for version in held_since(timeline):
        if version.has_text_of(page):
            version.add(page.first)
            return Placed(version=version)
    page.set_held(is_held=True)
    timeline.held.append(page)
    return Placed(version=page, further=(page,))


def held_since(timeline: Timeline) -> list[Version]:
    """The held texts of an article that were fetched after the last fetch of its current text.

    A held text is a suspiciously short text that waits for confirmation. Older held texts are left
    out, because the page has shown the current text again since. The text that was fetched last
    comes last.
    """
    current = timeline.versions[-1]
    since = [version for version in timeline.held if version.last > current.last]
    return sorted(since, key=attrgetter("last"))


def held_from(timeline: Timeline) -> datetime | None:
    """Since when the page of an article has given held texts in place of the current text.

    A held text is a suspiciously short text that waits for confirmation. The result is the time of
    the first fetch of a held text after the last fetch of the current text. It is None if the last
    fetch gave the current text.
    """
    current = timeline.versions[-1]
    since = (at for version in timeline.held for at in version.fetches if at > current.last)
    return min(since, default=None)


def is_confirmed(since: datetime, version: Version) -> bool:
    """Whether a held text counts as confirmed, so that it may become the article's current text.

    A text is held, i.e. stored but not yet shown, if it is much shorter than the text before it. It
    is confirmed if the page has given only short texts for at least LOOK_APART. These texts need
    not be equal, because some pages change a little at each request, e.g. if they show the time of
    day.

    Args:
        since: when the page gave the first of these short texts.
        version: the last of these short texts.
    """
    return version.last - since >= LOOK_APART


def release(timeline: Timeline, version: Version) -> None:
    """Makes `version`, a text that was held back as too short, the current text of its article.

    `timeline` has the versions of the article.
    """
    timeline.held.remove(version)
    version.set_held(is_held=False)
    version.set_column("cause", version.cause_after(timeline.versions[-1]))
    timeline.versions.append(version)
    timeline.settle()


def _has_shrunk(timeline: Timeline, page: Version) -> bool:
    current = timeline.versions[-1]
    return (
        not page.columns["is_partial"]
        and not current.columns["is_partial"]
        and page.first > current.last
        and page.word_count * 2 < current.word_count
        # The new text may be shorter only because more paragraphs that recur on the site were
        # removed from it. Then the text has not shrunk. To find this out, `has_plain_text_of`
        # compares the hashes of both texts as they were before anything was removed.
        and not current.has_plain_text_of(page)
    )
