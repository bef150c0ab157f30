"""What SQL readers wait for, and what the indexes for them cost when articles are stored.

    python -m tests.benchmarks.sql [--rows N...] [--store N] [--keep DIR] [--json]

Fills a database of its own with N invented articles, and asks what readers ask. Then articles are
stored in two further databases in turns: one by release 0.2.0, one by the present code. Exits 1
where a limit is not kept, or a plan reads articles or versions as a whole.
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
from tests.benchmarks.sql.reading import Reading, measure_reading
from tests.benchmarks.sql.storing import Storing, measure_storing


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the figures; returns the exit code."""
    options = _parse(arguments)
    folder = nullcontext(options.keep) if options.keep else TemporaryDirectory(prefix="newsbot-")
    try:
        with folder as home:
            read = [measure_reading(Path(home), rows) for rows in options.rows]
            stored = measure_storing(Path(home), options.store) if options.store else None
    except NewsbotError as error:
        sys.stderr.write(f"error: {error}\n")
        return error.exit_code
    print(as_json(read, stored) if options.json else as_text(read, stored))
    return int(not all(each.is_good for each in (*read, *([stored] if stored else []))))


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.sql",
        description="Measure what SQL readers wait for, and what their indexes cost.",
    )
    parser.add_argument("--rows", type=int, nargs="*", default=[1_000_000], metavar="N")
    parser.add_argument(
        "--store", type=int, default=10_000, metavar="N",
        help="articles to store with each release; 0: none",
    )  # fmt: skip
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the databases there")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args(arguments)


def as_json(read: Sequence[Reading], stored: Storing | None) -> str:
    """One object on one line."""
    return json.dumps({
        "read": [asdict(each) | {"is_good": each.is_good} for each in read],
        "stored": stored and asdict(stored) | {"is_good": stored.is_good, "ratio": stored.ratio},
    })  # fmt: skip


def as_text(read: Sequence[Reading], stored: Storing | None) -> str:
    """A table of the answers and one of the room for each size, and what storing costs."""
    return "\n\n".join([*map(_read_as_text, read), *([_stored_as_text(stored)] if stored else [])])


def _read_as_text(each: Reading) -> str:
    answers = [
        (
            one.question, one.first_ms, one.median_ms, one.most_ms, one.limit_ms, one.rows,
            ", ".join(one.read_whole), "" if one.is_good else "MISSED",
        )
        for one in each.answers
    ]  # fmt: skip
    heads = ("question", "first ms", "median ms", "most ms", "limit ms", "rows", "read whole", "")
    rooms = [(name, size / 1e6, size / each.rows) for name, size in each.sizes.items()]
    return "\n\n".join((
        f"{each.rows} articles, filled in {each.filled_s:.0f} s:",
        tabulate(answers, heads, floatfmt=".2f"),
        tabulate(rooms, ("table or index", "MB", "bytes an article"), floatfmt=".0f"),
    ))  # fmt: skip


def _stored_as_text(stored: Storing) -> str:
    rows = [
        (
            one.release,
            one.postgres_ms,
            one.client_ms,
            one.cpu_ms,
            one.wall_ms,
            one.search_ms,
            one.size_bytes,
        )
        for one in stored.costs
    ]
    heads = (
        "release",
        "PostgreSQL ms",
        "newsbot ms",
        "CPU ms",
        "wall ms",
        "search CPU ms",
        "bytes an article",
    )
    return "\n\n".join((
        f"{stored.articles} articles stored with each release, in turns; an article costs:",
        tabulate(rows, heads, floatfmt=".3f"),
        *(
            f"{name}: {ratio:.2f} times the CPU of {stored.costs[0].release}, at most {most:g}"
            + ("" if ratio <= most else "  MISSED")
            for name, ratio, most in stored.ratios
        ),
    ))  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
