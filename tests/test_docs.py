"""The documents know every command, setting, exit code and column, and what they show works."""

import importlib
import pkgutil
import re
import tomllib
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

import newsbot
import newsbot.commands
from newsbot.discovery.kinds import KINDS
from newsbot.errors import ExitCode
from settings import base
from tests.storage.making import rows

CHECKOUT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted([*CHECKOUT.glob("*.md"), *CHECKOUT.glob("docs/**/*.md")])
OPERATIONS = (CHECKOUT / "docs/operations.md").read_text(encoding="utf-8")
DATABASE = (CHECKOUT / "docs/database.md").read_text(encoding="utf-8")
EVERYTHING = "\n".join(document.read_text(encoding="utf-8") for document in DOCUMENTS)


def test_every_command_is_documented() -> None:
    names = [module.name for module in pkgutil.iter_modules(newsbot.commands.__path__)]
    modules = {name: importlib.import_module(f"newsbot.commands.{name}") for name in names}
    commands = [name for name, module in modules.items() if hasattr(module, "Command")]
    assert commands
    assert [name for name in commands if f"scrapy {name}" not in EVERYTHING] == []


def test_every_setting_of_ours_is_documented() -> None:
    names = [name for name in vars(base) if name.startswith("NEWSBOT_")]
    assert names
    assert [name for name in names if f"`{name}`" not in OPERATIONS] == []


def test_every_kind_of_source_is_documented() -> None:
    sites = (CHECKOUT / "docs/sites.md").read_text(encoding="utf-8")
    assert [kind for kind in KINDS if f"`{kind}`" not in sites] == []
    assert [kind for kind in KINDS if f"scrapy crawl {kind} " not in EVERYTHING] == []


def test_every_promise_names_tests_that_exist() -> None:
    promised = set(re.findall(r"`(test_\w+)`", (CHECKOUT / "docs/reliability.md").read_text()))
    tests = "\n".join(file.read_text() for file in (CHECKOUT / "tests").glob("**/test_*.py"))
    assert promised
    assert promised - set(re.findall(r"def (test_\w+)\(", tests)) == set()


def test_every_exit_code_is_documented() -> None:
    assert [code for code in ExitCode if f"| {code.value} |" not in OPERATIONS] == []


def test_every_column_of_every_view_is_documented_and_commented(engine: Engine) -> None:
    columns = rows(
        engine,
        """
        SELECT c.relname, a.attname, col_description(c.oid, a.attnum), obj_description(c.oid)
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
        WHERE c.relnamespace = 'news'::regnamespace
        """,
    )
    assert columns
    for view, column, comment, view_comment in columns:
        assert comment, f"{view}.{column} has no comment"
        assert view_comment, f"{view} has no comment"
        assert f"## news.{view}\n" in DATABASE
        assert f"| `{column}` |" in DATABASE, f"{view}.{column} is not documented"


def test_reader_views_are_views(engine: Engine) -> None:
    kinds = rows(
        engine,
        "SELECT DISTINCT relkind FROM pg_class WHERE relnamespace = 'news'::regnamespace",
    )
    assert kinds == [("v",)]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_query_in_the_documents_runs(document: Path, engine: Engine) -> None:
    blocks = re.findall(r"```sql\n(.*?)```", document.read_text(encoding="utf-8"), re.DOTALL)
    with engine.connect() as connection:
        for statement in (each for block in blocks for each in block.split(";") if each.strip()):
            connection.execute(text(statement))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_to_a_file_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_the_version_is_the_same_everywhere() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == newsbot.__version__


def test_the_lock_names_no_registry() -> None:
    assert "://" not in (CHECKOUT / "requirements.lock").read_text(encoding="utf-8")
