"""A crawl that a person watches shows a bar, then the table."""

import os
import pty
import re
import subprocess
import sys
import termios

from tests.conftest import CHECKOUT
from tests.crawl.making import news_page
from tests.spiders.local_site import LocalSite


def test_on_a_terminal_there_is_a_bar_and_then_the_table(
    site: LocalSite, database_url: str
) -> None:
    urls = ",".join(site.add(f"/{name}", news_page(name)) for name in ("Anna", "Berta", "Clara"))
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 100))
    settings = {"SCRAPY_PROJECT": "testing", "NEWSBOT_DATABASE_URL": database_url}
    with subprocess.Popen(
        [
            *(sys.executable, "-m", "scrapy", "crawl", "pages", "-a", f"urls={urls}"),
            *("-s", "DOWNLOAD_DELAY=0.4", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=1"),
        ],
        cwd=CHECKOUT,
        env=os.environ | settings,
        stderr=theirs,
    ) as crawl:
        os.close(theirs)
        shown = read_to_end(ours)
        assert crawl.wait() == 0
    bar, _, table = shown.partition("site ")
    assert re.search(r"\d+page \[.*\d stored, 0 copies, 0 rejected\]", bar), bar
    assert table.split()[-11:] == ["127.0.0.1", "3", *["0"] * 9]


def read_to_end(terminal: int) -> str:
    """What was written to a terminal until its other end was closed, which Linux tells by EIO."""
    chunks = []
    try:
        while chunk := os.read(terminal, 4096):
            chunks.append(chunk)
    except OSError:
        pass
    os.close(terminal)
    return b"".join(chunks).decode()
