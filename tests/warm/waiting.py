"""The waiting process: `python -m tests.warm.waiting FILE`, where FILE is the number of a socket.

It gets an order for each command: module, arguments and environment, with four open files. These
are the socket for its reports, and the command's stdin, stdout and stderr.
"""

import contextlib
import faulthandler
import gc
import json
import os
import runpy
import signal
import socket
import sys
from datetime import UTC, datetime
from functools import partial
from importlib import import_module

from scrapy.utils.misc import walk_modules_iter

from newsbot.extraction.in_worker import extract_in_worker
from newsbot.items import Article, FetchedPage, SiteBlocks
from newsbot.processes.spawned import ONE_THREAD
from tests.crawl.making import news_page
from tests.warm.children import MOST_BYTES, become, with_warm_children
from tests.warm.ending import run_to_end

# What crawls, other commands and the processes of crawls import, with all modules in these
# packages. Settings are not among it, because each command reads its own.
IMPORTED = (
    *("scrapy.cmdline", "scrapy.commands", "scrapy.core.downloader.handlers.http11"),
    *("scrapy.downloadermiddlewares", "scrapy.spidermiddlewares", "scrapy.extensions.feedexport"),
    *("scrapy.squeues", "scrapy.pqueues", "scrapy.dupefilters", "scrapy.logformatter"),
    *("newsbot.commands", "newsbot.actions.crawl", "newsbot.spiders", "newsbot.extensions"),
    *("newsbot.middlewares", "newsbot.downloading", "newsbot.crawling", "newsbot.storage"),
    *("pipelines", "newsbot.extraction"),
)


def main(orders: socket.socket) -> None:
    faulthandler.enable()  # a command that crashes says where, on its stderr
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the tests, which end this process
    os.environ.update(ONE_THREAD)  # a fork has none but the thread that forks
    for name in IMPORTED:
        list(walk_modules_iter(name))
    _extract_a_page()
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how the reporting processes ended
    command_line = _next_command(orders)
    run_to_end(with_warm_children() or partial(_run, *command_line))


def _extract_a_page() -> None:
    """Has lists read, patterns compiled and models loaded, as in each worker at its first page.

    That takes 0.13 s of CPU time, and a page after it 0.01 s. Most tests have few pages.
    """
    page = FetchedPage(
        url="http://127.0.0.1/2026/05/11/ferry",
        requested_url="http://127.0.0.1/2026/05/11/ferry",
        site="127.0.0.1",
        body=news_page("ferry").encode(),
        content_type="text/html",
        fetched_at=datetime(2026, 5, 11, tzinfo=UTC),
    )
    assert isinstance(extract_in_worker(page, None, SiteBlocks(), ()).result, Article)


def _run(module: str, *args: str) -> None:
    """Does what `python -m MODULE ARGS` does."""
    sys.argv = [module, *args]
    sys.orig_argv = [sys.executable, "-m", module, *args]
    import_module("settings.environment_check").main()
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def _next_command(orders: socket.socket) -> list[str]:
    """Forks for each order; returns, in the command's process alone, its module and arguments."""
    while True:
        order, files, *_ = socket.recv_fds(orders, MOST_BYTES, 4)
        if not order:  # the test process has ended
            sys.exit()
        if os.fork() == 0:
            break
        for file in files:
            os.close(file)
    orders.close()
    reports = socket.socket(fileno=files[0])
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    if command := os.fork():
        _report(reports, command)
    reports.close()
    command_line, environment = json.loads(order)
    become(environment, dict(enumerate(files[1:])))
    return list(command_line)


def _report(reports: socket.socket, command: int) -> None:
    """Reports the id of the command's process, and at the end its exit code; does not return."""
    reports.send(str(command).encode())
    _, status = os.waitpid(command, 0)
    with contextlib.suppress(OSError):  # the test may have ended
        reports.send(str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
