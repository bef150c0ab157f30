"""Plans the next requests for the pages of a batch, and counts the looks at each site.

A look is a repeated request for the page of a stored article.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime

from sqlalchemy import Connection

from newsbot.items import Alias, Copy, New
from newsbot.revisits import LOOK_APART, Revisits
from newsbot.storage.articles.aliases import look_again_elsewhere
from newsbot.storage.articles.decided import Batch, Decided, LookedAt
from newsbot.storage.frontier.looks import Look, forget_page, write_looks
from newsbot.storage.frontier.rows import mark_done
from newsbot.storage.frontier.site_looks import SiteLook, count_looks
from newsbot.storage.versions.holding import held_from
from newsbot.storage.versions.neighbours import Known
from newsbot.storage.versions.timeline import Timeline, Version
from newsbot.urls import url_key


def settle_looks(
    connection: Connection,
    batch: Batch,
    articles: Iterable[Known],
    site_ids: Mapping[str, int],
    revisits: Revisits,
) -> None:
    """Schedules the next request for each page of a batch, and counts the looks at each site.

    A look is a repeated request for the page of a stored article. Looks that found less than half
    of the words of the article's current text are also counted separately.

    Must be called after all versions were written, and after the URLs of the pages in
    `batch.decided` were marked as done.

    Args:
        connection: a transaction that holds the storing lock. Every transaction that stores
            articles takes this lock, so that there is only one at a time.
        batch: the pages, with what was decided about each.
        articles: the articles to which the pages belong, as changed by the batch.
        site_ids: the key of each site → its id.
        revisits: computes when a page is requested again.
    """
    timelines = {each.article_id: each.timeline for each in articles}
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
    looks = [*look_again_elsewhere(connection, batch.decided), *_looks(batch, timelines)]
    write_looks(connection, looks, revisits)
    count_looks(connection, list(_site_looks(batch, timelines, site_ids)))


def _looks(batch: Batch, timelines: Mapping[int, Timeline]) -> Iterator[Look]:
    for each in batch.decided:
        article = each.item.article
        is_alias = isinstance(each.outcome, Alias)
        if article.validators is not None and not article.is_partial and not is_alias:
            yield Look(
                url=article.url,
                requested_url=article.requested_url,
                at=article.fetched_at,
                version_id=each.version.id,
                validators=article.validators,
                confirmed_from=_confirmed_from(
                    each.version, timelines[each.outcome.article_id], article.fetched_at
                ),
                published_at=article.published_at,
            )
    for same in batch.same:
        yield Look(
            url=same.page.url,
            requested_url=same.page.requested_url,
            at=same.page.at,
            version_id=same.version.id,
            validators=same.page.validators,
            confirmed_from=_confirmed_from(
                same.version, timelines[same.outcome.article_id], same.page.at
            ),
        )


def _confirmed_from(version: Version, timeline: Timeline, now: datetime) -> datetime | None:
    since = held_from(timeline) if version.columns["held"] else None
    # A suspiciously short text is held back: readers do not see it. A request LOOK_APART or more
    # after its first fetch (`since`) confirms it, if it gives a short text again. The result is the
    # moment from which a request can do so.
    #
    # The result is None if there is nothing to confirm, because the text is not held back. It is
    # also None if this moment is past. The text is still held back then only because so many texts
    # of the site have become short that its layout counts as broken. In this case no request can
    # confirm it.
    return None if since is None or since + LOOK_APART <= now else since + LOOK_APART


def _site_looks(
    batch: Batch, timelines: Mapping[int, Timeline], site_ids: Mapping[str, int]
) -> Iterator[SiteLook]:
    decided = [
        each
        for each in batch.decided
        if each.item.article.validators is not None
        and not each.item.article.is_partial
        and not isinstance(each.outcome, New | Copy | Alias)
    ]
    seen: list[tuple[str, datetime, Decided | LookedAt]] = [
        *((each.item.article.site, each.item.article.fetched_at, each) for each in decided),
        *((each.page.site, each.page.at, each) for each in batch.same),
    ]
    for site, at, look in seen:
        if not _is_counted(look, timelines[look.outcome.article_id], at):
            yield SiteLook(site_id=site_ids[site], day=_day(at), is_shrunk=look.is_shrunk)


def _is_counted(look: Decided | LookedAt, timeline: Timeline, at: datetime) -> bool:
    """Whether an earlier look at the article's page had the same result on the same day.

    A look is a repeated request for the page of a stored article. Its result is either a whole
    text, or a shrunken text with less than half of the words of the current text. Each of the two
    results is counted only once a day for each article. Otherwise one article that is requested
    often could make the layout of its site seem broken, or hide that it is broken.
    """
    versions = [look.version, *timeline.held] if look.is_shrunk else timeline.versions
    return any(
        each < at and _day(each) == _day(at)
        for version in versions
        # A look is a repeated fetch of an article's page. The first fetch of the article's first
        # version is no look.
        for each in version.fetches[version.number == 1 :]
    )


def _day(at: datetime) -> date:
    return at.astimezone(UTC).date()
