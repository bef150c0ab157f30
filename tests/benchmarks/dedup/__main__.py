"""Near-identical stories: what is found, beside what others find, and what it costs.

    python -m tests.benchmarks.dedup [SETS_DIR --peers PYTHON] [--scale N...] [--keep DIR] [--json]

With SETS_DIR, a folder of labelled sets (see `sets`): newsbot through PostgreSQL, and the peers of
`tests.benchmarks.peers.near_duplicates`, over each set. With --scale: what looking up and storing
costs with N articles of an invented series in the database, N of at least 3 000.
"""

import argparse
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory

from newsbot.errors import ExitCode, NewsbotError
from tests.benchmarks.dedup.quality import SetQuality, measure_quality
from tests.benchmarks.dedup.report import as_json, as_markdown
from tests.benchmarks.dedup.scale import Cost, measure_scale
from tests.benchmarks.dedup.sets import read_sets

SMALLEST = 3000
"""Of these 2 000 are stored in the way that is measured."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the figures; returns the exit code."""
    options = _parse(arguments)
    try:
        quality = _quality(options.sets, options.peers) if options.sets else []
        costs = _costs(options.scale, options.keep) if options.scale else []
    except NewsbotError as error:
        sys.stderr.write(f"error: {error}\n")
        return error.exit_code
    except OSError as error:
        sys.stderr.write(f"error: {error}\n")
        return ExitCode.CONFIGURATION
    print((as_json if options.json else as_markdown)(quality, costs))
    return ExitCode.OK


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.dedup",
        description="Measure what is found of near-identical stories, and what it costs.",
    )
    parser.add_argument("sets", type=Path, nargs="?", help="the folder of the labelled sets")
    parser.add_argument(
        "--peers", type=Path, metavar="PYTHON", help="the interpreter that has the peers"
    )
    parser.add_argument(
        "--scale", type=_size, nargs="+", metavar="N", help="how many articles are stored"
    )
    parser.add_argument(
        "--keep",
        type=Path,
        metavar="DIR",
        help="keep the database of --scale there, to go on later",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(arguments)
    if not options.sets and not options.scale:
        parser.error("nothing to measure: name SETS_DIR, --scale, or both")
    if options.sets and not options.peers:
        parser.error("SETS_DIR needs --peers")
    return options


def _size(argument: str) -> int:
    size = int(argument)
    if size < SMALLEST:
        raise argparse.ArgumentTypeError(f"at least {SMALLEST} articles")
    return size


def _quality(folder: Path, python: Path) -> list[SetQuality]:
    return measure_quality(read_sets(folder), python)


def _costs(sizes: Sequence[int], keep: Path | None) -> list[Cost]:
    temporary = TemporaryDirectory(prefix="newsbot-bench-")
    with temporary if keep is None else nullcontext(keep) as folder:
        return measure_scale(sizes, Path(folder))


if __name__ == "__main__":
    sys.exit(main())
