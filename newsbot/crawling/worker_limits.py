"""Reads the limits of worker processes from the settings."""

from scrapy.settings import BaseSettings

from newsbot.processes.workers import Limits


def worker_limits(settings: BaseSettings) -> Limits:
    """The number of worker processes, and the maximum time and memory for extracting one page."""
    return Limits(
        processes=settings.getint("NEWSBOT_WORKERS"),
        timeout_s=settings.getfloat("NEWSBOT_PAGE_TIMEOUT_S"),
        wall_factor=settings.getfloat("NEWSBOT_PAGE_WALL_FACTOR"),
        memory_mb=settings.getint("NEWSBOT_WORKER_MEMORY_MB"),
    )
