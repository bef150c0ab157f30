"""Holds back texts that lost more than half of their words, until a later look confirms them.

A publisher seldom cuts an article in half. But a changed layout, a paywall, or a page that
JavaScript fills shortens many articles at once. No I/O.
"""

from newsbot.revisits import LOOK_APART
from newsbot.storage.versions.timeline import Placed, Timeline, Version


def hold(timeline: Timeline, page: Version) -> Placed | None:
    """Holds a page's text of less than half of the current text's words; None for other pages.

    Args:
        timeline: the versions of the article that lie next to the page in time.
        page: a version with one fetch and no id, made from a look at the page.
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
    """The held texts that were fetched after the current text was last fetched, oldest first.

    Other held texts do not count: the page has shown the current text again since.
    """
    current = timeline.versions[-1]
    return [version for version in timeline.held if version.last > current.last]


def is_confirmed(version: Version) -> bool:
    """Whether a held text was seen again at least LOOK_APART after it was first seen."""
    return version.last - version.first >= LOOK_APART


def release(timeline: Timeline, version: Version) -> None:
    """Makes a held text the current text of its article."""
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
        # A text is not shorter if only boilerplate was removed that had been left in before.
        and not current.has_plain_text_of(page)
    )
