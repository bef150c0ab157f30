"""What is due in a queue that a run has leased: sources to poll, and URLs to fetch."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Engine, RowMapping, text

from newsbot.discovery.digest import parser_of
from newsbot.items import Link, PageValidators, Validators
from newsbot.reasons import reason_of
from newsbot.storage.leases.queues import OPEN, REVISITS, SOURCES, URLS, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class DueLink:
    """An article link that is to be fetched now."""

    link: Link
    key: bytes
    """Of newsbot.urls.url_key."""
    site: str
    source_url: str | None
    """The source that listed it, if one did."""
    is_retry: bool
    """Whether it was asked for before."""
    is_refused: bool
    """Whether its last answer was a refusal of newsbot.reasons."""
    is_revisit: bool = False
    """Whether its article is stored, and nothing says that the page has changed."""
    validators: PageValidators | None = None
    """Of the page that was stored last; None where there is none."""


class DueWork:
    """Reads what is due, in small groups: a run never holds the whole of a queue."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def sources(self, queue: str, scope: Scope) -> list[str]:
        """The URLs of the sources that are to be polled now."""
        parameters = {"queue": queue, **scope.parameters}
        with self._engine.connect() as connection:
            return list(connection.execute(_SOURCES, parameters).scalars())

    def validators(self, url: str, kind: str) -> Validators | None:
        """What a source may be asked with for changes; None if it is to be read again."""
        parameters = {"url": url, "kind": kind, "parser": f"{parser_of(kind)} %"}
        with self._engine.connect() as connection:
            row = connection.execute(_VALIDATORS, parameters).mappings().one_or_none()
        return None if row is None else Validators(**row)

    def links(self, queue: str, scope: Scope, most: int, asked: Collection[bytes]) -> list[DueLink]:
        """Up to `most` links, none of the keys `asked`: new ones first, of these the newest."""
        parameters = _parameters(queue, scope, most, asked)
        with self._engine.connect() as connection:
            found = list(connection.execute(_FRESH, parameters).mappings())
            if len(found) < most:
                parameters["most"] = most - len(found)
                found += connection.execute(_AGAIN, parameters).mappings()
        return [_due(row) for row in found]

    def revisits(
        self, queue: str, scope: Scope, most: int, asked: Collection[bytes]
    ) -> list[DueLink]:
        """Up to `most` links of stored articles to be looked at again, the longest due first."""
        parameters = _parameters(queue, scope, most, asked)
        with self._engine.connect() as connection:
            found = connection.execute(_REVISITS, parameters).mappings()
            return [replace(_due(row), is_retry=False, is_revisit=True) for row in found]


def _parameters(queue: str, scope: Scope, most: int, asked: Collection[bytes]) -> dict[str, Any]:
    return {"queue": queue, "most": most, "asked": list(asked), **scope.parameters}


def _due(row: RowMapping) -> DueLink:
    return DueLink(
        link=Link(
            url=row["url"],
            title=row["title"],
            published_at=row["published_at"],
            changed_at=row["changed_at"],
        ),
        key=row["url_key"],
        site=row["site"],
        source_url=row["source_url"],
        is_retry=row["next_at"] is not None,
        is_refused=row["reason"] is not None and reason_of(row["reason"]).is_refusal,
        validators=_validators(row),
    )


def _validators(row: RowMapping) -> PageValidators | None:
    if row["body_sha256"] is None:
        return None
    return PageValidators(
        etag=row["etag"],
        last_modified=row["last_modified"],
        body_sha256=row["body_sha256"].hex(),
    )


_SOURCES = text(f"""
    SELECT s.url FROM newsbot.sources AS s JOIN newsbot.hosts AS h USING (host)
    WHERE h.queue = :queue AND s.next_at <= newsbot.now() AND {SOURCES}
    ORDER BY s.next_at, s.id
""")  # noqa: S608 - of constants
_VALIDATORS = text("""
    SELECT etag, last_modified, body_digest AS digest FROM newsbot.sources
    WHERE url = :url AND kind = :kind AND body_digest LIKE :parser
""")
_LINKS = """
    SELECT f.url_key, f.url, f.title, f.published_at, f.changed_at, f.next_at,
        f.etag, f.last_modified, f.body_sha256,
        site.key AS site, source.url AS source_url, r.reason
    FROM newsbot.hosts AS h
    CROSS JOIN LATERAL (
        SELECT * FROM newsbot.frontier AS f
        WHERE f.host = h.host AND {when} AND {urls}
            AND f.url_key <> ALL(CAST(:asked AS bytea[]))
        ORDER BY {order} LIMIT :most
    ) AS f
    JOIN newsbot.sites AS site ON site.id = f.site_id
    LEFT JOIN newsbot.sources AS source ON source.id = f.source_id
    LEFT JOIN newsbot.rejections AS r ON r.url_key = f.url_key
    WHERE h.queue = :queue AND {open}
    ORDER BY {order} LIMIT :most
"""
# As the index has it, so that the newest are found without sorting all.
_NEWEST = "coalesce(f.published_at, f.changed_at, f.discovered_at) DESC"
_FRESH = text(
    _LINKS.format(
        when="f.state = 'pending' AND f.next_at IS NULL", order=_NEWEST, urls=URLS, open=OPEN
    )
)
_AGAIN = text(
    _LINKS.format(
        when="f.state = 'pending' AND f.next_at <= newsbot.now()",
        order="f.next_at",
        urls=URLS,
        open=OPEN,
    )
)
_REVISITS = text(
    _LINKS.format(
        when="f.state = 'done' AND f.revisit_at <= newsbot.now()",
        order="f.revisit_at",
        urls=REVISITS,
        open=OPEN,
    )
)
