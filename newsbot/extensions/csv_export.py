"""Writes the CSV files of Scrapy's feed exports (`-O articles.csv`)."""

from collections.abc import Mapping
from typing import Any

from scrapy.exporters import CsvItemExporter

from newsbot.plain_text import without_formula


class PlainCsvExporter(CsvItemExporter):
    """Scrapy's exporter for CSV, except that no cell can be a formula.

    It protects texts as `scrapy export --format csv` does. Other formats show texts as they are.
    """

    def serialize_field(self, field: Mapping[str, Any], name: str, value: Any) -> Any:
        """The text of a cell, with an apostrophe before it if spreadsheets would compute it."""
        cell = super().serialize_field(field, name, value)
        return without_formula(cell) if isinstance(cell, str) else cell
