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
import time
from collections.abc import Mapping
from importlib import import_module

from scrapy.utils.misc import walk_modules_iter

from newsbot.processes.spawned import ONE_THREAD

MOST_BYTES = 100_000
"""No order has more. The socket keeps orders apart."""
# What crawls and other commands import, with all modules in these packages. Settings are not among
# it, because each command reads its own, nor is the extraction, which workers import.
IMPORTED = (
    *("scrapy.cmdline", "scrapy.commands", "scrapy.core.downloader.handlers.http11"),
    *("scrapy.downloadermiddlewares", "scrapy.spidermiddlewares", "scrapy.extensions.feedexport"),
    *("scrapy.squeues", "scrapy.pqueues", "scrapy.dupefilters", "scrapy.logformatter"),
    *("newsbot.commands", "newsbot.actions.crawl", "newsbot.spiders", "newsbot.extensions"),
    *("newsbot.middlewares", "newsbot.downloading", "newsbot.crawling", "newsbot.storage"),
    "pipelines",
)


def main(orders: socket.socket) -> None:
    faulthandler.enable()  # a command that crashes says where, on its stderr
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the tests, which end this process
    os.environ.update(ONE_THREAD)  # a fork has none but the thread that forks
    for name in IMPORTED:
        list(walk_modules_iter(name))
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how the reporting processes ended
    module, *args = _next_command(orders)
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
    _become(environment, *files[1:])
    return list(command_line)


def _report(reports: socket.socket, command: int) -> None:
    """Reports the id of the command's process, and at the end its exit code; does not return."""
    reports.send(str(command).encode())
    _, status = os.waitpid(command, 0)
    with contextlib.suppress(OSError):  # the test may have ended
        reports.send(str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


def _become(environment: Mapping[str, str], *files: int) -> None:
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    for standard, file in enumerate(files):
        os.dup2(file, standard)
        os.close(file)
    signal.signal(signal.SIGINT, signal.default_int_handler)


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
