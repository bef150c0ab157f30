"""Corrects the stored versions of an article after an archived page was extracted again.

A version is a text of an article, with the times of the fetches that gave the text. If the new
extractor reads the stored text from the page, nothing changes. If it reads another text, the stored
text was read wrongly, and the new text becomes a new version. The fetch of the page and all later
fetches of the old version are moved to the new version. The old version stays in
`news.article_versions`, so that readers can see what newsbot has shown. But each version must have
a fetch. So if the old version has no fetch before that of the page, both versions have the fetch of
the page.
"""

from collections.abc import Callable

from newsbot.storage.versions.timeline import Placed, Timeline, Version


def place_again(
    timeline: Timeline, page: Version, has_same_body: Callable[[Version], bool]
) -> Placed | None:
    """Finds the version to which an archived page belongs, after its text was extracted once more.

    A version is a stored text of an article. The result is None in two cases. Then the caller must
    place the page like a newly fetched one:

    - No stored version was read from this page, e.g. because the page was rejected before.
    - The text of the page, or of the article's latest version, is incomplete. The code that places
      new pages has rules for such texts.

    The pages of an article must be passed to this function in the order of their fetches.

    Args:
        timeline: the article's versions from about the time when the page was fetched.
        page: the page with its new text, as a version that is not stored yet.
        has_same_body: returns whether a stored version has the body of `page`. If only the titles
            differ, the page stays a page of that version.
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
    """Replaces a stored text by the text that was now extracted from one of its archived pages.

    `version` has the stored text, and `page` the new text, with the fetch of the archived page. The
    fetch of this page and all later fetches are moved from `version` to `page`, which becomes the
    next version. Earlier fetches stay with `version`, because earlier pages may really have had the
    stored text.
    """
    at = page.first
    is_boilerplate = version.has_plain_text_of(page)
    page.set_column("cause", "boilerplate" if is_boilerplate else "extractor")
    page.fetches = [each for each in version.fetches if each >= at]
    version.fetches = [each for each in version.fetches if each < at] or [at]
    version.is_moved = True
    timeline.versions.insert(timeline.versions.index(version) + 1, page)
    timeline.settle()
