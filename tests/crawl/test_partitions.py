"""Registered WARC files are worked off by many processes, as if one had done it alone.

The pages of some sites are in six files, each with pages of two days. Every page of a site has the
same paragraph, and some pages are copies of others.
"""

import gzip
import json
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Engine

from newsbot.crawling.partitions.ready import results_name
from newsbot.errors import ExitCode
from newsbot.storage.engine import connect
from tests.conftest import RunScrapy
from tests.crawl.machines import Within, machines
from tests.crawl.making import SENTENCE, news_page
from tests.crawl.running import RunningCommand, running
from tests.spiders.warc_file import http, record
from tests.storage.making import rows
from tests.storage.sessions import terminate_sessions

# The measure is NEWSBOT_PAGES_A_FILE=334: 2 004 pages of 20 sites.
FILES, PAGES = 6, int(os.environ.get("NEWSBOT_PAGES_A_FILE", "7"))
ALL = FILES * PAGES
SITES = max(3, ALL // 100)
BEGIN = datetime(2026, 5, 1, tzinfo=UTC)
# A page must not time out because the machine is busy.
OPTIONS = ("--workers", "1", "-s", "NEWSBOT_PAGE_TIMEOUT_S=60")
# What a killed process has left is taken over after a second.
SHORT = ("-s", "NEWSBOT_LEASE_S=3")
EXTRACTED = "SELECT count(*) FROM newsbot.partitions WHERE state = 'extracted'"
LEFT = """
    SELECT a.url, a.title, a.body, a.version, o.url, a.fetched_at
    FROM news.all_articles AS a LEFT JOIN news.all_articles AS o ON o.id = a.copy_of ORDER BY a.id
"""
REJECTED = "SELECT url, reason, detail, last_at, times FROM newsbot.rejections ORDER BY url"
COUNTED = """
    SELECT s.key, to_jsonb(d) - 'site_id' FROM newsbot.site_days AS d
    JOIN newsbot.sites AS s ON s.id = d.site_id ORDER BY s.key, d.day
"""

Run = Callable[..., AbstractContextManager[RunningCommand]]


def page(number: int) -> bytes:
    """The page with this number; every seventh has the text of one some pages before."""
    site = number % SITES
    name = f"Ship{number - 4 if number % 7 == 0 else number}"
    repeated = f"<p>{SENTENCE.format(f'Desk{site}')}</p></article>"
    html = news_page(name).replace("</article>", repeated)
    if number % 11 == 0:
        html = "<html><title>Nothing</title><p>Soon.</p>"
    moment = BEGIN + timedelta(hours=47 * number / ALL)
    return record(
        http(html.encode()),
        WARC_Target_URI=f"https://site{site}.example/{number}",
        WARC_Date=f"{moment:%Y-%m-%dT%H:%M:%SZ}",
    )


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the files; file n has the pages n, n + FILES, n + 2 · FILES and so on."""
    folder = tmp_path_factory.mktemp("archive")
    for number in range(FILES):
        records = map(page, range(number, ALL, FILES))
        (folder / f"{number}.warc.gz").write_bytes(b"".join(map(gzip.compress, records)))
    return folder


def write_in_order(file: Path) -> Path:
    """One file with all pages, in the order of their fetches."""
    file.write_bytes(b"".join(gzip.compress(page(number)) for number in range(ALL)))
    return file


def left(engine: Engine) -> tuple[list[tuple[object, ...]], ...]:
    return rows(engine, LEFT), rows(engine, REJECTED), rows(engine, COUNTED)


def start(
    url: str,
    folder: Path,
    name: str,
    within: Within = (),
    options: Sequence[str] = (),
    module: str = "scrapy",
) -> AbstractContextManager[RunningCommand]:
    return running(
        *("archive", "run", "--json", "--results", str(folder / "out"), *OPTIONS, *options),
        log=folder / f"{name}.log",
        within=within,
        module=module,
        NEWSBOT_DATABASE_URL=url,
        NEWSBOT_HOME=str(folder / name),
    )


@pytest.fixture(scope="module")
def undisturbed(
    archive: Path, module_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[list[tuple[object, ...]], ...]]:
    """What one process alone leaves."""
    folder = tmp_path_factory.mktemp("alone")
    add(module_database_url, archive, folder)
    with start(module_database_url, folder, "alone") as command:
        assert command.wait() == ExitCode.OK, command.stderr()
    engine = connect(module_database_url)
    yield left(engine)
    engine.dispose()


def add(url: str, archive: Path, folder: Path) -> None:
    environment = {"NEWSBOT_DATABASE_URL": url, "NEWSBOT_HOME": str(folder)}
    pattern = f"{archive}/*.warc.gz"
    with running("archive", "add", pattern, log=folder / "add.log", **environment) as command:
        assert command.wait() == ExitCode.OK, command.stderr()


@pytest.fixture
def run(archive: Path, database_url: str, tmp_path: Path) -> Run:
    add(database_url, archive, tmp_path)
    return partial(start, database_url, tmp_path)


def count_extracted(engine: Engine) -> int:
    return int(rows(engine, EXTRACTED)[0][0])


@pytest.fixture
def places() -> Iterator[list[Within]]:
    """Two machines; where the system does not let us make such, this one twice."""
    with ExitStack() as stack:
        try:
            yield stack.enter_context(machines(2, 0))
        except pytest.skip.Exception:
            yield [(), ()]


def test_two_machines_share_the_files_and_leave_what_one_alone_leaves(
    run, engine, places, undisturbed
):
    here, there = places
    with run("one", here) as one, run("other", there) as other:
        assert {one.wait(), other.wait()} == {ExitCode.OK}, one.stderr() + other.stderr()
    assert left(engine) == undisturbed
    # No page was extracted or settled twice.
    fetched = "SELECT CAST(counters->>'fetched' AS integer) FROM newsbot.runs"
    assert sum(count for (count,) in rows(engine, fetched)) == ALL
    counts = "SELECT counts FROM newsbot.archive_days"
    assert sum(sum(each.values()) for (each,) in rows(engine, counts)) == ALL


def test_the_rows_are_those_of_a_crawl(run_scrapy: RunScrapy, engine, tmp_path, undisturbed):
    path = write_in_order(tmp_path / "all.warc.gz")
    crawl = ("crawl", "warc", "-a", f"path={path}", "-s", "NEWSBOT_PAGE_TIMEOUT_S=60")
    assert run_scrapy(*crawl).returncode == ExitCode.OK
    assert left(engine) == undisturbed
    articles, rejections, _ = undisturbed
    assert len(articles) + len(rejections) == ALL
    # What all pages of a site have is known when the second day is settled.
    bodies = [body for _, _, body, *_ in articles]
    assert "Desk" in bodies[0]
    assert "Desk" not in bodies[-1]
    assert any(original is not None for *_, original, _ in articles)


def test_others_finish_what_a_killed_process_has_left(run, engine, undisturbed):
    two, four = ("--workers", "2"), ("--workers", "4", *SHORT)
    with run("one", options=two) as one, run("other", options=four) as other:
        one.wait_until(lambda: count_extracted(engine) >= FILES / 2)
        one.process.kill()
        assert other.wait() == ExitCode.OK, other.stderr()
    assert left(engine) == undisturbed
    assert rows(engine, "SELECT DISTINCT settled = pages FROM newsbot.partition_days") == [(True,)]


def test_a_process_that_a_signal_stops_gives_all_back_and_the_next_goes_on(
    run, engine, undisturbed
):
    with run("one") as one:
        one.wait_until(lambda: count_extracted(engine) >= 1)
        one.process.send_signal(signal.SIGTERM)
        assert one.wait() == ExitCode.SIGNAL, one.stderr()
    assert rows(engine, "SELECT DISTINCT leased_by FROM newsbot.partitions") == [(None,)]
    with run("next") as following:
        assert following.wait() == ExitCode.OK, following.stderr()
    assert left(engine) == undisturbed


def test_a_database_that_stays_away_ends_the_run_with_3(run, engine, administrator):
    with run("one", module="tests.crawl.impatient") as one:
        one.wait_until(lambda: count_extracted(engine) >= 1)
        administrator.execute(f"ALTER DATABASE {engine.url.database} ALLOW_CONNECTIONS false")
        terminate_sessions(engine)
        assert one.wait() == ExitCode.DATABASE, one.stderr()
    assert "Waiting up to 1 s for the database" in one.stderr()
    assert one.stderr().splitlines()[-1].startswith("newsbot: the database failed: ")
    assert "Traceback" not in one.stderr()


def test_missing_and_damaged_files_are_told_and_the_rest_is_stored(
    run_scrapy: RunScrapy, archive, engine, tmp_path
):
    good, damaged = tmp_path / "a.warc.gz", tmp_path / "b.warc.gz"
    good.write_bytes((archive / "0.warc.gz").read_bytes())
    damaged.write_bytes((archive / "1.warc.gz").read_bytes()[:-100])
    listed = tmp_path / "warc.paths.gz"
    listed.write_bytes(gzip.compress(b"a.warc.gz\nb.warc.gz\nmissing.warc.gz\n"))
    paths = ("--paths", str(listed), "--base", str(tmp_path))
    assert run_scrapy("archive", "add", *paths).stdout == "3 files were added.\n"
    work = ("archive", "run", "--results", str(tmp_path / "out"), *OPTIONS)
    done = run_scrapy(*work)
    assert done.returncode == ExitCode.CONFIGURATION
    assert f"b.warc.gz is damaged after {PAGES - 1} records" in done.stderr
    assert f"cannot read {tmp_path}/missing.warc.gz: No such file" in done.stderr
    assert "--without-failed" in done.stderr
    status = json.loads(run_scrapy("archive", "status", "--json").stdout)["partitions"]
    assert (status["failed"], status["damaged"], status["settled"]) == (1, 1, 0)
    without = run_scrapy(*work, "--without-failed").stderr
    assert ("--retry" in without, "--without-failed" in without) == (True, False)
    (tmp_path / "missing.warc.gz").write_bytes((archive / "2.warc.gz").read_bytes())
    assert run_scrapy(*work, "--retry").returncode == ExitCode.OK
    assert len(rows(engine, LEFT)) + len(rows(engine, REJECTED)) == 3 * PAGES - 1


def test_files_are_extracted_again_if_their_results_are_lost(
    run_scrapy: RunScrapy, archive, engine, tmp_path, undisturbed
):
    for file in archive.iterdir():
        (tmp_path / file.name).symlink_to(file)
    last = tmp_path / f"{FILES - 1}.warc.gz"
    listed = tmp_path / "paths"
    listed.write_text("".join(f"{number}.warc.gz\n" for number in range(FILES)))
    last.unlink()
    paths = ("--paths", str(listed), "--base", str(tmp_path))
    assert run_scrapy("archive", "add", *paths).returncode == ExitCode.OK
    work = ("archive", "run", "--results", str(tmp_path / "out"), "--retry", *OPTIONS)
    assert run_scrapy(*work).returncode == ExitCode.CONFIGURATION  # all days wait for the last file
    deleted, damaged, replaced, changed, other = sorted((tmp_path / "out").iterdir())
    deleted.unlink()
    damaged.write_bytes(damaged.read_bytes()[:-100])
    replaced.write_bytes(other.read_bytes())
    flip_bit(changed)
    last.symlink_to(archive / last.name)
    failed = run_scrapy(*work)
    assert failed.returncode == ExitCode.CONFIGURATION
    told = f"cannot read {deleted}: No such file or directory. Put it back, or have its WARC file"
    assert told in failed.stderr
    again = run_scrapy(*work)
    assert again.returncode == ExitCode.OK, again.stderr
    assert f"cannot read {damaged}: it is no whole Parquet file" in again.stderr
    assert (
        f"cannot read {replaced}: it has pages of {archive}/4.warc.gz, not of {archive}/2"
        in again.stderr
    )
    assert f"cannot read {changed}: it is damaged" in again.stderr
    assert left(engine) == undisturbed


def flip_bit(file: Path) -> None:
    """Changes a bit of the text of an article in a results file."""
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def test_results_that_cannot_be_read_now_fail_their_file_alone(
    run_scrapy: RunScrapy, archive, engine, tmp_path
):
    first, second = archive / "0.warc.gz", archive / "1.warc.gz"
    assert run_scrapy("archive", "add", str(first), str(second)).returncode == ExitCode.OK
    unreadable = tmp_path / "out" / results_name(str(first))
    unreadable.mkdir(parents=True)
    done = run_scrapy("archive", "run", "--results", str(tmp_path / "out"), *OPTIONS)
    assert done.returncode == ExitCode.CONFIGURATION
    assert f"cannot read {unreadable}: Is a directory\n" in done.stderr
    assert rows(engine, EXTRACTED) == [(1,)]
