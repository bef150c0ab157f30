"""Two days of an invented press, small enough to know by heart, for what readers ask of it.

An agency, coastwire.example, has two stories that others copy; two of the articles change, one
goes, and a feed has failed since the first noon.
"""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Engine, text

from newsbot.items import PageValidators, SourceReport
from newsbot.storage.articles.storing import ArticleStore
from newsbot.storage.health.runs import finish_run, start_run
from newsbot.storage.leases.polls import Polled, Polls
from newsbot.urls import host_of
from tests.storage.making import article_on, fingerprinted, rejection, story

MONDAY = datetime(2026, 5, 11, tzinfo=UTC)
EVENING = MONDAY + timedelta(days=1, hours=20)
"""When the questions are asked: on Tuesday at eight."""
WIRE, GAZETTE, POST, KURIER = (
    f"{name}.example" for name in ("coastwire", "gazette", "post", "kurier")
)
SITES = (WIRE, GAZETTE, POST, KURIER)
COUNTERS = {"fetched": 13, "new": 8, "copy": 3, "revised": 2, "rejected": 2, "failed": 1}


def at(hour: float, day: int = 0) -> datetime:
    return MONDAY + timedelta(days=day, hours=hour)


def fill(engine: Engine) -> None:
    """Stores the two days: 10 articles, of which 3 are copies, in the order of their ids."""
    run_id = start_run(engine, "news", {})
    aground = {"path": "aground", "title": "Ferry runs aground", "language": "en"}
    bridge = {"path": "bridge", "title": "Bridge closes", "language": "en"}
    votes = {"path": "votes", "title": "Council votes", "language": "en", "is_paywalled": True}
    fire = {"path": "fire", "title": "Fire at the harbour", "language": "en"}
    _store(engine, WIRE, "ferry", 8, **aground)  # 1
    _store(engine, GAZETTE, "ferry", 9, **aground, is_paywalled=False)  # 2
    _store(engine, POST, "ferry", 10, **aground)  # 3
    _store(engine, GAZETTE, "sea wall", 11, **votes)  # 4
    _store(engine, POST, "fire", 12, **fire)  # 5
    german = {"path": "faehre", "title": "Fähre auf Grund", "language": "de"}
    _store(engine, KURIER, "faehre", 9, **german)  # 6
    _store(engine, POST, "fire", 12, seen=at(15), end=" Nobody was hurt.", **fire)
    _store(engine, WIRE, "bridge", 7, day=1, **bridge)  # 7
    _store(engine, POST, "bridge", 8, day=1, **bridge)  # 8
    oysters = {"path": "oysters", "title": "Oyster beds open", "is_paywalled": True}
    _store(engine, GAZETTE, "oysters", 9, day=1, language="en", **oysters)  # 9
    market = {"path": "market", "title": "A quiet market", "is_paywalled": False}
    _store(engine, GAZETTE, "market", 10, day=1, language="en", **market)  # 10
    wall = votes | {"title": "Council votes for a sea wall"}
    _store(engine, GAZETTE, "sea wall", 11, seen=at(11.5, 1), **wall)
    _reject(engine, run_id, "market", at(18, 1), "http_410", status=410, is_revisit=True)
    _reject(engine, run_id, "login", at(11), "too_short", stage="extract")
    _reject(engine, run_id, "broken", at(11), "http_500", status=500)
    _poll(engine, GAZETTE, at(11), links=20, new_links=2, newest_at=at(11))
    _poll(engine, GAZETTE, at(19, 1), links=20, new_links=2, newest_at=at(10, 1))
    _poll(engine, POST, at(12), links=9, new_links=3, newest_at=at(10))
    for hour in (13, 14):
        _poll(engine, POST, at(hour), links=0, failure="It is away.", reason="http_404", status=404)
    finish_run(engine, run_id, reason="finished", exit_code=6, counters=COUNTERS)
    with engine.begin() as connection:
        connection.execute(_TIMES, {"began": at(8), "ended": at(20), "blocked": at(12, 2)})


# The run and the decisions are dated into the two days; a host is left alone until the third.
_TIMES = text("""
    WITH ended AS (UPDATE newsbot.runs SET started_at = :began, finished_at = :ended),
    decided AS (UPDATE newsbot.articles SET decided_at = first_seen_at)
    UPDATE newsbot.hosts SET blocked_until = :blocked, reason = 'http_429', failures = 1
    WHERE host LIKE 'post.example%'
""")


def _store(
    engine: Engine, site: str, name: str, hour: float, *, day: int = 0, **fields: Any
) -> None:
    """Stores an article that was published on the hour and fetched five minutes later.

    `seen` is another moment of the fetch, and `end` is a sentence at the end of the body.
    """
    published = at(hour, day)
    fetched = fields.pop("seen", published + timedelta(minutes=5))
    body = story(name) + fields.pop("end", "")
    sent = PageValidators(body_sha256=sha256(f"{site} {body} {fields}".encode()).hexdigest())
    dates = {"published_at": published, "fetched_at": fetched}
    article = article_on(site, body, validators=sent, **dates, **fields)
    ArticleStore(engine).store(fingerprinted(engine, article))


def _reject(
    engine: Engine, run_id: int, path: str, moment: datetime, reason: str, **fields: Any
) -> None:
    values = {"stage": "download", "site": GAZETTE, "at": moment} | fields
    ArticleStore(engine, run_id).store([rejection(path, reason, **values)])


def _poll(engine: Engine, site: str, moment: datetime, **fields: Any) -> None:
    url = f"https://{site}/feed"
    polls = Polls(engine, host_of)
    polls.register([Polled(url=url, kind="feed", site=site)], is_regular=True)
    polls.record(SourceReport(url=url, kind="feed", site=site, at=moment, **fields))
