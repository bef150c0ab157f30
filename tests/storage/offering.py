"""Offers links of one site to the frontier, and asks which of its links are due."""

from sqlalchemy import Engine, text

from newsbot.items import Link
from newsbot.storage.articles.storing import ArticleStore
from newsbot.storage.frontier.offers import Offer
from newsbot.storage.leases.due import DueLink, DueWork
from newsbot.storage.leases.scope import Scope
from tests.storage.making import article, fingerprinted, rejection

FEED = "https://gazette.example/feed"
MANY = 1000


def offer(path: str, **fields: object) -> Offer:
    link = Link(url=f"https://gazette.example/{path}", **fields)  # type: ignore[arg-type]
    return Offer(link=link, site="gazette.example", source_url=FEED, source_kind="feed")


def store(engine: Engine, path: str) -> None:
    ArticleStore(engine).store(fingerprinted(engine, article(path)))


def refuse(engine: Engine, path: str, reason: str = "http_503", **fields: object) -> None:
    ArticleStore(engine).store([rejection(path, reason, stage="download", **fields)])


def change(engine: Engine, sql: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(sql))


def due(engine: Engine, most: int = MANY) -> list[DueLink]:
    return DueWork(engine).links("gazette.example", Scope(), most, [])


def left(engine: Engine, most: int = MANY) -> list[str]:
    return [each.link.url.rsplit("/", 1)[-1] for each in due(engine, most)]
