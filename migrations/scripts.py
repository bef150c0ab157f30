"""The SQL files of the migrations: tables are changed by a revision's script, views by their texts.

`views/VIEW/REVISION.sql` is the whole text of a view, with all comments, from that revision on.
"""

from pathlib import Path

from alembic import op

_HERE = Path(__file__).parent
VIEWS = _HERE / "views"


def run_script(name: str) -> None:
    """Runs a file of `versions/`, e.g. "0005_trust.sql"."""
    _run(_HERE / "versions" / name)


def create_views(revision: str, *views: str) -> None:
    """Creates views as they are at `revision`, or replaces views that have fewer columns.

    Args:
        revision: e.g. "0005".
        views: qualified names, e.g. "news.runs", each after those that it reads; a view that does
            not exist yet at `revision` is passed over.
    """
    for view in views:
        texts = sorted(text for text in (VIEWS / view).iterdir() if text.stem <= revision)
        if texts:
            _run(texts[-1])


def drop_views(*views: str) -> None:
    """Drops views, whichever of them reads another; any other object that reads one is an error.

    PostgreSQL adds columns to a view in place, but only a new view can have fewer.
    """
    op.execute(f"DROP VIEW {', '.join(views)}")


def _run(file: Path) -> None:
    # Without parameters "%" is a character like any other.
    options = {"no_parameters": True}
    op.get_bind().exec_driver_sql(file.read_text(encoding="utf-8"), execution_options=options)
