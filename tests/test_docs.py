"""The documents know every command, setting, exit code and column, and what they show works."""

import importlib
import json
import pkgutil
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

import newsbot
import newsbot.commands
from newsbot.discovery.kinds import KINDS
from newsbot.errors import ExitCode
from settings import base
from tests.conftest import Accepted, RunScrapy
from tests.storage.making import rows

CHECKOUT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted([*CHECKOUT.glob("*.md"), *CHECKOUT.glob("docs/**/*.md")])
OPERATIONS = (CHECKOUT / "docs/operations.md").read_text(encoding="utf-8")
DATABASE = (CHECKOUT / "docs/database.md").read_text(encoding="utf-8")
README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (CHECKOUT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
# Documents that tell of the code of now; the changelog and the decisions tell of the past.
GUIDES = sorted([CHECKOUT / "CONTRIBUTING.md", CHECKOUT / "README.md", *CHECKOUT.glob("docs/*.md")])
FOLDERS = ("newsbot", "pipelines", "settings", "migrations", "tests", "docs")
PATHS = [
    path.relative_to(CHECKOUT)
    for name in FOLDERS
    for path in (CHECKOUT / name, *(CHECKOUT / name).rglob("*"))
]
ENDS = {"/".join(path.parts[start:]) for path in PATHS for start in range(len(path.parts))}
# A file of newsbot or a folder, by its path or by the last parts of it: `page/text.py`, `page/`.
PATH = re.compile(
    r"(?<![\w./:*-])(?:(?:[\w-]+/)*[\w.-]+\.(?:py|sql)|(?:[\w.-]+/)+[\w.-]+\.toml)(?![\w/])"
    r"|(?<=`)\w(?:[\w.-]*/)+(?=`)"
)
TABLE_HEAD = "| column | type | |\n|---|---|---|\n"
COLUMNS = """
    SELECT
        'news.' || c.relname, obj_description(c.oid),
        a.attname, format_type(a.atttypid, a.atttypmod), col_description(c.oid, a.attnum)
    FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0
    WHERE c.relnamespace = 'news'::regnamespace
"""
# A column that joins a view to another one → that view, and the column there.
JOINED = {
    "article_id": ("all_articles", "id"),
    "copy_of": ("all_articles", "id"),
    "site": ("sites", "site"),
    "source_id": ("sources", "source_id"),
    "run_id": ("runs", "run_id"),
    "host": ("hosts", "host"),
}
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


def test_every_view_and_column_has_a_comment(engine: Engine) -> None:
    assert rows(engine, f"{COLUMNS} AND col_description(c.oid, a.attnum) IS NULL") == []
    assert rows(engine, f"{COLUMNS} AND obj_description(c.oid) IS NULL") == []


def test_every_function_for_readers_has_a_comment_and_is_documented(engine: Engine) -> None:
    functions = dict(
        rows(
            engine,
            "SELECT proname, obj_description(oid) FROM pg_proc "
            "WHERE pronamespace = 'news'::regnamespace",
        )
    )
    assert [name for name, comment in functions.items() if comment is None] == []
    assert [name for name in functions if f"news.{name}(" not in DATABASE] == []


def test_the_tables_of_columns_say_what_the_comments_in_the_database_say(
    engine: Engine, accepted: Accepted
) -> None:
    found = re.sub(r"(?<=```mermaid\n)(?s:.*?)(?=```)", diagram(engine), DATABASE)
    for view, (sentence, lines) in shown(engine).items():
        assert f"\n## {view}\n" in found, f"docs/database.md says nothing of {view}"
        head, rest = found.split(f"\n## {view}\n", 1)
        section, *further = re.split(r"(?=^## )", rest, maxsplit=1, flags=re.MULTILINE)
        assert TABLE_HEAD in section, f'"## {view}" in docs/database.md has no table of columns'
        above, below = section.split(TABLE_HEAD)
        section = above.replace(above.strip().split("\n")[0], sentence) + TABLE_HEAD
        section += "".join(lines) + re.sub(r"^(?:\|.*\n)+", "", below)
        found = "".join([head, f"\n## {view}\n", section, *further])
    assert found.split("\n") == accepted(CHECKOUT / "docs/database.md", found).split("\n")


def shown(engine: Engine) -> dict[str, tuple[str, list[str]]]:
    """By view the comment on it, and the lines of the table of its columns."""
    found: dict[str, tuple[str, list[str]]] = {}
    for view, sentence, column, kind, comment in rows(engine, f"{COLUMNS} ORDER BY a.attnum"):
        short = kind.replace("timestamp with time zone", "timestamptz")
        lines = found.setdefault(view, (sentence, []))[1]
        lines.append(f"| `{column}` | {short} | {comment} |\n")
    known = set(found["news.articles"][1])
    every, lines = found["news.all_articles"]
    # The document says: the columns of news.articles, and these.
    return found | {"news.all_articles": (every, [line for line in lines if line not in known])}


def diagram(engine: Engine) -> str:
    """The entities of the views and how they are joined, in Mermaid."""
    columns: dict[str, dict[str, str]] = {}
    for view, _, column, kind, _ in rows(engine, f"{COLUMNS} ORDER BY c.relname, a.attnum"):
        columns.setdefault(view.removeprefix("news."), {})[column] = kind
    lines = ["erDiagram\n"]
    for view, kinds in columns.items():
        keys = [name for name in kinds if name in {"id", *JOINED}]
        lines.append(f"    {view} {{\n")
        for name in keys:
            is_own = name == "id" or (view, name) in JOINED.values()
            lines.append(f"        {kinds[name]} {name} {'PK' if is_own else 'FK'}\n")
        lines.append("    }\n")
        joined = [name for name in keys if name != "id" and JOINED[name] != (view, name)]
        lines += [f"    {view} }}o--|| {JOINED[name][0]} : {name}\n" for name in joined]
    return "".join(lines)


def test_every_view_is_in_the_diagram(engine: Engine) -> None:
    views = {view.removeprefix("news.") for view, *_ in rows(engine, COLUMNS)}
    drawn = diagram(engine)
    assert {view for view in views if not re.search(rf"\b{view} (\{{|\}}o)", drawn)} == set()


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


@pytest.mark.parametrize("document", GUIDES, ids=lambda path: path.name)
def test_every_file_and_folder_that_a_document_names_exists(document: Path) -> None:
    assert missing_paths(document.read_text(encoding="utf-8")) == []


def test_a_path_that_does_not_exist_is_missing() -> None:
    there = "`page/`, `page/text.py`, newsbot/urls.py, `NNNN_name.sql`"
    assert missing_paths(f"{there}, `pages/no/`, `page/no.py`, tests/no.py") == [
        "page/no.py", "pages/no/", "tests/no.py",
    ]  # fmt: skip


def missing_paths(document: str) -> list[str]:
    """The paths in the text that no file and no folder has; `NAME.py` is only an example."""
    named = {each for each in PATH.findall(document) if not re.search("[A-Z]{2}", each)}
    return sorted(each for each in named if each.rstrip("/") not in ENDS)


@pytest.mark.parametrize("document", GUIDES, ids=lambda path: path.name)
def test_every_name_of_the_code_that_a_document_names_exists(document: Path) -> None:
    # All programs of PostgreSQL have names in "pg_".
    names = re.compile(r"`(?!pg_)(_?[a-z]+(?:_[a-z0-9]+)+)`")
    assert set(names.findall(document.read_text(encoding="utf-8"))) - known_names() == set()


@cache
def known_names() -> set[str]:
    """All words of the code, the views and the tables of words."""
    files = [path for path in PATHS if path.suffix in {".py", ".sql", ".toml"}]
    return {name for file in files for name in re.findall(r"\w+", (CHECKOUT / file).read_text())}


def test_the_number_of_features_is_that_of_the_model() -> None:
    [trees] = CHECKOUT.glob("newsbot/extraction/body/model/block_trees.jsonl")
    with trees.open(encoding="utf-8") as lines:
        features = json.loads(next(lines))["features"]
    extraction = (CHECKOUT / "docs/extraction.md").read_text(encoding="utf-8")
    assert f" {len(features)} numbers " in extraction


def test_contributing_lists_every_room() -> None:
    table = CONTRIBUTING.partition("The rooms, as `ls` shows them:\n\n")[2].partition("\n\n")[0]
    rooms = {module.name for module in pkgutil.iter_modules(newsbot.__path__) if module.ispkg}
    assert rooms - set(re.findall(r"`(?:newsbot/)?(\w+)/`", table)) == set()


@pytest.mark.parametrize("folder", ["newsbot/extraction", "newsbot/storage"])
def test_contributing_lists_every_room_inside(folder: str) -> None:
    table = CONTRIBUTING.partition(f"Inside `{folder}/`:\n\n")[2].partition("\n\n")[0]
    cells = re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
    listed = [name for cell in cells for name in re.findall(r"`(\w+)(?:/|\.py)`", cell)]
    rooms = [module.name for module in pkgutil.iter_modules([str(CHECKOUT / folder)])]
    assert sorted(listed) == sorted(rooms)


def test_contributing_lists_the_layers_as_the_contract_has_them() -> None:
    contracts = PROJECT["tool"]["importlinter"]["contracts"]
    (layers,) = [each["layers"] for each in contracts if each.get("containers") == ["newsbot"]]
    section = CONTRIBUTING.partition("## Layers\n")[2].partition("\n## ")[0]
    _, *lines = re.findall(r"^\d+\. (.*(?:\n   .*)*)", section, re.MULTILINE)
    listed = [sorted(re.findall(r"`(\w+)`", line)) for line in lines]
    assert listed == [sorted(layer.split(" | ")) for layer in layers]


def test_the_version_is_the_same_everywhere() -> None:
    assert PROJECT["project"]["version"] == newsbot.__version__


def test_the_lock_names_no_registry() -> None:
    assert "://" not in (CHECKOUT / "requirements.lock").read_text(encoding="utf-8")


def test_the_readme_shows_a_page_and_its_body_as_the_command_gives_them(
    run_scrapy: RunScrapy,
) -> None:
    (file, *_) = re.findall(r"scrapy article (tests/\S+)", README)
    table = README.partition("| page | body |\n|---|---|\n")[2].partition("\n\n")[0]
    shown = [[cell.strip() for cell in line.split("|")[1:3]] for line in table.splitlines()]
    blocks = json.loads(run_scrapy("article", file, "--blocks", "--json").stdout)
    article = json.loads(run_scrapy("article", file, "--json").stdout)
    page = [text for cell, _ in shown for text in cell.split(" · ")]
    assert page == [block["text"] for block in blocks]
    assert "\n".join(cell for _, cell in shown if cell) == article["body"]
