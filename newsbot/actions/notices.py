"""Notices to people, by the services that Apprise knows: mail, chats, telephones, a web hook.

Services are URLs as Apprise has them (https://github.com/caronc/apprise/wiki), e.g.
"mailto://user:password@example.org, slack://…". They hold passwords, and are never logged.
"""

import contextlib
import logging
from typing import Protocol

from newsbot.errors import ConfigurationError

logger = logging.getLogger(__name__)


class Sender(Protocol):
    """What sends notices."""

    def send(self, title: str, body: str) -> bool:
        """Sends a notice to all; gives whether all of them took it."""


class Services:
    """The services that a setting names.

    Raises:
        ConfigurationError: Apprise knows no such service.
    """

    def __init__(self, urls: str) -> None:
        # Apprise and its services take a third of a second to load, which few commands need.
        import apprise  # noqa: PLC0415

        # Apprise logs the URLs that it does not understand.
        logging.getLogger("apprise").setLevel(logging.CRITICAL)
        self._services = apprise.Apprise()
        if not self._services.add(urls):
            raise ConfigurationError(
                "NEWSBOT_NOTIFY: a URL of it is none that Apprise knows; write e.g. "
                "mailto://user:password@example.org, with commas between several"
            )

    def send(self, title: str, body: str) -> bool:
        """Sends a notice to all services; gives whether all of them took it."""
        is_sent = False
        # A service's own code may raise anything; the notice stays due.
        with contextlib.suppress(Exception):
            is_sent = bool(self._services.notify(title=title, body=body))
        if not is_sent:
            logger.warning("Not all of NEWSBOT_NOTIFY took the notice %r; it stays due", title)
        return is_sent


def services_of(urls: str) -> Sender | None:
    """What a setting NEWSBOT_NOTIFY names; None where it is empty."""
    return Services(urls) if urls.strip() else None
