"""Places a page in the timeline of an article, if the page was extracted again from the archive.

The page was fetched once, at a moment that a stored version has. If the same text is found on it
now, nothing changes. Otherwise the new text takes over the moments of that version from the fetch
of the page on, because the version holds what was wrongly read from the page. The version keeps its
first moment, so that readers of `news.article_versions` see what newsbot had shown.
"""

from collections.abc import Callable

from newsbot.storage.versions.timeline import Placed, Timeline, Version


def place_again(
    timeline: Timeline, page: Version, has_same_body: Callable[[Version], bool]
) -> Placed | None:
    """Places a page that was extracted again; None if it is to be placed like a fetched page.

    That is so if no stored version has the moment of the fetch, as for a page that was rejected
    before, or if a text is only partial. The pages of an article must be placed in the order of
    their fetches.

    Args:
        timeline: the versions of the article near the fetch.
        page: the page as a version, with one fetch and no id.
        has_same_body: returns whether a stored version has the body of `page`. It is called for
            versions whose text, that is title and body, differs from that of `page`.
    """
    at = page.first
    if any(at in version.fetches and version.has_text_of(page) for version in timeline.held):
        return Placed(version=timeline.versions[-1], is_news=False)
    known = [version for version in timeline.versions if at in version.fetches]
    if not known or page.columns["is_partial"] or timeline.versions[-1].columns["is_partial"]:
        return None
    version = known[-1]
    # Two headlines over one body are one version, if they are shown within a day.
    if version.has_text_of(page) or has_same_body(version):
        return Placed(version=version, is_news=False)
    _take_over(timeline, version, page)
    return Placed(version=page, further=(page,))


def _take_over(timeline: Timeline, version: Version, page: Version) -> None:
    """Inserts `page` after `version`, with the moments of `version` from the fetch of `page` on."""
    at = page.first
    is_boilerplate = version.has_plain_text_of(page)
    page.set_column("cause", "boilerplate" if is_boilerplate else "extractor")
    page.fetches = [each for each in version.fetches if each >= at]
    version.fetches = [each for each in version.fetches if each < at] or [at]
    version.is_moved = True
    timeline.versions.insert(timeline.versions.index(version) + 1, page)
    timeline.settle()
