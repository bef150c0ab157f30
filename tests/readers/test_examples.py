"""The examples of docs/database.md for pandas, DuckDB and psql run as they stand there."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine

from newsbot.postgres.binaries import find_psql
from tests.conftest import RunScrapy
from tests.readers.press import fill

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs/database.md").read_text(encoding="utf-8")
SECTION = DOCUMENT.partition("## Out to other tools\n")[2].partition("\n## ")[0]
SCRIPTS = re.findall(r"```python\n(.*?)```", SECTION, re.DOTALL)
COMMANDS = re.findall(r"^\$ (.*?)(?: +#.*)?$", SECTION, re.MULTILINE)


@pytest.fixture
def folder(engine: Engine, run_scrapy: RunScrapy, tmp_path: Path) -> Path:
    """A folder in which the exports of the examples have been run."""
    fill(engine)
    exports = [each.split() for each in COMMANDS if each.startswith("scrapy ")]
    assert len(exports) == 3
    for _, *arguments, out in exports:
        ended = run_scrapy(*arguments, str(tmp_path / out))
        assert ended.returncode == 0, ended.stderr
    return tmp_path


def test_the_scripts_of_the_document_run(folder: Path, database_url: str):
    environment = os.environ | {"NEWSBOT_DATABASE_URL": database_url}
    outputs = []
    for script in SCRIPTS:
        ended = subprocess.run(
            [sys.executable, "-c", script],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode == 0, ended.stderr
        outputs.append(ended.stdout)
    duckdb, of_file, of_database = outputs
    assert "post.example" in duckdb
    assert "A quiet market" in duckdb
    assert "gazette.example" in of_file
    assert "2026-05-12" in of_database


def test_the_psql_commands_of_the_document_run(folder: Path, database_url: str):
    environment = os.environ | {"NEWSBOT_DATABASE_URL": database_url}
    environment["PATH"] = f"{Path(find_psql(embedded=True)).parent}:{os.environ['PATH']}"
    commands = [each for each in COMMANDS if each.startswith("psql ")]
    assert len(commands) == 2
    for command in commands:
        subprocess.run(command, shell=True, cwd=folder, env=environment, check=True)  # noqa: S602 - as in a shell
    assert (folder / "coverage.csv").read_text().startswith("site,day,found")
    assert (folder / "titles.csv").read_text().splitlines()[:2] == [
        "id,title",
        "1,Ferry runs aground",
    ]
