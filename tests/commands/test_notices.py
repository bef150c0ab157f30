"""Notices of what the audit found: by any sender, and by Apprise to a real web hook."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from newsbot.actions.audit import audit_sites
from newsbot.actions.notices import services_of
from newsbot.errors import ConfigurationError
from newsbot.sites.registry import Registry, load_registry
from newsbot.storage.connection.database_clock import read_clock
from tests.storage.polling import FEED, SITE, poll

# Apprise looks for a module of Python that goes in 3.13.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

HOUR = timedelta(hours=1)
REGISTRY = f"""
[sites.{SITE}]
name = "The Gazette"
domains = ["gazette.example"]
sources = [{{ kind = "feed", url = "{FEED}" }}]
"""


@dataclass
class Mailbox:
    """A sender that keeps what it sends."""

    titles: list[str] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)

    def send(self, title: str, body: str) -> bool:
        self.titles.append(title)
        self.bodies.append(body)
        return True


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    file = tmp_path / "sites.toml"
    file.write_text(REGISTRY, encoding="utf-8")
    return load_registry(file)


def test_people_are_told_once_what_broke_and_once_that_it_is_well(
    engine: Engine, database_url: str, registry: Registry
) -> None:
    mailbox, since = Mailbox(), read_clock(engine) - 10 * HOUR
    for hour in range(3):
        poll(engine, since + hour * HOUR, links=0, reason="http_404", failure="It is gone.")
    for _ in range(2):
        audit_sites(database_url, registry, (), mailbox)
    poll(engine, since + 9 * HOUR, newest_at=since)
    for _ in range(2):
        audit_sites(database_url, registry, (), mailbox)
    assert mailbox.titles == [
        f"newsbot: {SITE}: failing",
        f"newsbot: {SITE} has recovered (failing since {since:%Y-%m-%d %H:%M} UTC)",
    ]
    assert "3 polls in a row failed" in mailbox.bodies[0]


@contextmanager
def web_hook(status: int) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A web hook's URL for Apprise, and what it was sent."""
    taken: list[dict[str, Any]] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            taken.append(json.loads(self.rfile.read(length)))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Hook) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"json://127.0.0.1:{server.server_port}/", taken
        finally:
            server.shutdown()
            thread.join()


def test_apprise_brings_a_notice_to_each_service() -> None:
    pytest.importorskip("apprise")
    with web_hook(200) as (one, taken), web_hook(200) as (other, taken_too):
        services = services_of(f"{one}, {other}")
        assert services is not None
        assert services.send("newsbot: gazette: quiet", "Nothing new.")
    for each in (taken, taken_too):
        assert [(sent["title"], sent["message"]) for sent in each] == [
            ("newsbot: gazette: quiet", "Nothing new.")
        ]


def test_a_notice_that_one_of_several_services_takes_is_sent(
    caplog: pytest.LogCaptureFixture,
) -> None:
    pytest.importorskip("apprise")
    caplog.set_level("DEBUG")
    with web_hook(500) as (one, _), web_hook(200) as (other, taken):
        services = services_of(f"{one}t0ken, {other}t0ken")
        assert services is not None
        assert services.send("newsbot: gazette: quiet", "Nothing new.")
    assert len(taken) == 1
    assert "not taken by the services: json" in caplog.text
    assert "t0ken" not in caplog.text


def test_a_notice_that_a_service_refuses_is_not_sent() -> None:
    pytest.importorskip("apprise")
    with web_hook(500) as (url, taken):
        services = services_of(url)
        assert services is not None
        assert not services.send("newsbot: gazette: quiet", "Nothing new.")
    assert len(taken) == 1


def test_a_url_that_apprise_does_not_know_is_refused_and_not_shown() -> None:
    pytest.importorskip("apprise")
    with pytest.raises(ConfigurationError, match="NEWSBOT_NOTIFY") as refused:
        services_of("mailbox://anna:secret@example.org")
    assert "secret" not in str(refused.value)


def test_without_services_nobody_is_told() -> None:
    assert services_of(" ") is None
