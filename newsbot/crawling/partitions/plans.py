"""The plan of a cluster's work: which WARC files are extracted, how, and where the results go.

`scrapy archive plan` writes it as a JSON file, and `python -m newsbot.cluster` carries it out.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

from newsbot.crawling.partitions.extracting import Options
from newsbot.crawling.partitions.files import FileError, names_in, read_whole, write_whole
from newsbot.crawling.partitions.ready import results_name
from newsbot.errors import ConfigurationError
from newsbot.processes.workers import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Which WARC files are extracted on a cluster."""

    executor: str
    """The executor of datatrove: "local", "ray" or "slurm"."""
    workers: int
    """How many files are extracted at the same time."""
    results: str
    """The folder of the Parquet files, or its URL."""
    executor_options: Mapping[str, Any] = field(default_factory=dict)
    """Further arguments of the executor, as datatrove's documentation names them."""
    options: Options
    """How pages are extracted."""
    files: tuple[str, ...]
    """The absolute paths or URLs of the WARC files."""

    def open_files(self) -> list[str]:
        """The files whose results are not in the folder.

        Raises:
            FileError: the folder cannot be listed now.
        """
        done = names_in(self.results)
        return [url for url in self.files if results_name(url) not in done]

    def write(self, name: str) -> None:
        """Writes the plan into the JSON file `name`.

        Raises:
            FileError: the file cannot be written.
        """
        text = json.dumps(asdict(self), indent=2, default=str, ensure_ascii=False)
        write_whole(name, lambda file: _write(file, text))

    @classmethod
    def read(cls, name: str) -> Self:
        """Reads the JSON file `name`.

        Raises:
            ConfigurationError: there is no such file, or it is no plan.
        """
        try:
            fields = json.loads(read_whole(name))
            options = _options(fields["options"])
            return cls(**{**fields, "options": options, "files": tuple(fields["files"])})
        except FileError as error:
            raise ConfigurationError(str(error)) from error
        except (KeyError, TypeError, ValueError) as error:
            raise ConfigurationError(
                f"{name} is no plan ({error}): scrapy archive plan writes one"
            ) from error


def _write(file: Any, text: str) -> None:
    file.write(f"{text}\n".encode())


def _options(fields: Mapping[str, Any]) -> Options:
    paths = {name: tuple(map(Path, fields[name])) for name in ("sites", "site_rules")}
    return Options(**{**fields, **paths, "limits": Limits(**fields["limits"])})
