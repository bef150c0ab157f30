"""How fast the results of extraction are loaded, beside storing them as they come.

    python -m tests.benchmarks.archive [--pages N] [--keep DIR] [--json]

Writes the results of N invented pages into Parquet files, and settles them in two ways by turns,
each in a database of its own on the embedded server: in waves, as `scrapy crawl warc` stores pages,
and as `scrapy archive run` does. Exits 1 if a limit is not kept, or if the rows are not the same.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from tabulate import tabulate

from newsbot.errors import NewsbotError
from tests.benchmarks.archive.pages import write_files
from tests.benchmarks.archive.settling import LOADING, Settled, measure_settling

FEWEST_A_SECOND = 600
LEAST_RATIO = 3.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the figures; returns the exit code."""
    options = _parse(arguments)
    folder = nullcontext(options.keep) if options.keep else TemporaryDirectory(prefix="newsbot-")
    try:
        with folder as name, TemporaryDirectory(dir=name) as results:
            files = write_files(Path(results), options.pages)
            settled = measure_settling(Path(name), files)
    except NewsbotError as error:
        sys.stderr.write(f"error: {error}\n")
        return error.exit_code
    print(as_json(settled) if options.json else as_text(settled))
    return int(bool(misses(settled)))


def misses(settled: Settled) -> list[str]:
    """What falls short of a limit: one line for each."""
    (loading,) = (each for each in settled.costs if each.way == LOADING)
    missed = [f"the rows of {table} differ" for table in settled.unequal]
    if loading.a_second < FEWEST_A_SECOND:
        missed.append(f"{loading.a_second:.0f} pages a second, fewer than {FEWEST_A_SECOND}")
    if settled.ratio < LEAST_RATIO:
        missed.append(f"{settled.ratio:.2f} times streaming, less than {LEAST_RATIO:g}")
    return missed


def as_json(settled: Settled) -> str:
    """One object on one line."""
    about = {
        "ratio": settled.ratio,
        "cpu_ratio": settled.cpu_ratio,
        "misses": misses(settled),
    }
    costs = [asdict(each) | {"a_second": each.a_second} for each in settled.costs]
    return json.dumps({"costs": costs, "unequal": settled.unequal} | about)


def as_text(settled: Settled) -> str:
    """A table of both ways, and what is missed."""
    rows = [
        (
            each.way,
            each.pages,
            each.a_second,
            each.ms(each.wall_s),
            each.ms(each.client_s),
            each.ms(each.postgres_s),
            ", ".join(f"{count} {name}" for name, count in each.outcomes.most_common()),
        )
        for each in settled.costs
    ]
    heads = ("", "pages", "pages/s", "wall ms", "newsbot CPU ms", "PostgreSQL CPU ms", "outcomes")
    compared = (
        f"Loading settles {settled.ratio:.2f} times as many pages a second as streaming, and takes "
        f"1/{settled.cpu_ratio:.2f} of the CPU time."
    )
    missed = [f"MISSED: {each}" for each in misses(settled)]
    return "\n\n".join([tabulate(rows, heads, floatfmt=".2f"), compared, *missed])


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.archive",
        description="Measure how fast the results of extraction are loaded into the database.",
    )
    parser.add_argument("--pages", type=int, default=8000, metavar="N")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the databases there")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
