"""Stores the findings of the audit, and sends notices when a finding is opened or closed.

The audit (`scrapy audit`) looks for faults of sites, e.g. a feed that has long listed nothing new.
A finding is such a fault. It is open until the fault is gone. Each site has at most one open
finding of each kind of fault.
"""

import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Engine, Row, text

from newsbot.errors import DatabaseError
from newsbot.storage.connection.retry import with_retries

logger = logging.getLogger(__name__)

Key = tuple[str, str]
"""A fault that has not ended is identified by two texts: the key of the site, and the kind of the
fault, which is one of newsbot.health.findings.Kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A fault that an audit found: the time of its first sign, and a text about it for people."""

    since: datetime
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A message that tells people that a fault of a site began or has ended."""

    site: str
    kind: str
    event: Literal["opened", "closed"]
    since: datetime
    message: str


class Ledger:
    """Gives access to the table newsbot.findings: writes its rows, and sends notices about them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def write(
        self, faults: Mapping[Key, Fault], sites: Collection[str], unjudged: Collection[Key] = ()
    ) -> None:
        """Opens a finding for each new fault, and closes findings whose faults are gone.

        `faults` are all faults that the audit found, and `sites` are the keys of the audited sites.
        Findings of other sites stay as they are. Open findings whose keys are in `unjudged` are not
        closed. The audit could not see whether their faults last, because other faults of the site
        hide this.
        """
        keys = sorted(faults)
        found = {
            "sites": [site for site, _ in keys],
            "kinds": [kind for _, kind in keys],
            "since": [faults[key].since for key in keys],
            "messages": [faults[key].message for key in keys],
        }
        left = {
            "left_sites": [site for site, _ in unjudged],
            "left_kinds": [kind for _, kind in unjudged],
        }
        with self._engine.begin() as connection:
            connection.execute(_OPEN, found)
            connection.execute(_CLOSE, found | left | {"audited": list(sites)})

    def tell(self, send: Callable[[Notice], bool]) -> None:
        """Sends all new notices with the function `send`, which returns whether it sent the notice.

        A notice that could not be sent is sent by the next audit. If two notices in a row could not
        be sent, no further ones are tried, because the service that sends them is probably down.
        Each notice is marked as sent before `send` is called. So several audits at the same time do
        not send it twice.
        """
        failed: list[int] = []
        is_second = False
        while row := self._claim(failed):
            notice = Notice(
                site=row.site,
                kind=row.kind,
                event="opened" if row.closed_at is None else "closed",
                since=row.since,
                message=row.message,
            )
            is_sent = False
            try:
                is_sent = send(notice)
            finally:  # also where a signal ends the command
                if not is_sent:
                    self._make_due(notice, row.id)
            if is_sent:
                is_second = False
            elif is_second:
                return
            else:
                is_second = True
                failed.append(row.id)

    def _claim(self, failed: Collection[int]) -> Row[Any] | None:
        with self._engine.begin() as connection:
            return connection.execute(_CLAIM, {"failed": list(failed)}).one_or_none()

    def _make_due(self, notice: Notice, finding_id: int) -> None:
        def write() -> None:
            with self._engine.begin() as connection:
                connection.execute(_UNTELL[notice.event], {"id": finding_id})

        try:
            with_retries(write)
        except DatabaseError:
            logger.exception("The notice of %s at %s was never sent", notice.kind, notice.site)
            raise


_OPEN = text("""
    INSERT INTO newsbot.findings AS f (site, kind, since, message)
    SELECT * FROM unnest(
        CAST(:sites AS text[]), CAST(:kinds AS text[]),
        CAST(:since AS timestamptz[]), CAST(:messages AS text[])
    )
    ON CONFLICT (site, kind) WHERE closed_at IS NULL
    DO UPDATE SET message = excluded.message, since = least(f.since, excluded.since)
""")
_CLOSE = text("""
    UPDATE newsbot.findings SET closed_at = newsbot.now()
    WHERE closed_at IS NULL AND site = ANY(CAST(:audited AS text[]))
        AND (site, kind) NOT IN (
            SELECT * FROM unnest(CAST(:sites AS text[]), CAST(:kinds AS text[]))
            UNION ALL
            SELECT * FROM unnest(CAST(:left_sites AS text[]), CAST(:left_kinds AS text[]))
        )
""")
# Takes one finding (a fault of a site) of which people are to be told now, records that they are
# told, and returns the finding. People are told once when a fault begins, and once when it has
# ended. If it has ended before they were told of its beginning, they are told nothing.
#
# A fault may recur each week, e.g. because a site stops its feeds each Sunday. So people are not
# told of a fault if the site had one of the same kind that began on the same weekday, in one of the
# four weeks before, and the present fault has not lasted longer than that one. But at least once in
# half a year they are told of such a fault.
#
# Only earlier faults of at most three days are compared. If e.g. a fault of ten days were compared,
# a new fault that begins on the same weekday would not be reported for ten days.
_CLAIM = text("""
    UPDATE newsbot.findings SET
        told_at = coalesce(told_at, newsbot.now()),
        closing_told_at = CASE WHEN closed_at IS NOT NULL THEN newsbot.now() END
    WHERE id = (
        SELECT id FROM newsbot.findings AS f
        WHERE CASE WHEN closed_at IS NULL THEN told_at IS NULL
                ELSE told_at IS NOT NULL AND closing_told_at IS NULL END
            AND id <> ALL(CAST(:failed AS bigint[]))
            AND NOT (f.closed_at IS NULL AND coalesce((
                SELECT bool_or(like_it.told_at IS NOT NULL) AND bool_or(
                    like_it.since > f.since - interval '29 days'
                    AND newsbot.now() - f.since
                        <= like_it.closed_at - like_it.since + interval '6 hours'
                )
                FROM newsbot.findings AS like_it
                CROSS JOIN LATERAL (
                    SELECT extract(epoch FROM f.since - like_it.since) / 604800
                ) AS apart (weeks)
                WHERE like_it.site = f.site AND like_it.kind = f.kind
                    AND like_it.closed_at - like_it.since <= interval '3 days'
                    AND like_it.since > f.since - interval '26 weeks'
                    AND round(apart.weeks) >= 1
                    AND abs(apart.weeks - round(apart.weeks)) * 7 <= 0.5
            ), false))
        ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    RETURNING id, site, kind, since, message, closed_at
""")
_UNTELL = {
    "opened": text("UPDATE newsbot.findings SET told_at = NULL WHERE id = :id"),
    "closed": text("UPDATE newsbot.findings SET closing_told_at = NULL WHERE id = :id"),
}
