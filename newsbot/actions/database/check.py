"""The work of `scrapy db check`: says what is wrong with a database, a line for each fault."""

from dataclasses import asdict

from newsbot.actions.output import print_json
from newsbot.errors import ExitCode, SchemaError
from newsbot.postgres import location
from newsbot.storage.engine import reach, require_current_schema
from newsbot.storage.schema.checking import check_server
from newsbot.storage.schema.problems import Level, Problem


def show_problems(configured: str, *, as_json: bool) -> ExitCode:
    """Prints what is wrong with the database and its server.

    Returns CONFIGURATION if newsbot does not work with the database, or may lose what it stored. If
    there are only warnings, the result is OK.

    Args:
        configured: the setting NEWSBOT_DATABASE_URL; if it is empty, the embedded server is used.
        as_json: print a JSON array, not lines.

    Raises:
        DatabaseError: the database cannot be reached.
    """
    problems = _found(configured)
    if as_json:
        print_json([asdict(problem) for problem in problems])
    else:
        for problem in problems:
            print(f"{problem.level}: {problem.message}")
        if not problems:
            print("nothing is wrong with the database")
    is_bad = any(problem.level == Level.ERROR for problem in problems)
    return ExitCode.CONFIGURATION if is_bad else ExitCode.OK


def _found(configured: str) -> list[Problem]:
    engine = reach(configured)
    is_embedded = location.database_url(configured) is None
    found = check_server(engine, reach(configured, direct=True), is_embedded=is_embedded)
    if any(problem.name in {"version", "rights"} for problem in found):
        return found
    try:
        require_current_schema(engine)
    except SchemaError as error:
        found.insert(0, Problem(name="schema", level=Level.ERROR, message=str(error)))
    return found
