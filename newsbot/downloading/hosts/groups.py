"""Reads from the settings which hosts form a group, because they are on one server.

The hosts of a group have one queue in common. So together they get no more requests than a single
host does, and the server is spared.
"""

from scrapy.settings import BaseSettings


def groups_in(settings: BaseSettings) -> dict[str, str]:
    """Maps each host that belongs to a group to the name of the group.

    The groups are read from the setting NEWSBOT_HOST_GROUPS.
    """
    groups = settings.getdict("NEWSBOT_HOST_GROUPS")
    return {host: name for name, hosts in groups.items() for host in hosts}
