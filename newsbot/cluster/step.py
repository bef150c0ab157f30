"""The only step of the pipeline that datatrove runs: each task extracts one WARC file."""

import traceback
from collections.abc import Iterator
from typing import IO, Any

from datatrove.data import DocumentsPipeline
from datatrove.pipeline.base import PipelineStep
from datatrove.utils.logging import logger

from newsbot.crawling.partitions.extracting import Options, extract_partition
from newsbot.crawling.partitions.files import FileError, delete, joined, write_whole
from newsbot.crawling.partitions.ready import find_ready, results_name
from newsbot.errors import ConfigurationError

FAILED, DAMAGED = ".failed", ".damaged"
"""The end of the name of a note, which lies beside the results of a file."""


class ExtractFile(PipelineStep):  # type: ignore[misc]  # datatrove ships no type information
    """Extracts the WARC file of a task into the Parquet file that is named after the WARC file.

    A file that cannot be extracted does not fail the task: on a local executor, datatrove ends all
    other tasks with it. A note beside the results says why instead.
    """

    name = "WARC file → Parquet file"
    type = "newsbot"

    def __init__(self, files: tuple[str, ...], results: str, options: Options) -> None:
        super().__init__()
        self.files = files
        self.results = results
        self.options = options

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> Iterator[Any]:
        """Extracts file number `rank`, unless its results are there already. Yields nothing."""
        url = self.files[rank]
        try:
            self._extract(url)
        except (FileError, ConfigurationError) as error:
            self._fail(url, str(error))
        except Exception as error:  # noqa: BLE001 - the outermost edge
            logger.error(traceback.format_exc())
            self._fail(url, f"{url}: {type(error).__name__}: {error}")
        yield from ()

    def _extract(self, url: str) -> None:
        if find_ready(self.results, url) is not None:
            logger.info(f"{url} is extracted already")
            self.stat_update("files extracted already")
            return
        logger.info(f"extracting {url}")
        found = extract_partition(url, joined(self.results, results_name(url)), self.options)
        self.stat_update("files")
        self.stat_update("pages", value=found.pages)
        self.stat_update("articles", value=found.articles)
        delete(self._note(url, FAILED))
        if found.damage is not None:
            logger.warning(found.damage)
            self.stat_update("damaged files")
            _write(self._note(url, DAMAGED), found.damage)

    def _fail(self, url: str, reason: str) -> None:
        logger.error(reason)
        self.stat_update("failed files")
        _write(self._note(url, FAILED), reason)

    def _note(self, url: str, kind: str) -> str:
        return joined(self.results, results_name(url) + kind)


def _write(name: str, text: str) -> None:
    def write(file: IO[bytes]) -> None:
        file.write(text.encode(errors="replace"))

    write_whole(name, write)
