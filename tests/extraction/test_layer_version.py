"""The output of the extraction does not change without another LAYER_VERSION."""

import hashlib
from pathlib import Path

from newsbot.demo.outlets import PAGES as DEMO_PAGES
from newsbot.extraction.article import extract_article
from newsbot.extraction.version import LAYER_OUTPUT, LAYER_VERSION
from newsbot.items import Article
from tests.extraction.making import PAGES, fetched

RAISE = f"""The extraction finds other bodies on demo and saved pages than it did.
- If a change of code did this on purpose, set LAYER_VERSION = {LAYER_VERSION + 1} in
  newsbot/extraction/version.py and run this test again: it then says what LAYER_OUTPUT is.
- If only pages were added or changed, keep the version, and set"""
RECORD = "LAYER_VERSION is another than LAYER_OUTPUT was recorded for. In version.py set"


def output(page: Path) -> str:
    """The body found on the page, or why there is none."""
    result = extract_article(fetched(page.read_bytes()))
    return result.body if isinstance(result, Article) else f"no article: {result.reason}"


def test_another_output_is_another_layer_version() -> None:
    pages = sorted([*DEMO_PAGES.rglob("*.html"), *PAGES.rglob("*.html")])
    digest = hashlib.sha256("\0".join(map(output, pages)).encode()).hexdigest()
    found = f"{LAYER_VERSION}:{digest}"
    is_same_version = LAYER_OUTPUT.startswith(f"{LAYER_VERSION}:")
    say = RAISE if is_same_version else RECORD
    assert found == LAYER_OUTPUT, f'{say}\n  LAYER_OUTPUT = "{found}"'
