"""The end of a process that is a fork."""

import atexit
import gc
import os
import sys
import threading
from collections.abc import Callable
from typing import NoReturn


def run_to_end(function: Callable[[], object]) -> NoReturn:
    """Calls `function` as the whole work of this process, and ends it.

    As always when Python ends, it waits for threads, calls what is registered with atexit, collects
    garbage and writes out what is buffered. It only leaves modules and their objects as they are.
    Their removal would write to most of the memory that a fork shares, and so copy it: 0.1 s.
    """
    code = _exit_code(function)
    threading._shutdown()  # noqa: SLF001 - there is no public name for it
    atexit._run_exitfuncs()  # noqa: SLF001 - nor for this
    gc.collect()
    for stream in (sys.stdout, sys.stderr):
        if not stream.closed:
            stream.flush()
    os._exit(code)


def _exit_code(function: Callable[[], object]) -> int:
    try:
        function()
    except SystemExit as error:
        if error.code is None or isinstance(error.code, int):
            return error.code or 0
        sys.stderr.write(f"{error.code}\n")
        return 1
    except BaseException as error:  # noqa: BLE001 - as Python itself
        sys.excepthook(type(error), error, error.__traceback__)
        return 1
    return 0
