"""The form in which articles are exported by Scrapy's feed exports (`-O articles.jsonl`)."""

from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from newsbot.items.articles import Article, Precision, iso_8601
from newsbot.items.copies import FingerprintedArticle
from newsbot.items.outcomes import Copy, Held, New, Outcome, Revised

_EXPORTED = {"serializer": iso_8601}
NOT_STORED = "not_stored"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedArticle:
    """An exported article, with columns of the view `news.all_articles` as fields.

    The fields have the same names, order and meaning as in the view. Columns whose values are known
    only later are left out.
    """

    id: int | None
    """The id of the article; None if it was not stored, as with `scrapy runspider`."""
    url: str
    canonical_url: str | None
    site: str
    title: str
    subtitle: str | None
    authors: tuple[str, ...]
    published_at: datetime | None = field(metadata=_EXPORTED)
    published_precision: Precision | None
    modified_at: datetime | None = field(metadata=_EXPORTED)
    language: str | None
    section: str | None
    tags: tuple[str, ...]
    summary: str | None
    body: str = field(repr=False)
    image_url: str | None
    word_count: int | None
    is_paywalled: bool | None
    fetched_at: datetime = field(metadata=_EXPORTED)
    version: int | None
    """The number of the stored version of the article's text. None if no version was stored,
    because the same text is stored already."""
    extractor: str
    extractor_version: str
    copy_of: int | None
    similarity: float | None
    containment: float | None
    published_source: str | None
    modified_source: str | None
    published_offset_minutes: int | None
    credits: tuple[str, ...]
    is_partial: bool
    charset: str | None
    from_feed: tuple[str, ...]
    body_markdown: str | None = field(repr=False)
    body_certainty: float | None
    outcome: str
    """What came of storing the article: "new", "copy", "revised", "amended", "held" or "unchanged",
    after the classes of `newsbot.items.outcomes`. It is "not_stored" if the run stores nothing. The
    view `news.all_articles` has no such column."""


_OF_ARTICLE = [
    each.name for each in fields(ExportedArticle) if each.name in Article.__dataclass_fields__
]


def exported(item: FingerprintedArticle, outcome: Outcome) -> ExportedArticle:
    """The fields of an article for an export; `outcome` is the result of storing the article."""
    match = outcome.match if isinstance(outcome, Copy) else None
    version = outcome.version if isinstance(outcome, Revised | Held) else None
    return ExportedArticle(
        **_of_article(item.article),
        id=getattr(outcome, "article_id", None),
        word_count=item.fingerprint.word_count,
        version=1 if isinstance(outcome, New | Copy) else version,
        copy_of=outcome.original if isinstance(outcome, Copy) else None,
        similarity=None if match is None else match.similarity,
        containment=None if match is None else match.containment,
        outcome=type(outcome).__name__.lower(),
    )


def exported_unstored(article: Article) -> ExportedArticle:
    """The exported form of an article that is not stored."""
    return ExportedArticle(
        **_of_article(article),
        id=None,
        word_count=None,
        version=None,
        copy_of=None,
        similarity=None,
        containment=None,
        outcome=NOT_STORED,
    )


def _of_article(article: Article) -> dict[str, Any]:
    return {name: getattr(article, name) for name in _OF_ARTICLE}
