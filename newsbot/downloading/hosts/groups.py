"""Reads from the settings which hosts are on one server, so that they share a queue."""

from scrapy.settings import BaseSettings


def groups_in(settings: BaseSettings) -> dict[str, str]:
    """Host → name of the host's group, as the setting NEWSBOT_HOST_GROUPS defines the groups."""
    groups = settings.getdict("NEWSBOT_HOST_GROUPS")
    return {host: name for name, hosts in groups.items() for host in hosts}
