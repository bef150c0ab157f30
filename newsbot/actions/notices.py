"""Sends notices to people through the services that Apprise supports, such as mail and chats.

Services are named by URLs in Apprise's form (https://github.com/caronc/apprise/wiki), e.g.
"mailto://user:password@example.org, slack://…". They hold passwords, and are never logged.
"""

import contextlib
import logging
from typing import Protocol

from newsbot.errors import ConfigurationError

logger = logging.getLogger(__name__)


class Sender(Protocol):
    """An object that sends notices to people."""

    def send(self, title: str, body: str) -> bool:
        """Sends a notice to all receivers; returns True if all of them accepted it."""


class Services:
    """The services that the setting NEWSBOT_NOTIFY names.

    Raises:
        ConfigurationError: one of the URLs is for no service that Apprise supports.
    """

    def __init__(self, urls: str) -> None:
        # Apprise and its services take a third of a second to load, which few commands need.
        import apprise  # noqa: PLC0415

        # No logs of Apprise, because it logs URLs that it does not understand, with passwords.
        logging.getLogger("apprise").setLevel(logging.CRITICAL)
        self._services = apprise.Apprise()
        if not self._services.add(urls):
            raise ConfigurationError(
                "NEWSBOT_NOTIFY: a URL of it is none that Apprise knows; write e.g. "
                "mailto://user:password@example.org, with commas between several"
            )

    def send(self, title: str, body: str) -> bool:
        """Sends a notice to all services; returns True if all of them accepted it."""
        is_sent = False
        # The code for a service may raise any exception; the notice is then sent again later.
        with contextlib.suppress(Exception):
            is_sent = bool(self._services.notify(title=title, body=body))
        if not is_sent:
            logger.warning("Not all of NEWSBOT_NOTIFY took the notice %r; it stays due", title)
        return is_sent


def services_of(urls: str) -> Sender | None:
    """The services that a value of NEWSBOT_NOTIFY names; None if it is empty."""
    return Services(urls) if urls.strip() else None
