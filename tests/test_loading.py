"""What is not loaded by those who do not need it: seconds and megabytes for every command."""

import json
import os
import subprocess
import sys

import pytest

from tests.conftest import CHECKOUT
from tests.patience import PATIENCE_S

EXTRACTION = ("trafilatura", "numpy", "htmldate", "newsbot.extraction.body")
PARSERS = ("feedparser", "fastwarc")
DATABASE = ("sqlalchemy", "psycopg", "alembic")
SCRAPY_LIST = """
import contextlib, sys
from scrapy.cmdline import execute
with contextlib.suppress(SystemExit), contextlib.redirect_stdout(sys.stderr):
    execute(["scrapy", "list"])
"""


def loaded(code: str) -> set[str]:
    """The modules in a new Python after it ran `code`."""
    run = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport json, sys\nprint(json.dumps([*sys.modules]))"],
        cwd=CHECKOUT,
        env=os.environ | {"SCRAPY_PROJECT": "testing", "PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=True,
    )
    return set(json.loads(run.stdout))


def test_a_list_of_spiders_loads_neither_extraction_nor_parsers_nor_database():
    modules = loaded(SCRAPY_LIST)
    assert {"newsbot.commands.crawl", "newsbot.spiders.warc"} <= modules
    assert modules.isdisjoint((*EXTRACTION, *PARSERS, *DATABASE))


@pytest.mark.parametrize(
    "module",
    [
        "newsbot.extraction.rules",
        "newsbot.extraction.rules.site_rules",
        "newsbot.sites.registry",
        "newsbot.sites.rule_book",
        "newsbot.discovery.kinds",
    ],
)
def test_the_rules_of_a_site_are_read_without_extraction(module):
    modules = loaded(f"import {module}")
    assert module in modules
    assert modules.isdisjoint((*EXTRACTION, *PARSERS, *DATABASE, "scrapy"))
