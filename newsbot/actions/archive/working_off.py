"""The work of `scrapy archive run`: extracts registered WARC files, and stores their pages."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any

from scrapy.settings import BaseSettings
from tqdm import tqdm

from newsbot.actions.archive.extraction_settings import extraction_options, results_folder
from newsbot.actions.database.search_index import index_for_search
from newsbot.actions.output import print_json
from newsbot.crawling.losses import Tally
from newsbot.crawling.partitions.days import DaySettling
from newsbot.crawling.partitions.extracting import Extractor
from newsbot.crawling.partitions.leasing import HeldLeases
from newsbot.crawling.partitions.lost import extract_lost_again
from newsbot.crawling.partitions.results import require_parquet
from newsbot.crawling.partitions.working import Done, Work
from newsbot.crawling.waves.loading import Loading
from newsbot.crawling.waves.settling import Settling
from newsbot.errors import ConfigurationError, DatabaseError, ExitCode
from newsbot.processes.workers import WorkerPool
from newsbot.revisits import parse_revisits
from newsbot.storage.archive.partition_leases import PartitionLeases
from newsbot.storage.archive.partitions import Progress, read_progress
from newsbot.storage.articles.blocks.known_pages import KnownPages
from newsbot.storage.articles.storing import ArticleStore
from newsbot.storage.connection.database_clock import set_clock
from newsbot.storage.connection.retry import outage, with_retries
from newsbot.storage.copies.candidates import look_up
from newsbot.storage.engine import connect, connect_to_schema
from newsbot.storage.health.runs import ARCHIVE, finish_run, start_run
from newsbot.storage.leases.holders import this_process
from newsbot.storage.leases.queues import Queues
from newsbot.storage.sites.rows import RegisteredSite, Sites
from newsbot.urls import without_userinfo

GO_ON = ", or go on without them: --without-failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The options of `scrapy archive run`."""

    workers: int | None
    """The number of worker processes; None: as NEWSBOT_WORKERS says."""
    results: str | None
    """The folder of the Parquet files; None: as NEWSBOT_ARCHIVE_RESULTS says."""
    retry: bool
    """Whether files that failed are tried again at once."""
    without_failed: bool
    """Whether days are settled without the pages of files that failed."""


def work_off(settings: BaseSettings, asked: Asked, *, as_json: bool) -> ExitCode:
    """Extracts all registered files, stores their pages day by day, and prints what was done.

    Raises:
        ConfigurationError: a setting cannot be used, or nothing is registered.
        FileError: the results cannot be written.
        DatabaseError: the database failed for good.
        KeyboardInterrupt: a signal stopped the work.
    """
    require_parquet()
    results = results_folder(settings, asked.results)
    engine = connect_to_schema(settings["NEWSBOT_DATABASE_URL"])
    with_retries(partial(set_clock, engine))
    if not with_retries(partial(read_progress, engine)).files:
        raise ConfigurationError("no files are registered: scrapy archive add GLOB registers some")
    options = extraction_options(settings, asked.workers)
    shown = {"workers": str(options.limits.processes), "results": without_userinfo(results)}
    run_id = with_retries(partial(start_run, engine, ARCHIVE, shown))
    tally, done = Tally(), Done()
    pool = WorkerPool(options.limits)
    code = ExitCode.CONFIGURATION
    try:
        extractor = Extractor.of(options, pool, tally)
        _name_sites(engine, extractor)
        leases = _leases(settings, engine, run_id)
        work = Work(
            extractor=extractor,
            days=DaySettling(
                extractor=extractor,
                loading=_loading(settings, engine, run_id, extractor),
                leases=leases,
            ),
            leases=leases,
            results=results,
            run_id=run_id,
            without_failed=asked.without_failed,
            done=done,
        )
        if asked.retry:
            done.failures += extract_lost_again(engine)
            with_retries(leases.rows.retry_failed)
        code = _run(work, engine)
        index_for_search(engine)
    except BaseException as error:
        code = _code_after(error)
        raise
    finally:
        pool.close()
        _close(engine, run_id, done, code)
    _tell(with_retries(partial(read_progress, engine)), done, asked, as_json=as_json)
    return code


def _run(work: Work, engine: Any) -> ExitCode:
    """Does the work, and shows a progress bar if stderr is a terminal."""
    work.leases.start()
    try:
        with tqdm(desc="files", unit=" files", leave=False, disable=None) as bar:
            progress = with_retries(partial(read_progress, engine))
            bar.total = progress.files
            show = partial(_show, bar, progress.extracted, work.done)
            asyncio.run(_until_signal(replace(work, changed=show)))
    except DatabaseError:
        outage.give_up()  # what follows need not wait for the database once more
        raise
    finally:
        work.leases.stop()
    is_done = with_retries(partial(read_progress, engine)).is_done
    return ExitCode.OK if is_done else ExitCode.CONFIGURATION


