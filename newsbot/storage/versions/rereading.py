"""Corrects the stored versions of an article after an archived page was extracted again.

A version is a text of an article, with the times of the fetches that gave it. If the extractor
reads the stored text from the page again, nothing changes. If it reads another text, the stored
text was read wrongly, and the new text becomes a version of its own. The fetch of the page and all
later fetches of the old version are moved to the new version. If the old version had no earlier
fetch, it also keeps a copy of the fetch of the page. So it stays in `news.article_versions`, where
readers see what newsbot had shown.
"""

from collections.abc import Callable

from newsbot.storage.versions.timeline import Placed, Timeline, Version


def place_again(
    timeline: Timeline, page: Version, has_same_body: Callable[[Version], bool]
) -> Placed | None:
    """Finds the version to which an archived page belongs, after its text was extracted once more.

    A version is a stored text of an article. In two cases the result is None, because the page must
    be treated like a new fetch. First, no stored version was read from the page, e.g. because the
    page was rejected before. Second, the text of the page is only partial, or that of the latest
    version is. The pages of an article must be passed to this function in the order of their
    fetches.

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
    # Texts that differ only in the headline may be one version (see HEADLINE_PAUSE in `timeline`).
    # So a page with the same body stays a page of this version.
    if version.has_text_of(page) or has_same_body(version):
        return Placed(version=version, is_news=False)
    _take_over(timeline, version, page)
    return Placed(version=page, further=(page,))


def _take_over(timeline: Timeline, version: Version, page: Version) -> None:
    """Inserts `page`, a page that was extracted again, as a new version after `version`.

    The new version gets all fetches of `version` that are not earlier than the fetch of the page.
    """
    at = page.first
    is_boilerplate = version.has_plain_text_of(page)
    page.set_column("cause", "boilerplate" if is_boilerplate else "extractor")
    page.fetches = [each for each in version.fetches if each >= at]
    version.fetches = [each for each in version.fetches if each < at] or [at]
    version.is_moved = True
    timeline.versions.insert(timeline.versions.index(version) + 1, page)
    timeline.settle()
