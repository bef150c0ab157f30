"""The rows of articles of the series as the store writes them, in the text form of COPY."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from newsbot import clock
from newsbot.article_numbers import article_number
from newsbot.dedup.parameters import PARAMETERS
from newsbot.dedup.text import Text
from newsbot.items import Article, Fingerprint
from newsbot.storage.copies.sketch_days import sketch_day
from newsbot.urls import host_of, url_key
from tests.benchmarks.dedup.series import article, is_copy, original_of

Value = None | bool | int | float | str | bytes | date | datetime | Sequence[int]
Row = dict[str, Value]

BLOCKS = "new_blocks"
"""A temporary table: which of these rows are kept is decided in the database."""

_ESCAPED = str.maketrans({"\\": r"\\", "\n": r"\n", "\t": r"\t", "\r": r"\r"})


def copied_rows(numbers: range, site_ids: Mapping[str, int]) -> dict[str, tuple[list[str], bytes]]:
    """For each table its columns and its rows for the articles of these numbers.

    The article of number n has the id n + 1, and so has its only version.
    """
    tables: dict[str, list[Row]] = {}
    for number in numbers:
        for table, rows in _rows(number, site_ids).items():
            tables.setdefault(table, []).extend(rows)
    return {
        table: (list(rows[0]), "".join(map(_line, rows)).encode()) for table, rows in tables.items()
    }


def _rows(number: int, site_ids: Mapping[str, int]) -> dict[str, list[Row]]:
    """By table, each table after those that it refers to."""
    each, article_id = article(number), number + 1
    found = Text(each.body, each.recurring_lines).fingerprint
    known: Row = {"url": each.url, "url_key": url_key(each.url), "site_id": site_ids[each.site]}
    return {
        "newsbot.articles": [_article_row(number, each) | known],
        "newsbot.versions": [_version_row(article_id, each, found)],
        "newsbot.sketches": [
            {"hash": hash_, "version_id": article_id, "day": sketch_day(each.fetched_at)}
            for hash_ in found.sketch
        ],
        BLOCKS: [
            {
                "article_id": article_id,
                "fetched_at": each.fetched_at,
                "site_id": known["site_id"],
                "keys": tuple(dict.fromkeys(each.block_keys)),
                "original": original_of(number) + 1,
            }
        ],
        "newsbot.changes": [{"op": "insert", "article_id": article_id}],
        "newsbot.frontier": [
            known | {"host": host_of(each.url), "state": "done", "done_at": each.fetched_at}
        ],
    }


def _article_row(number: int, each: Article) -> Row:
    now, copy = clock.now(), is_copy(number)
    return {
        "id": number + 1,
        "first_seen_at": each.fetched_at,
        "fetched_at": each.fetched_at,
        "article_number": article_number(each.url),
        "copy_of": original_of(number) + 1 if copy else None,
        # How alike they are exactly takes as much room, whatever it is.
        "similarity": 1.0 if copy else None,
        "containment": 1.0 if copy else None,
        "method": "shingles" if copy else None,
        "dedup_version": PARAMETERS.version,
        "decided_at": now,
        "updated_at": now,
    }


def _version_row(article_id: int, each: Article, found: Fingerprint) -> Row:
    return {
        "id": article_id,
        "article_id": article_id,
        "number": 1,
        "is_current": True,
        "fetched_at": each.fetched_at,
        "seen_until": each.fetched_at,
        "text_sha256": hashlib.sha256(f"{each.title}\n\n{each.body}".encode()).digest(),
        "content_sha256": found.content_sha256,
        "title": each.title,
        "authors": (),
        "credits": (),
        "tags": (),
        "language": each.language,
        "body": each.body,
        "recurring_lines": each.recurring_lines,
        "word_count": found.word_count,
        "extractor": each.extractor,
        "extractor_version": each.extractor_version,
    }


def _line(row: Row) -> str:
    return "\t".join(map(_cell, row.values())) + "\n"


def _cell(value: Value) -> str:
    match value:
        case None:
            return r"\N"
        case str():
            return value.translate(_ESCAPED)
        case bytes():
            return rf"\\x{value.hex()}"
        case bool() | int() | float() | date():
            return str(value)
        case _:
            return f"{{{','.join(map(str, value))}}}"
