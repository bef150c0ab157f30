"""Fills the metadata that a page lacks with what the feed or sitemap says that lists the article.

What the page itself states is never replaced. The date of publication is not filled here, but in
`newsbot.extraction.metadata.published`, because the place of a feed among the sources of dates is
not the last.
"""

from collections.abc import Collection
from dataclasses import replace

from newsbot.extraction.metadata.authors import read_bylines
from newsbot.extraction.page.text import one_line
from newsbot.items import Link, Metadata


def with_listed(
    metadata: Metadata, link: Link | None, site_names: Collection[str] = ()
) -> Metadata:
    """`metadata`, with title, authors, credits and summary from `link` where the page states none.

    `Metadata.from_feed` names the fields that were filled. Of the authors, only those with a full
    name are taken, because many feeds state logins ("admin"). Organisations become credits.

    Args:
        metadata: what the page states, and the rules for its site; the title is "" without one.
        link: the entry of the feed, sitemap or section page that lists the article, if any.
        site_names: the names of the site, as `word_key` writes them; they count as organisations.
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
    # The type is checked by nobody here: each value has the type of its field.
    return replace(metadata, from_feed=tuple(filled), **filled)  # type: ignore[arg-type]
