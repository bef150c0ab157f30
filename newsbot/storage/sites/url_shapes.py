"""Reads the URLs of a site's stored articles and rejected pages, and counts their shapes.

A shape is the form of a URL. For example, "/world/bridge-closes" and "/world/mayor-resigns" have
the same shape.
"""

from sqlalchemy import Engine, text

from newsbot.discovery.sections.url_shapes import UrlShapes

NEWEST = 200
"""The shapes (forms) of a site's URLs are counted from the URLs of at most this many stored
articles, and of at most as many rejected pages, the newest of each."""
MAX_READ = 1_000
"""At most this many rejections of a site are searched for pages that turned out to be no articles.
Other rejections are e.g. failed downloads."""


def read_url_shapes(engine: Engine, site: str) -> UrlShapes:
    """The shapes (forms) of a site's URLs, from its newest stored articles and its rejected pages.

    `site` is the key of the site. Pages that could not be downloaded are left out, because it is
    not known whether they are articles.
    """
    parameters = {"site": site, "newest": NEWEST, "read": MAX_READ}
    with engine.connect() as connection:
        stored = connection.execute(_STORED, parameters).scalars().all()
        rejected = connection.execute(_REJECTED, parameters).scalars().all()
    return UrlShapes.of(stored, rejected)


# The newest articles are found through the table article_blocks. It has an index of the articles of
# each site in the order in which they were fetched. The table articles has no such index.
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
