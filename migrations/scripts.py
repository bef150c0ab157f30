"""Runs the SQL files of migrations: scripts that change tables; definitions of views and functions.

Each file of a view has its whole definition. For example, `views/news.runs/0005.sql` has the
definition of the view news.runs that is valid from the revision 0005 on. It is the same with the
files of functions, some of which also define the functions that only this function needs.
"""

from pathlib import Path

from alembic import op

_HERE = Path(__file__).parent
VIEWS = _HERE / "views"
FUNCTIONS = _HERE / "functions"


def run_script(name: str) -> None:
    """Runs a file of `versions/`, e.g. "0005_trust.sql"."""
    _run(_HERE / "versions" / name)


def create_views(revision: str, *views: str) -> None:
    """Creates views, or replaces existing ones, by the definitions that are valid at `revision`.

    The new definition of a view may have more columns. PostgreSQL refuses to replace a view by one
    with fewer columns.

    Args:
        revision: the number of a revision, e.g. "0005".
        views: names with the schema, e.g. "news.runs". A view must come after the views that it
            reads. A view that does not exist yet at `revision` is passed over.
    """
    for view in views:
        _run_newest(VIEWS / view, revision)


def create_functions(revision: str, *functions: str) -> None:
    """Creates functions, or replaces existing ones, by the definitions valid at `revision`.

    Args:
        revision: the number of a revision, e.g. "0018".
        functions: names with the schema, e.g. "news.search". A function in SQL must come after the
            functions that it calls. A function that does not exist yet at `revision` is passed
            over.
    """
    for function in functions:
        _run_newest(FUNCTIONS / function, revision)


def drop_views(*views: str) -> None:
    """Drops all of these views. PostgreSQL refuses if another object reads one of them.

    A view must be dropped before it is created anew with fewer columns.
    """
    op.execute(f"DROP VIEW {', '.join(views)}")


def _run_newest(folder: Path, revision: str) -> None:
    texts = sorted(text for text in folder.iterdir() if text.stem <= revision)
    if texts:
        _run(texts[-1])


def _run(file: Path) -> None:
    # With this option, psycopg takes the SQL as it is. Otherwise each "%" in it would have to be
    # written as "%%".
    options = {"no_parameters": True}
    op.get_bind().exec_driver_sql(file.read_text(encoding="utf-8"), execution_options=options)
