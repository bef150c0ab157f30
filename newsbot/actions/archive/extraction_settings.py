"""The settings and options by which `scrapy archive` extracts WARC files, here or on a cluster."""

import os
import sys
from dataclasses import replace
from pathlib import Path

from scrapy.settings import BaseSettings

from newsbot.crawling.partitions.extracting import Options
from newsbot.crawling.partitions.files import FileError, absolute, delete, joined, write_whole
from newsbot.crawling.worker_limits import worker_limits
from newsbot.errors import ConfigurationError
from newsbot.sites.registry import own_sites
from newsbot.sites.rule_book import rule_folders


def results_folder(settings: BaseSettings, given: str | None) -> str:
    """The folder of the Parquet files, or its URL: `given`, or NEWSBOT_ARCHIVE_RESULTS.

    Raises:
        ConfigurationError: neither names a folder that can be written to.
    """
    folder = given or settings["NEWSBOT_ARCHIVE_RESULTS"]
    if not folder:
        raise ConfigurationError(
            "--results FOLDER is missing, or NEWSBOT_ARCHIVE_RESULTS: a folder or URL for what is "
            "extracted, which all machines can read"
        )
    folder = absolute(folder)
    probe = joined(folder, f"probe-{os.getpid()}")
    try:
        write_whole(probe, lambda _: None)
    except FileError as error:
        raise ConfigurationError(str(error)) from error
    delete(probe)
    return folder


def extraction_options(settings: BaseSettings, workers: int | None) -> Options:
    """How pages are extracted: by the settings, in `workers` processes if that is not None."""
    limits = worker_limits(settings)
    return Options(
        limits=limits if workers is None else replace(limits, processes=workers),
        max_page_bytes=settings.getint("DOWNLOAD_MAXSIZE") or sys.maxsize,
        sites=_absolute(own_sites(settings["NEWSBOT_SITES"])),
        site_rules=_absolute(rule_folders(settings["NEWSBOT_SITE_RULES"])),
    )


def _absolute(paths: list[Path]) -> tuple[Path, ...]:
    return tuple(path.resolve() for path in paths)
