"""Fills gaps in a page's metadata with what the feed or sitemap says that lists the article.

What the page itself states is never replaced. The date of publication is not filled here, but in
`newsbot.extraction.metadata.times.published`, because a feed's date ranks before some of the dates
on a page.
"""

from collections.abc import Collection
from dataclasses import replace

from newsbot.extraction.metadata.people.authors import read_bylines
from newsbot.extraction.page.text import one_line
from newsbot.items import Link, Metadata


def with_listed(
    metadata: Metadata, link: Link | None, site_names: Collection[str] = ()
) -> Metadata:
    """A copy of `metadata` with its empty fields filled from `link`.

    The fields are title, authors, credits and summary. `Metadata.from_feed` of the result has the
    names of those that were filled. Many feeds state logins ("admin") as authors, so only authors
    with a full name are taken. Organisations among the authors become credits.

    Args:
        metadata: what the page and the rules for its site state; the title is "" if there is none.
        link: the entry of the feed, sitemap or section page that lists the article; None if there
        is none.
        site_names: the names of the site, in lower case without spaces and signs (`word_key`).
            They count as organisations.
    """
    if link is None:
        return metadata
    byline = read_bylines(() if metadata.authors else link.authors, site_names)
    listed: dict[str, str | tuple[str, ...] | None] = {
        "title": one_line(link.title),
        "authors": byline.full_names,
        "credits": byline.groups,
        "summary": one_line(link.summary),
    }
    filled = {
        name: value for name, value in listed.items() if value and not getattr(metadata, name)
    }
    # The type checker cannot see that each value in `filled` has the type of its field.
    return replace(metadata, from_feed=tuple(filled), **filled)  # type: ignore[arg-type]
