"""What a publisher is: its name, its hosts and the sources that list its articles."""

from newsbot.sites.registry import Registry, Site, Source, load_registry

__all__ = ["Registry", "Site", "Source", "load_registry"]