async def _until_signal(work: Work) -> None:
    """Does the work. SIGINT and SIGTERM end it within the time that one transaction takes."""
    loop = asyncio.get_running_loop()
    task = asyncio.create_task(work.run())
    is_stopped = False

    def stop() -> None:
        nonlocal is_stopped
        is_stopped = True
        outage.give_up()
        task.cancel()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    try:
        await task
    except (asyncio.CancelledError, DatabaseError) as error:
        if is_stopped:
            raise KeyboardInterrupt from error
        raise
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


def _show(bar: "tqdm[Any]", before: int, done: Done) -> None:
    """Shows on the progress bar how much is done. `before` files were done by earlier runs."""
    bar.n = before + done.files
    bar.set_postfix(pages=done.pages, settled=done.counts.total(), failed=len(done.failures))


def _name_sites(engine: Any, extractor: Extractor) -> None:
    sites = [
        RegisteredSite(key=site.key, name=site.name, domains=site.domains)
        for site in extractor.registry.sites
    ]
    with_retries(partial(Sites(engine).name_sites, sites))


def _leases(settings: BaseSettings, engine: Any, run_id: int) -> HeldLeases:
    ttl = timedelta(seconds=settings.getfloat("NEWSBOT_LEASE_S"))
    rows = PartitionLeases(engine, run_id, ttl)
    apart = connect(settings["NEWSBOT_DATABASE_URL"], apart=True)
    process = Queues(engine, run_id, this_process(), ttl)
    with_retries(process.begin)
    return HeldLeases(rows, replace(rows, engine=apart), replace(process, engine=apart).bury_dead)


def _loading(settings: BaseSettings, engine: Any, run_id: int, extractor: Extractor) -> Loading:
    revisits = parse_revisits(settings["NEWSBOT_REVISITS"])
    settling = Settling(
        reading=extractor.reading,
        read_known=KnownPages(engine).read,
        look_up=partial(look_up, engine),
        store=ArticleStore(engine, run_id, revisits=revisits).store,
    )
    return Loading.of(engine, settling, run_id, revisits)


def _code_after(error: BaseException) -> ExitCode:
    if isinstance(error, KeyboardInterrupt):
        return ExitCode.SIGNAL
    code: ExitCode = getattr(error, "exit_code", ExitCode.CONFIGURATION)
    return code


def _close(engine: Any, run_id: int, done: Done, code: ExitCode) -> None:
    """Writes into the run's row how the run ended. If the database failed, it tries only once."""
    if code in {ExitCode.DATABASE, ExitCode.SIGNAL}:
        outage.give_up()
    reason = {ExitCode.SIGNAL: "shutdown", ExitCode.DATABASE: "database_failed"}
    counters = {"fetched": done.pages, **done.counts}
    finish = partial(
        finish_run,
        engine,
        run_id,
        reason=reason.get(code, "finished"),
        exit_code=code,
        counters=counters,
    )
    with contextlib.suppress(DatabaseError):
        with_retries(finish)


def _tell(progress: Progress, done: Done, asked: Asked, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "files": done.files,
                "taken": done.taken,
                "pages": done.pages,
                "settled": dict(done.counts),
                "failures": done.failures,
                "damages": done.damages,
                "is_done": progress.is_done,
            }
        )
    else:
        named = ", ".join(f"{count} {name}" for name, count in done.counts.most_common())
        print(
            f"{done.files - done.taken} files with {done.pages} pages were extracted, "
            f"{f'the results of {done.taken} files taken over, ' if done.taken else ''}"
            f"{done.counts.total()} pages settled{': ' if named else ''}{named}."
        )
    for line in (*done.damages, *done.failures):
        print(line, file=sys.stderr)
    if done.damages:
        print("What can be read of damaged files was taken.", file=sys.stderr)
    for line in _left(progress, asked):
        print(line, file=sys.stderr)


def _left(progress: Progress, asked: Asked) -> Iterator[str]:
    if progress.failed:
        yield (
            f"{progress.failed} files could not be read: scrapy archive status shows why. Put them "
            f"back and give the same command with --retry{'' if asked.without_failed else GO_ON}"
        )
    unsettled = progress.pages - progress.settled
    if unsettled:
        yield f"{unsettled} pages are not settled yet."
