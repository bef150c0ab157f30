"""Sends notices to people through the services that Apprise supports, such as mail and chats.

A service is given as a URL in Apprise's form (https://github.com/caronc/apprise/wiki), e.g.
"mailto://user:password@example.org". Such a URL may contain a password, so it is never logged.
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
    """A `Sender` that sends each notice to all services named in the setting NEWSBOT_NOTIFY.

    The constructor takes the value of that setting: the URLs of the services.

    Raises:
        ConfigurationError: one of the URLs names no service that Apprise supports.
    """

    def __init__(self, urls: str) -> None:
        # Apprise is imported only here, because its import takes a third of a second, and few
        # commands send notices.
        import apprise  # noqa: PLC0415

        # The levels of these loggers are raised, because they would write secrets into the log.
        # Apprise logs service URLs that it does not understand, with the passwords in them. The
        # HTTP libraries log the URLs of requests, which often contain a token.
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

        If some services accept the notice and others do not, it is not sent again. Otherwise the
        services that accepted it would get it a second time.
        """
        refusing = [each for each in self._services if not _is_taken(each, title, body)]
        if refusing:
            schemes = ", ".join(str(each.url()).partition(":")[0] for each in refusing)
            logger.warning("The notice %r was not taken by the services: %s", title, schemes)
        return len(refusing) < len(self._services)


def _is_taken(service: Any, title: str, body: str) -> bool:
    # Apprise may raise any exception when it sends a notice. The exception is not logged, because
    # its message may contain the URL of the service with a password in it.
    with contextlib.suppress(Exception):
        return bool(service.notify(title=title, body=body))
    return False


def services_of(urls: str) -> Sender | None:
    """A sender to the services whose URLs are in `urls`; None if `urls` is empty.

    `urls` is the value of the setting NEWSBOT_NOTIFY.
    """
    return Services(urls) if urls.strip() else None
