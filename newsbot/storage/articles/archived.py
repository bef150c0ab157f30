"""Writes the result of the extraction of each archived page to `newsbot.archived_pages`."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection, text

from newsbot.items import (
    ArchivedPage,
    Article,
    Copy,
    Deferred,
    New,
    Outcome,
    Rejected,
    Rejection,
    Reread,
    SamePage,
)
from newsbot.storage.archive.pages import (
    Settled,
    delete_refused,
    note_refused,
    settle_again,
    write_archived,
)
from newsbot.storage.articles.decided import Decided
from newsbot.storage.articles.refused import Item, page_of
from newsbot.urls import url_key


def settle_archived(
    connection: Connection,
    outcomes: Sequence[tuple[Item, Outcome]],
    refused_ids: Collection[int],
    site_ids: Mapping[str, int],
) -> None:
    """Writes to newsbot.archived_pages what was extracted from the pages of a batch.

    A page that was just fetched and written to the archive gets a row. The row of a page that was
    read from the archive again is updated.

    Args:
        connection: the transaction that stores the items.
        outcomes: pairs of an item, and what was decided about it.
        refused_ids: the values of `id()` of the items of forgotten sites and articles. They get no
            rows, and lose those that they have.
        site_ids: the key of each site → its id.
    """
    refused = [item for item, _ in outcomes if id(item) in refused_ids]
    note_refused(connection, {page.file_id for item in refused for page in page_of(item).archived})
    rereads = (_reread(item) for item in refused)
    delete_refused(connection, [each.archived for each in rereads if each is not None])
    kept = [pair for pair in outcomes if id(pair[0]) not in refused_ids]
    fetched = [
        _settled(page, item, outcome)
        for item, outcome in kept
        if _reread(item) is None
        for page in page_of(item).archived
    ]
    write_archived(connection, fetched, site_ids)
    again = [
        (_settled(reread.archived, item, outcome), item)
        for item, outcome in kept
        if (reread := _reread(item)) is not None and not isinstance(outcome, Deferred)
    ]
    settle_again(connection, [settled for settled, _ in again])
    rejected = [
        {
            "key": url_key(item.requested_url),
            "digest": item.body_sha256,
            "version": item.extractor_version,
            "reason": item.reason,
            "detail": item.detail,
        }
        for _, item in again
        if isinstance(item, Rejection)
    ]
    if rejected:
        connection.execute(_REFUSED_AGAIN, rejected)


def is_counted(each: Decided) -> bool:
    """Whether a page counts among the pages that its site has sent on a day.

    A page that was extracted again was already counted when it was fetched. It is counted a second
    time only if it has given a new article now.
    """
    return each.item.article.reread is None or isinstance(each.outcome, New | Copy)


def _reread(item: Item) -> Reread | None:
    page = page_of(item)
    return None if isinstance(page, SamePage) else page.reread


def _settled(page: ArchivedPage, item: Item, outcome: Outcome) -> Settled:
    about = page_of(item)
    version = about.extractor_version if isinstance(about, Article | Rejection) else None
    if isinstance(outcome, Rejected):
        return Settled(page=page, reason=outcome.rejection.reason, extractor_version=version)
    if isinstance(outcome, Deferred):
        return Settled(page=page)
    return Settled(page=page, article_id=outcome.article_id, extractor_version=version)


# Updates the stored rejection of an archived page that was extracted again, and again gave no
# article. Nothing is updated if a later fetch of the URL gave other bytes.
_REFUSED_AGAIN = text("""
    UPDATE newsbot.rejections
    SET extractor_version = :version, reason = :reason, detail = :detail
    WHERE url_key = :key AND body_sha256 = :digest
""")
