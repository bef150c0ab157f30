"""The work of `scrapy db roles`: makes the database roles of newsbot, and gives people accounts."""

import sys
from getpass import getpass

from newsbot.errors import ConfigurationError
from newsbot.storage.engine import connect
from newsbot.storage.schema import roles
from newsbot.storage.schema.accounts import add_reader, set_password

DUTIES = {
    roles.OWNER: "owns the schemas newsbot and news; for `scrapy db upgrade`",
    roles.WRITER: "changes rows; for crawls and all other commands",
    roles.READER: "reads the views of schema news; for people and dashboards",
}


def print_sql() -> None:
    """Prints the SQL that makes the roles, for an administrator who runs it with psql."""
    print(roles.roles_sql(), end="")


def make(configured: str) -> None:
    """Makes the missing roles of newsbot, gives each role its rights, and prints what was done.

    `configured` is the setting NEWSBOT_DATABASE_URL; if it is empty, the embedded server is used.
    """
    done = roles.make_roles(connect(configured, direct=True))
    for name, duty in DUTIES.items():
        print(f"{name:<15} {'made' if name in done.made else 'there'}: {duty}")
    if done.moved:
        print(f"{done.moved} tables and views belong to {roles.OWNER} now")
    if done.made:
        print("None of them has a password: `scrapy db roles --password NAME` sets one")


def make_reader(configured: str, name: str) -> None:
    """Makes an account `name` with the rights of newsbot_reader, and prints what is still to do.

    `configured` is the setting NEWSBOT_DATABASE_URL; if it is empty, the embedded server is used.
    """
    is_new = add_reader(connect(configured, direct=True), name)
    print(f"{name} {'may read' if is_new else 'could read before'} the views of schema news")
    if is_new:
        print(f"{name} has no password: `scrapy db roles --password {name}` sets one")


def change_password(configured: str, name: str) -> None:
    """Asks for the password of the role `name`, and sets it.

    The password is typed at the terminal, or read from the first line of stdin. It is no argument
    of the command, because every user of the machine can see the arguments of a program.
    `configured` is the setting NEWSBOT_DATABASE_URL; if it is empty, the embedded server is used.
    """
    engine = connect(configured, direct=True)
    set_password(engine, name, _asked(name))
    print(f"{name} has a new password")


def _asked(name: str) -> str:
    if not sys.stdin.isatty():
        password = sys.stdin.readline().rstrip("\n")
    else:
        password = getpass(f"New password of {name}: ")
        if password and getpass("The same again: ") != password:
            raise ConfigurationError("the two passwords differ: nothing is changed")
    if not password:
        raise ConfigurationError("no password was given: nothing is changed")
    return password
