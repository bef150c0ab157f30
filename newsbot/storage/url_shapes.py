"""Reads which shapes the URLs of a site's stored articles and of its rejected pages have."""

from sqlalchemy import Engine, text

from newsbot.discovery.sections.url_shapes import UrlShapes

NEWEST = 200
"""The number of stored articles of a site, and of rejected pages, whose URLs are read."""
MAX_READ = 1_000
"""The most rejections of a site that are looked at to find those of pages that were no articles."""


def read_url_shapes(engine: Engine, site: str) -> UrlShapes:
    """The shapes of the URLs of a site's newest stored articles, and of its rejected pages.

    `site` is the key of the site. Pages that could not be downloaded say nothing of their shapes.
    """
    parameters = {"site": site, "newest": NEWEST, "read": MAX_READ}
    with engine.connect() as connection:
        stored = connection.execute(_STORED, parameters).scalars().all()
        rejected = connection.execute(_REJECTED, parameters).scalars().all()
    return UrlShapes.of(stored, rejected)


# Read by way of article_blocks, because its index has the articles of each site in the order in
# which they were fetched. The table articles has no such index.
_STORED = text("""
    SELECT a.url
    FROM (
        SELECT b.article_id FROM newsbot.article_blocks AS b
        WHERE b.site_id = (SELECT id FROM newsbot.sites WHERE key = :site)
        ORDER BY b.fetched_at DESC, b.article_id DESC LIMIT :newest
    ) AS newest
    JOIN newsbot.articles AS a ON a.id = newest.article_id
""")
_REJECTED = text("""
    SELECT url
    FROM (
        SELECT url, stage, reason FROM newsbot.rejections
        WHERE site_id = (SELECT id FROM newsbot.sites WHERE key = :site) LIMIT :read
    ) AS found
    WHERE stage = 'extract' AND reason IN ('index_page', 'too_short', 'video_page', 'gallery')
    LIMIT :newest
""")
