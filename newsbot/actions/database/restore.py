"""The work of `scrapy db restore`: puts the data of a dump into the database."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Never

from tqdm import tqdm

from newsbot.actions.db import upgrade
from newsbot.errors import ConfigurationError, SchemaError
from newsbot.postgres.clients import complaint, find_pg_restore
from newsbot.storage.engine import connect
from newsbot.storage.models import revisions
from newsbot.storage.rewriting.ownership.forgetting_articles import forgotten_sites_stored
from newsbot.storage.schema.restoring import Restored, analyze
from newsbot.storage.schema.restoring import restore as replace_by

LONGEST_NAME = 40


def restore(configured: str, file: Path, *, replace: bool) -> None:
    """Puts the dump in `file` into the database, and brings its schema up to date.

    Until the restore is complete, the database stays as it was, also if the command is killed.

    Args:
        configured: the setting NEWSBOT_DATABASE_URL; if it is empty, the embedded server is used.
        file: a file that `scrapy db dump` wrote.
        replace: whether rows that the database has may be dropped.

    Raises:
        ConfigurationError: the file or the database cannot be used, or may not be replaced.
        DatabaseError: the database failed.
    """
    program = find_pg_restore()
    revision = _revision_in(program, file)
    if revision > revisions.head():
        raise SchemaError(
            f"{file} has the schema {revision}, newer than this code's {revisions.head()}: "
            "update newsbot, then restore it"
        )
    engine = connect(configured, direct=True)
    with _script(program, file) as (script, bar):

        def tell(name: str) -> None:
            bar.set_postfix_str(name[:LONGEST_NAME], refresh=False)
            bar.update(0)

        done = replace_by(engine, script, tell, replace=replace)
    print(f"restored schema {revision} from {file}")
    _print(done)
    again = upgrade(configured)
    _tell_what_is_back(engine, done.continuation.back - again)
    analyze(engine)


def _print(done: Restored) -> None:
    if done.replaced:
        print(f"dropped were {done.replaced}")
    went_on = done.continuation
    print(f"the next article gets the id {went_on.next_article_id}: ids are never used twice")
    if went_on.told:
        print(f"news.changes tells of {went_on.told} articles that changed after the dump")


def _tell_what_is_back(engine: Any, others: int) -> None:
    """Says which articles are there again that had been deleted: `others` were not forgotten."""
    if others > 0:
        print(
            f"{others} articles that had been deleted after the dump are there again",
            file=sys.stderr,
        )
    for site in forgotten_sites_stored(engine):
        print(
            f"{site} was forgotten, and is there again: scrapy sites forget {site} --write",
            file=sys.stderr,
        )


def _revision_in(program: Path, file: Path) -> str:
    """The revision of the schema in a dump, e.g. "0015".

    Raises:
        ConfigurationError: `file` is no dump of newsbot.
    """
    if not file.is_file():
        raise ConfigurationError(f"there is no file {file}")
    arguments = ["--data-only", "--schema=newsbot", "--table=alembic_version", "--file=-"]
    said = subprocess.run(  # noqa: S603 - a pg_restore of the wheel's or the machine's
        [program, *arguments, file], env=_ENVIRONMENT, capture_output=True, check=False
    )
    if said.returncode:
        raise ConfigurationError(
            f"{file} is no dump that can be read: {complaint(said.stderr.decode(errors='replace'))}"
        )
    found = re.search(rb"^COPY newsbot\.alembic_version .*\n(\w+)\n", said.stdout, re.MULTILINE)
    if found is None:
        raise ConfigurationError(f"{file} is no dump of newsbot")
    return found[1].decode()


@contextmanager
def _script(program: Path, file: Path) -> Iterator[tuple[Iterator[bytes], "tqdm[Never]"]]:
    """Starts pg_restore, and yields the lines of its script and a progress bar.

    pg_restore reads the dump from a file that this process has opened. So the position in the file,
    which both processes share, shows how much pg_restore has read.
    """
    arguments = ["--format=custom", "--no-owner", "--file=-"]
    size = file.stat().st_size
    with (
        file.open("rb") as source,
        tqdm(
            desc="restore", total=size, unit="B", unit_scale=True, leave=False, disable=None
        ) as bar,
        subprocess.Popen(  # noqa: S603 - as above
            [program, *arguments],
            env=_ENVIRONMENT,
            stdin=source,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process,
    ):
        try:
            yield _lines(process, source, bar), bar
        finally:
            process.kill()


def _lines(
    process: "subprocess.Popen[bytes]", source: IO[bytes], bar: "tqdm[Never]"
) -> Iterator[bytes]:
    assert process.stdout is not None and process.stderr is not None  # noqa: S101, PT018 - both are pipes
    for number, line in enumerate(process.stdout):
        if number % 1000 == 0:
            bar.update(max(0, os.lseek(source.fileno(), 0, os.SEEK_CUR) - bar.n))
        yield line
    said = process.stderr.read()
    if process.wait():
        raise ConfigurationError(f"the dump is damaged: {complaint(said.decode(errors='replace'))}")


_ENVIRONMENT = os.environ | {"LC_ALL": "C"}
