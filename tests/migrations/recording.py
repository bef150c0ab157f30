"""Records what a release of newsbot sends to the database, so that later schemas can be tried.

`python -m tests.migrations.recording CHECKOUT RELEASE` runs the demo and the tests of storage in
CHECKOUT, which is a checkout of the release: `git worktree add CHECKOUT COMMIT`, and there `make
setup`. It writes two files into tests/migrations/releases/RELEASE: the demo's crawls in the order
in which they sent their statements, and one statement of each kind. It takes a quarter of an hour.

In the processes that it starts, this module is loaded as `sitecustomize`. There it listens to
SQLAlchemy.
"""

import importlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from types import FrameType

OUTPUT = "RECORD_STATEMENTS"
"""The environment variable that names the file to append to."""
TESTS = ("tests/storage",)
# Statements that EXPLAIN takes; the others name no columns.
EXPLAINED = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
# A crawl's lease names the machine by its name and its last start.
MACHINE = re.compile(r'("(?:machine|boot_?id|boot)": )"[^"]*"')
FOLDER = re.compile(r"/tmp/\w+")  # noqa: S108 - in what is read


def listen(file: str) -> None:
    """Appends each statement of newsbot in this process, and each transaction's end, to `file`."""
    from sqlalchemy import Engine, event  # noqa: PLC0415 - only these processes need it

    line = importlib.import_module("recorded").Line
    output = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def write(connection, **values):
        session = f"{os.getpid()}-{id(connection.connection.driver_connection)}"
        os.write(output, f"{line(session=session, **values).written()}\n".encode())

    def executed(connection, _cursor, sql, parameters, _context, _is_many):
        if is_ours(sys._getframe(1)) and not sql.startswith("SET LOCAL"):  # noqa: SLF001 - public
            executions = parameters if isinstance(parameters, list) else [parameters or None]
            at = importlib.import_module("newsbot.clock").now().isoformat()
            write(connection, sql=sql, executions=executions, at=at)

    event.listen(Engine, "after_cursor_execute", executed)
    event.listen(Engine, "commit", lambda connection: write(connection, end="commit"))
    event.listen(Engine, "rollback", lambda connection: write(connection, end="rollback"))


def is_ours(frame: FrameType | None) -> bool:
    """Whether newsbot sent the statement, and neither a test nor a migration."""
    while frame is not None and "/sqlalchemy/" in frame.f_code.co_filename:
        frame = frame.f_back
    name = "" if frame is None else frame.f_code.co_filename
    return "/newsbot/" in name and "/storage/schema/" not in name


def record(checkout: Path, output: Path, *arguments: str) -> None:
    """Runs `python ARGUMENTS` in the checkout, and appends what is sent to `output`."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(__file__, Path(folder) / "sitecustomize.py")
        shutil.copy(Path(__file__).with_name("recorded.py"), folder)
        run(checkout, *arguments, **{"PYTHONPATH": folder, OUTPUT: str(output)})


def run(checkout: Path, *arguments: str, **environment: str) -> None:
    python = checkout / ".venv" / "bin" / "python"
    subprocess.run([python, *arguments], cwd=checkout, env=os.environ | environment, check=False)


def plain_lines(output: Path) -> Iterator[dict]:
    """The lines of a record, with nothing of the machine on which it was made."""
    with output.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(FOLDER.sub("/srv", MACHINE.sub(r'\1"machine"', line)))


def numbered(lines: Iterable[dict]) -> Iterator[dict]:
    """The lines with a number for each session and statement, each statement's text only once."""
    sessions: dict[str, str] = {}
    statements: dict[str, int] = {}
    for line in lines:
        line["session"] = sessions.setdefault(line["session"], str(len(sessions) + 1))
        if sql := line.pop("sql", None):
            if sql not in statements:
                statements[sql] = len(statements) + 1
                line["sql"] = sql
            line["number"] = statements[sql]
        yield line


def distinct(lines: Iterable[dict]) -> Iterator[dict]:
    """The shortest of all statements that differ only in numbers, or in how many rows they name."""
    shortest: dict[str, str] = {}
    for line in lines:
        sql = line.get("sql", "")
        if sql.lstrip().startswith(EXPLAINED):
            text = json.dumps({"sql": sql, "executions": line["executions"][:1]})
            shape = shape_of(sql)
            shortest[shape] = min(shortest.get(shape, text), text, key=len)
    yield from map(json.loads, shortest.values())


def shape_of(sql: str) -> str:
    text = re.sub(r"_*\d+", "", " ".join(sql.split()))
    text = re.sub(r" VALUES \(.*\)( ON CONFLICT| RETURNING|$)", r" VALUES\1", text)
    return re.sub(r"(%\(\w+\)s(?:::\w+)?|\([^()]*\))(,\s*\1)+", r"\1", text)


def write(lines: Iterable[dict], file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8") as output:
        output.writelines(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)


def main(checkout: Path, release: str) -> None:
    folder = Path(__file__).parent / "releases" / release
    with tempfile.TemporaryDirectory() as temporary:
        os.environ["NEWSBOT_HOME"] = str(Path(temporary) / "home")
        run(checkout, "-m", "scrapy", "db", "upgrade")
        crawl, tests = Path(temporary) / "crawl", Path(temporary) / "tests"
        record(checkout, crawl, "-m", "newsbot.demo")
        write(numbered(plain_lines(crawl)), folder / "crawl.jsonl")
        record(checkout, tests, "-m", "pytest", "-q", *TESTS)
        sent = chain(plain_lines(crawl), plain_lines(tests))
        write(distinct(sent), folder / "statements.jsonl")


if OUTPUT in os.environ:
    listen(os.environ[OUTPUT])
elif __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
