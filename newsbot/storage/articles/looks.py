"""Writes when the pages of a batch are looked at again, and counts the looks of each site."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from sqlalchemy import Connection

from newsbot.items import Copy, New
from newsbot.revisits import LOOK_APART, Revisits
from newsbot.storage.articles.batch import Batch
from newsbot.storage.frontier.looks import Look, forget_page, write_looks
from newsbot.storage.frontier.rows import mark_done
from newsbot.storage.frontier.site_looks import SiteLook, count_looks
from newsbot.storage.versions.timeline import Version
from newsbot.urls import url_key


def settle_looks(
    connection: Connection, batch: Batch, site_ids: Mapping[str, int], revisits: Revisits
) -> None:
    """Writes when pages are looked at again, and how many looks at each site found a shrunken text.

    Must be called after all versions are written and the URLs of the read pages are marked as done.
    """
    done = {
        url_key(url): {
            "url": url,
            "site_id": site_ids[each.page.site],
            "done_at": each.page.at,
            "is_unchanged": True,
        }
        for each in batch.same
        for url in (each.page.requested_url, each.page.url)
    }
    mark_done(connection, done)
    for page in batch.forgotten:
        forget_page(connection, page.requested_url)
    write_looks(connection, list(_looks(batch)), revisits)
    count_looks(connection, list(_site_looks(batch, site_ids)))


def _looks(batch: Batch) -> Iterator[Look]:
    for each in batch.decided:
        article = each.item.article
        if article.validators is not None and not article.is_partial:
            yield Look(
                url=article.url,
                requested_url=article.requested_url,
                at=article.fetched_at,
                version_id=each.version.id,
                validators=article.validators,
                confirmed_from=_confirmed_from(each.version, article.fetched_at),
            )
    for same in batch.same:
        yield Look(
            url=same.page.url,
            requested_url=same.page.requested_url,
            at=same.page.at,
            version_id=same.version.id,
            validators=same.page.validators,
            confirmed_from=_confirmed_from(same.version, same.page.at),
        )


def _confirmed_from(version: Version, now: datetime) -> datetime | None:
    moment = version.first + LOOK_APART
    return moment if version.columns["held"] and moment > now else None


def _site_looks(batch: Batch, site_ids: Mapping[str, int]) -> Iterator[SiteLook]:
    seen = [
        (each.item.article.site, each.item.article.fetched_at, each.version)
        for each in batch.decided
        if each.item.article.validators is not None
        and not each.item.article.is_partial
        and not isinstance(each.outcome, New | Copy)
    ]
    seen += [(each.page.site, each.page.at, each.version) for each in batch.same]
    for site, at, version in seen:
        is_shrunk = version.columns["held"] or (version.stored is not None and version.stored.held)
        day = at.astimezone(UTC).date()
        # The shrunken text of an article counts once a day, however often the page is looked at.
        if is_shrunk and day in {each.astimezone(UTC).date() for each in version.fetches[:-1]}:
            continue
        yield SiteLook(site_id=site_ids[site], day=day, is_shrunk=is_shrunk)
