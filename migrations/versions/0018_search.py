"""Migration: adds the search index, and the functions that fill and search it.

Revision ID: 0018
Revises: 0017
"""

from migrations.scripts import create_functions, outside_transaction, run_script

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

FUNCTIONS = (
    "newsbot.prepare_search",
    "newsbot.search_text",
    "newsbot.search_query",
    "newsbot.search_headline",
    "newsbot.index_for_search",
    "news.search",
    "news.similar_titles",
)


def upgrade() -> None:
    run_script("0018_search.sql")
    create_functions(revision, *FUNCTIONS)
    # Those who store wait until the transaction that creates the triggers ends. So what takes
    # longer comes after it. What is stored in between may be queued twice, which does no harm.
    with outside_transaction():
        run_script("0018_search.fill.sql")


def downgrade() -> None:
    run_script("0018_search.down.sql")
