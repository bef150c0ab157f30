"""Names and finds the results that a pipeline on a cluster writes, one Parquet file a WARC file.

The name of a results file follows from the WARC file and from the version of the extractor alone.
So whoever knows the folder can tell which files are done, however the tasks are numbered.
"""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePosixPath

from newsbot.crawling.partitions.files import joined
from newsbot.crawling.partitions.results import COUNTS, WARC, read_about
from newsbot.extraction.version import EXTRACTOR_VERSION
from newsbot.items import FileCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """The complete results of a WARC file."""

    results: str
    """The path or URL of the Parquet file."""
    counts: FileCounts


def results_name(url: str) -> str:
    """The name of the Parquet file with the results of the WARC file `url`."""
    stem = PurePosixPath(url).name.partition(".")[0]
    digest = sha256(f"{EXTRACTOR_VERSION} {url}".encode()).hexdigest()
    return f"{stem}-{digest[:20]}.parquet"


def find_ready(folder: str, url: str) -> Ready | None:
    """The results of the WARC file `url` in a folder; None if they are not there, or not whole.

    Results of another version of the extractor have another name, and are not found. Results of
    another WARC file under this name are not taken.

    Raises:
        FileError: the Parquet file is there, and cannot be read now.
    """
    results = joined(folder, results_name(url))
    about = read_about(results)
    if about is None or COUNTS not in about or about.get(WARC) != url:
        return None
    return Ready(results=results, counts=FileCounts.of_text(about[COUNTS]))
