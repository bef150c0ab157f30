"""Holds back texts that lost more than half of their words, until a later look confirms them.

A publisher seldom cuts an article in half. But a changed layout, a paywall, or a page that
JavaScript fills shortens many articles at once. No I/O.
"""

from datetime import datetime
from operator import attrgetter

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
    """The held texts that were fetched after the current text was last fetched.

    Other held texts do not count: the page has shown the current text again since. The text that
    was fetched last comes last.
    """
    current = timeline.versions[-1]
    since = [version for version in timeline.held if version.last > current.last]
    return sorted(since, key=attrgetter("last"))


def held_from(timeline: Timeline) -> datetime | None:
    """When a page first gave a held text after its current text was last fetched; None if never."""
    current = timeline.versions[-1]
    since = (at for version in timeline.held for at in version.fetches if at > current.last)
    return min(since, default=None)


def is_confirmed(since: datetime, version: Version) -> bool:
    """Whether the last fetch of a held text is LOOK_APART or more after `since` (`held_from`).

    The text fetched at `since` may be another one: a notice with the time of day in it is a new
    text at each look.
    """
    return version.last - since >= LOOK_APART


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
