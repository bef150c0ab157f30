"""Finds results files that are lost, so that their WARC files are extracted again.

The pages in a results file are settled day by day. If the file is deleted or damaged before all its
days are settled, the next of these days fails until the file is put back, or the WARC file is
extracted again.
"""

from collections.abc import Iterator
from functools import partial

from sqlalchemy import Engine

from newsbot.crawling.partitions.files import FileError, NotThere, delete
from newsbot.crawling.partitions.parts import read_part
from newsbot.crawling.partitions.results import NotWhole
from newsbot.storage.archive.day_leases import DayPart
from newsbot.storage.archive.lost_results import failed_parts, lose_results
from newsbot.storage.connection.retry import with_retries


def extract_lost_again(engine: Engine) -> list[str]:
    """Has WARC files extracted again whose results are lost; returns why, one line for each.

    Only the results are looked at that belong to days that failed. Pages that are settled are not
    settled again. Results that are there, and cannot be read now, are not lost: their day is tried
    again, and tells why if it fails once more.

    Raises:
        DatabaseError: the database failed for good.
    """
    lost = list(_lost(with_retries(partial(failed_parts, engine))))
    if lost:
        results = {part.partition_id: part.results for part, _ in lost}
        with_retries(partial(lose_results, engine, results))
    return [why for _, why in lost]


def _lost(parts: list[DayPart]) -> Iterator[tuple[DayPart, str]]:
    for part in parts:
        try:
            for _ in read_part(part):
                pass
        except NotThere as error:
            yield part, str(error)
        except NotWhole as error:
            # It would be taken for the results of a cluster, and taken over once more.
            delete(part.results)
            yield part, str(error)
        except FileError:
            continue  # see `extract_lost_again`
