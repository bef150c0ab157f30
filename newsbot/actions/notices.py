"""Sends notices to people through the services that Apprise supports, such as mail and chats.

Services are named by URLs in Apprise's form (https://github.com/caronc/apprise/wiki), e.g.
"mailto://user:password@example.org, slack://…". They hold passwords, and are never logged.
"""

import contextlib
import logging
from typing import Any, Protocol

from newsbot.errors import ConfigurationError

logger = logging.getLogger(__name__)


class Sender(Protocol):
    """An object that sends notices to people."""

    def send(self, title: str, body: str) -> bool:
        """Sends a notice to all receivers; returns True if any of them accepted it."""


class Services:
    """The services that the setting NEWSBOT_NOTIFY names.

    Raises:
        ConfigurationError: one of the URLs is for no service that Apprise supports.
    """

    def __init__(self, urls: str) -> None:
        # Apprise and its services take a third of a second to load, which few commands need.
        import apprise  # noqa: PLC0415

        # No logs of Apprise, because it logs URLs that it does not understand, with passwords; and
        # none of the libraries by which it sends, because many URLs of services hold a token.
        logging.getLogger("apprise").setLevel(logging.CRITICAL)
        for name in ("requests", "urllib3"):
            logging.getLogger(name).setLevel(logging.WARNING)
        services = apprise.Apprise()
        if not services.add(urls):
            raise ConfigurationError(
                "NEWSBOT_NOTIFY: a URL of it is none that Apprise knows; write e.g. "
                "mailto://user:password@example.org, with commas between several"
            )
        self._services: list[Any] = list(services)

    def send(self, title: str, body: str) -> bool:
        """Sends a notice to all services; returns True if any of them accepted it.

        One that does not accept it misses the notice: if it were sent to all services again, the
        others would get it at each audit.
        """
        refusing = [each for each in self._services if not _is_taken(each, title, body)]
        if refusing:
            schemes = ", ".join(str(each.url()).partition(":")[0] for each in refusing)
            logger.warning("The notice %r was not taken by the services: %s", title, schemes)
        return len(refusing) < len(self._services)


def _is_taken(service: Any, title: str, body: str) -> bool:
    # The code for a service may raise any exception, and its text may have the URL.
    with contextlib.suppress(Exception):
        return bool(service.notify(title=title, body=body))
    return False


def services_of(urls: str) -> Sender | None:
    """The services that a value of NEWSBOT_NOTIFY names; None if it is empty."""
    return Services(urls) if urls.strip() else None
