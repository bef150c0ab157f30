"""What was found in a WARC file whose pages were extracted."""

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCounts:
    """What was found in a WARC file. The Parquet file with the results has it, too."""

    pages: int
    articles: int
    days: dict[date, int]
    """The number of pages that were fetched on each day, in UTC."""
    named: dict[str, int]
    """The number of records that were skipped ("skipped/REASON"), of pages without an article
    ("rejected/REASON") and of pages with another date than that of the record
    ("dated_by/SOURCE")."""
    damage: str | None
    """Where the file is damaged; None if it is not. All pages were taken that can be read."""
    seconds: float

    def as_text(self) -> str:
        """The counts as JSON, which `of_text` reads."""
        days = {day.isoformat(): pages for day, pages in sorted(self.days.items())}
        return json.dumps({**asdict(self), "days": days})

    @classmethod
    def of_text(cls, text: str) -> Self:
        """The counts that `as_text` has written."""
        fields = json.loads(text)
        days = {date.fromisoformat(day): pages for day, pages in fields["days"].items()}
        return cls(**{**fields, "days": days})
