"""Wherever output goes, and whatever arguments hold, a command ends in order."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from newsbot.commands.base import exit_code_of
from newsbot.errors import ExitCode
from tests.conftest import CHECKOUT, RunScrapy
from tests.patience import PATIENCE_S

# More than a pipe holds.
MANY_ROWS = ("db", "psql", "-c", "SELECT generate_series(1, 20000)")
FULL_DISK = Path("/dev/full")


def start(*args: str, database_url: str, stdout: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "scrapy", *args],
        cwd=CHECKOUT,
        env=os.environ | {"SCRAPY_PROJECT": "testing", "NEWSBOT_DATABASE_URL": database_url},
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_reader_that_has_enough_ends_a_command_quietly(database_url: str) -> None:
    with start(*MANY_ROWS, database_url=database_url, stdout=subprocess.PIPE) as command:
        assert command.stdout is not None
        command.stdout.readline()
        command.stdout.close()
        assert command.stderr is not None
        assert command.stderr.read() == ""
        assert command.wait(PATIENCE_S) == ExitCode.BROKEN_PIPE


@pytest.mark.skipif(not FULL_DISK.exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("args", [MANY_ROWS, ("runs",), ("retry", "--json")])
def test_output_that_cannot_be_written_is_one_line(
    database_url: str, args: tuple[str, ...]
) -> None:
    with FULL_DISK.open("w") as full:
        command = start(*args, database_url=database_url, stdout=full.fileno())
        _, stderr = command.communicate(timeout=PATIENCE_S)
    assert stderr == "newsbot: cannot write the output: No space left on device\n"
    assert command.returncode == ExitCode.CONFIGURATION


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES, errno.ENOSPC])
def test_a_disk_that_refuses_a_file_is_one_line(capsys: pytest.CaptureFixture[str], number: int):
    def work() -> ExitCode:
        raise OSError(number, os.strerror(number), "/srv/archive/a.warc.gz")

    assert exit_code_of(work) == ExitCode.CONFIGURATION
    told = f"newsbot: cannot use /srv/archive/a.warc.gz: {os.strerror(number)}\n"
    assert capsys.readouterr() == ("", told)


def test_what_an_encoding_lacks_is_escaped(run_scrapy: RunScrapy) -> None:
    select = ("db", "psql", "-c", "SELECT 'Zoë' AS name")
    table = run_scrapy(*select, PYTHONIOENCODING="ascii")
    assert (table.returncode, table.stderr) == (ExitCode.OK, "")
    assert "Zo\\xeb" in table.stdout
    printed = run_scrapy(*select, "--json", PYTHONIOENCODING="ascii").stdout
    assert json.loads(printed) == [{"name": "Zoë"}]


@pytest.mark.parametrize(
    "args", [("retry", "--site", "\udcff"), ("db", "psql", "-c", "SELECT \udcff")]
)
def test_an_argument_that_is_no_text_is_one_line(
    run_scrapy: RunScrapy, args: tuple[str, ...]
) -> None:
    ended = run_scrapy(*args)
    assert ended.returncode == ExitCode.CONFIGURATION
    assert ended.stderr.startswith("newsbot: not all of this is UTF-8 text: ")
    assert ended.stderr.count("\n") == 1


def test_a_copy_to_the_terminal_is_refused_in_one_line(run_scrapy: RunScrapy) -> None:
    ended = run_scrapy("db", "psql", "-c", "COPY (SELECT 1) TO STDOUT")
    assert ended.returncode == ExitCode.CONFIGURATION
    assert ended.stderr.startswith("newsbot: COPY cannot be used")
    assert ended.stderr.count("\n") == 1


def test_a_file_that_an_option_names_and_that_cannot_be_written_is_one_line(
    run_scrapy: RunScrapy, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    for option in ("--pidfile", "--logfile"):
        ended = run_scrapy("crawl", "news", option, str(tmp_path / "file" / "a"))
        assert ended.stderr == f"newsbot: cannot write {tmp_path}/file/a: Not a directory\n"
