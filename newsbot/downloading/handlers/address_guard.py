"""Refuses to connect to private addresses, whatever name, redirect or robots.txt leads there.

The check sits where the socket is opened, on the very addresses that are dialled: Twisted connects
to what its name resolver hands out, literals such as http://127.0.0.1/ included, so that there is
no second look-up which could answer otherwise.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NoReturn, Self
from urllib.parse import urlsplit

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import CannotResolveHostError, IgnoreRequest
from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped] # it ships no types

from newsbot import clock
from newsbot.downloading.handlers.cut_off import flag_if_cut_off
from newsbot.downloading.handlers.ip_ranges import Network, is_allowed, parse_nets
from newsbot.downloading.handlers.surplus import SurplusFactory
from newsbot.downloading.leases import require_held
from newsbot.urls import requested_url

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.internet.base import ReactorBase

# `Any` below stands for Twisted's zope interfaces, which mypy cannot read.


class AddressRefused(IgnoreRequest):
    """The host is at an address that may not be fetched; errbacks get it, nobody tries again."""


@implementer(IHostnameResolver)
class GuardedResolver:
    """Resolves names as the reactor does, and withholds those that lead to private addresses.

    One private address among several withholds them all: mixed answers are how a name is made to
    point at a private host a moment later (DNS rebinding).
    """

    def __init__(self, reactor: "ReactorBase", nets: tuple[Network, ...]) -> None:
        self._reactor: Any = reactor
        self._nets = nets
        self._inner: Any = reactor.nameResolver
        self.refused: dict[str, str] = {}
        """Host → the address that it was refused for, as of its last look-up."""

    @classmethod
    def from_crawler(cls, crawler: "Crawler", reactor: "ReactorBase") -> Self:
        """A resolver that lets pass what NEWSBOT_ALLOW_NETS names."""
        return cls(reactor, parse_nets(crawler.settings["NEWSBOT_ALLOW_NETS"] or ""))

    def install_on_reactor(self) -> None:
        """Makes the reactor use it for every connection; Scrapy calls this once."""
        self._reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802 - Twisted's interface
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        *how: Any,
        **named: Any,
    ) -> Any:
        """Looks a name up, and hands its addresses on only if every one of them is allowed."""
        name = _as_requested(hostName)
        vetting = _Vetting(self, name, resolutionReceiver)
        return self._inner.resolveHostName(vetting, name, *how, **named)

    def admits(self, host: str, addresses: Sequence[str]) -> bool:
        """Whether all of a host's addresses are allowed; remembers the first that is not."""
        self.refused.pop(host, None)
        for address in addresses:
            if not is_allowed(address, self._nets):
                self.refused[host] = address
                return False
        return True


def _as_requested(host: str) -> str:
    """The host as the URL has it: Twisted decodes its punycode, by rules of another year.

    Python encodes it again by IDNA 2003, for which "faß.example" (xn--fa-hia) is fass.example: a
    host of somebody else.
    """
    return ".".join(
        label if label.isascii() else f"xn--{label.encode('punycode').decode('ascii')}"
        for label in host.split(".")
    )


@implementer(IResolutionReceiver)
class _Vetting:
    """Holds a look-up's addresses back until the last one is known."""

    def __init__(self, resolver: GuardedResolver, host: str, receiver: Any) -> None:
        self._resolver = resolver
        self._host = host
        self._receiver = receiver
        self._found: list[Any] = []

    def resolutionBegan(self, resolutionInProgress: Any) -> None:  # noqa: N802, N803
        self._receiver.resolutionBegan(resolutionInProgress)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self._found.append(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        if self._resolver.admits(self._host, [address.host for address in self._found]):
            for address in self._found:
                self._receiver.addressResolved(address)
        self._receiver.resolutionComplete()


class GuardedHandler(HTTP11DownloadHandler):
    """Downloads over http and https, guarded; a refusal is told from a name that does not exist."""

    def __init__(self, crawler: "Crawler") -> None:
        super().__init__(crawler)
        self._pool._factory = SurplusFactory  # noqa: SLF001 - where Scrapy sets its own

    async def download_request(self, request: "Request") -> "Response":
        """The response, flagged CUT_OFF where only a part of it came; meta has its "fetched_at".

        Raises:
            LeaseLost: another run may ask the host meanwhile.
            AddressRefused: the host is at a private address, or a proxy would look it up instead.
        """
        require_held(self.crawler, request.url)
        resolver = self._resolver()
        if request.meta.get("proxy"):
            self._refuse("a proxy would look the address up by itself; unset http_proxy")
        # Redirects come as their servers write them.
        form = requested_url(request.url)
        if form is not None and form != request.url:
            request = request.replace(url=form)
        host = urlsplit(request.url).hostname or ""
        try:
            response = await super().download_request(request)
        except CannotResolveHostError:
            if host in resolver.refused:
                address = resolver.refused[host]
                self._refuse(f"{host} is at {address}, which NEWSBOT_ALLOW_NETS does not allow")
            raise
        request.meta["fetched_at"] = clock.now()
        return flag_if_cut_off(response)

    def _resolver(self) -> GuardedResolver:
        # Asked for each time: Scrapy makes its handlers before it installs the resolver.
        from twisted.internet import reactor  # noqa: PLC0415 - importing it would choose one

        resolver: Any = reactor.nameResolver
        if not isinstance(resolver, GuardedResolver):
            self._refuse(f"TWISTED_DNS_RESOLVER must be {__name__}.GuardedResolver")
        return resolver

    def _refuse(self, why: str) -> NoReturn:
        self.crawler.stats.inc_value("newsbot/address_refused")
        raise AddressRefused(why)
