"""What newsbot makes of a set: each text goes the way of a crawled article, through PostgreSQL."""

from collections.abc import Sequence

from sqlalchemy import Engine, text
from tqdm import tqdm

from newsbot.errors import NewsbotError
from newsbot.extraction.page.boilerplate import block_key, with_recurring_lines
from newsbot.items import Article, Outcome, Rejected
from newsbot.storage.articles.blocks.site_windows import SiteWindows
from newsbot.storage.articles.storing import ArticleStore
from newsbot.storage.copies.candidates import look_up
from tests.benchmarks.dedup.scoring import Groups
from tests.benchmarks.dedup.sets import Labelled, LabelledSet

BATCH = 10
"""How many articles are stored together, knowing nothing of each other's lines. A crawl gathers for
a tenth of a second, in which two processes extract three to five pages."""

_ORIGINALS = text("SELECT id, coalesce(copy_of, id) FROM newsbot.articles")


def our_groups(engine: Engine, texts: LabelledSet) -> Groups:
    """The groups that are stored in the end, in a database that had no articles."""
    store = ArticleStore(engine)
    article_ids: dict[str, int] = {}
    with tqdm(desc=texts.name, total=len(texts.texts), unit="text", disable=None) as progress:
        for first in range(0, len(texts.texts), BATCH):
            batch = texts.texts[first : first + BATCH]
            outcomes = _store(engine, store, [as_article(each) for each in batch])
            for each, outcome in zip(batch, outcomes, strict=True):
                article_ids[each.key] = _article_id(outcome)
            progress.update(len(batch))
    with engine.connect() as connection:
        originals = {row[0]: row[1] for row in connection.execute(_ORIGINALS)}
    return {key: originals[article_id] for key, article_id in article_ids.items()}


def as_article(labelled: Labelled) -> Article:
    """As extraction would give it, from a page at an address made up."""
    url = f"https://{labelled.site}/{labelled.key}"
    return Article(
        url=url,
        requested_url=url,
        site=labelled.site,
        fetched_at=labelled.fetched_at,
        title=labelled.title,
        body=labelled.body,
        block_keys=tuple(map(block_key, labelled.body.split("\n"))),
        extractor="none",
        extractor_version="0",
    )


def _store(engine: Engine, store: ArticleStore, articles: Sequence[Article]) -> list[Outcome]:
    """As the pipelines do: what recurs on the site, the look-up, the commit."""
    known = SiteWindows(engine).read(articles)
    marked = [with_recurring_lines(*each) for each in zip(articles, known, strict=True)]
    return store.store(look_up(engine, marked))


def _article_id(outcome: Outcome) -> int:
    if isinstance(outcome, Rejected):
        raise NewsbotError(f"{outcome.rejection.url} was rejected")
    return outcome.article_id
