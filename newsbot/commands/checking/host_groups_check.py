"""Checks the setting NEWSBOT_HOST_GROUPS, which tells which hosts are on one server.

Hosts on one server form a group. A crawl waits between two requests to hosts of one group as long
as between two requests to one host.
"""

import json
from collections import Counter
from typing import Any

from newsbot.errors import ConfigurationError
from newsbot.urls import host_of

# Error messages show at most this many characters of a setting's value.
LONGEST_SHOWN = 100


def require_groups(value: Any) -> None:
    """Raises ConfigurationError unless `value` is a valid value of NEWSBOT_HOST_GROUPS.

    A valid value is a dict, or the JSON text of one. It maps the name of a group to the list of the
    group's hosts. No host may be in two groups.
    """
    groups = _read(value)
    for name, hosts in groups.items():
        if not name.strip() or not hosts:
            raise _error(f"the group {name!r} has to have a name and hosts")
        for host in hosts:
            _require_host(host)
    counts = Counter(host for hosts in groups.values() for host in hosts)
    for host, times in counts.most_common(1):
        if times > 1:
            raise _error(f"{host} is there {times} times: a host has to be in one group")


def _read(value: Any) -> dict[str, list[str]]:
    try:
        groups = json.loads(value, object_pairs_hook=_unique) if isinstance(value, str) else value
    except (ValueError, RecursionError):
        groups = None
    is_right = isinstance(groups, dict) and all(
        isinstance(name, str)
        and isinstance(hosts, list)
        and all(isinstance(host, str) for host in hosts)
        for name, hosts in groups.items()
    )
    if not is_right:
        shown = repr(value)[:LONGEST_SHOWN]
        raise ConfigurationError(
            f"NEWSBOT_HOST_GROUPS is {shown}: it has to be groups of hosts by name, "
            '{"a name": ["one.example", "other.example"]}'
        )
    return dict(groups)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Makes a dict of the pairs of a JSON object.

    Without this function, `json` would silently keep only the last of several equal names.

    Raises:
        ConfigurationError: two pairs have the same name.
    """
    for name, times in Counter(name for name, _ in pairs).items():
        if times > 1:
            raise _error(f"there are {times} groups called {name!r}")
    return dict(pairs)


def _require_host(host: str) -> None:
    """Raises ConfigurationError unless `host` is a host in newsbot's spelling, without "https://".

    This is the spelling of `newsbot.urls.host_of`. If `host` is a URL, or a host in another
    spelling, the error says what to write in its place.
    """
    bare = host.rpartition("://")[2]
    found = {host_of(f"http://{bare}"), host_of(f"https://{bare}")}
    if found != {host} or not host:
        better = min(found, key=len)  # without the default port
        hint = f"; write {better!r}" if better else ""
        raise _error(f"{host[:LONGEST_SHOWN]!r} is not the name of a host{hint}")


def _error(what: str) -> ConfigurationError:
    return ConfigurationError(f"NEWSBOT_HOST_GROUPS: {what}")
