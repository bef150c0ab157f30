"""Texts that lost more than half of their words: held back until another look confirms them.

A publisher seldom cuts an article in half; a changed layout, a wall or a page that JavaScript fills
does so to many at once. No I/O.
"""

from newsbot.revisits import LOOK_APART
from newsbot.storage.versions.timeline import Placed, Timeline, Version


def hold(timeline: Timeline, page: Version) -> Placed | None:
    """Puts a page aside that is under half of the current text; None for any other page.

    Args:
        timeline: the versions next to the page.
        page: a version with one fetch and no id, from a look at the page.
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
    """The texts that are held since the current one was fetched last; older ones are refuted."""
    current = timeline.versions[-1]
    return [version for version in timeline.held if version.last > current.last]


def is_confirmed(version: Version) -> bool:
    """Whether two looks at a held text were so far apart that it counts."""
    return version.last - version.first >= LOOK_APART


def release(timeline: Timeline, version: Version) -> None:
    """Makes a held text the current one."""
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
        # Lines that the site repeats are no text of the publisher's.
        and not current.has_plain_text_of(page)
    )
