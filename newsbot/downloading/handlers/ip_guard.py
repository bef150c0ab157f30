"""Refuses connections to private IPs, for all requests: pages, redirects and robots.txt files.

The check is made in Twisted's name resolver. So the IPs that are checked are the IPs that Twisted
connects to, and no second look-up can give another IP. Twisted also calls the resolver for URLs
with an IP in place of a host name, such as http://127.0.0.1/.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NoReturn, Self
from urllib.parse import urlsplit

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadFailedError,
    IgnoreRequest,
)
from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped] # it ships no types

from newsbot import clock
from newsbot.downloading.handlers.cut_off import flag_if_cut_off
from newsbot.downloading.handlers.header_limit import TOO_LARGE, has_large_headers
from newsbot.downloading.handlers.ip_ranges import Network, is_allowed, parse_nets
from newsbot.downloading.handlers.surplus import SurplusFactory
from newsbot.downloading.leases import require_held
from newsbot.urls import requested_url

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.internet.base import ReactorBase

# In this module, `Any` stands for Twisted's zope interfaces, which mypy cannot check.


class AddressRefused(IgnoreRequest):
    """The exception for a request to a host with an IP that newsbot may not connect to.

    Scrapy does not retry the request.
    """


@implementer(IHostnameResolver)
class GuardedResolver:
    """A Twisted name resolver that finds no IP for a host if any IP of the host is private.

    A host may have several IPs, and newsbot does not choose to which of them Twisted connects. So
    one private IP is enough to refuse the host. Otherwise an attacker could add a private IP to the
    public ones of a host, and make newsbot connect to a private machine (DNS rebinding).
    """

    def __init__(self, reactor: "ReactorBase", nets: tuple[Network, ...]) -> None:
        self._reactor: Any = reactor
        self._nets = nets
        self._inner: Any = reactor.nameResolver
        self.refused: dict[str, str] = {}
        """Host → the private IP for which the host was refused at the last look-up."""

    @classmethod
    def from_crawler(cls, crawler: "Crawler", reactor: "ReactorBase") -> Self:
        """A resolver that allows public IPs, and the networks in the setting NEWSBOT_ALLOW_NETS."""
        return cls(reactor, parse_nets(crawler.settings["NEWSBOT_ALLOW_NETS"] or ""))

    def install_on_reactor(self) -> None:
        """Makes Twisted's reactor look up all host names with this resolver.

        Scrapy calls this method once.
        """
        self._reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802 - Twisted's interface
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        *how: Any,
        **named: Any,
    ) -> Any:
        """Looks up the IPs of the host `hostName`, and passes them on if all of them are allowed.

        They are passed to `resolutionReceiver`. If any IP is not allowed, none is passed on.
        """
        name = _as_requested(hostName)
        vetting = _Vetting(self, name, resolutionReceiver)
        return self._inner.resolveHostName(vetting, name, *how, **named)

    def admits(self, host: str, ips: Sequence[str]) -> bool:
        """Whether newsbot may connect to all of `ips`, which are the IPs of the host `host`.

        If not, the first IP that is not allowed is stored in the attribute `refused`.
        """
        self.refused.pop(host, None)
        for ip in ips:
            if not is_allowed(ip, self._nets):
                self.refused[host] = ip
                return False
        return True


def _as_requested(host: str) -> str:
    """The host name `host` in punycode, as it is in the URL.

    Twisted passes host names to resolvers in decoded form, e.g. "faß.example" for
    xn--fa-hia.example. If the decoded form were looked up, Python would encode it by the older
    standard IDNA 2003, as "fass.example". That host may belong to somebody else.
    """
    return ".".join(
        label if label.isascii() else f"xn--{label.encode('punycode').decode('ascii')}"
        for label in host.split(".")
    )


@implementer(IResolutionReceiver)
class _Vetting:
    """Receives the IPs of one host from Twisted's name resolver, checks them, and passes them on.

    They are passed on to another receiver, from which Twisted takes the IPs to connect to. If
    newsbot may not connect to one of them, none is passed on.
    """

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
        if self._resolver.admits(self._host, [each.host for each in self._found]):
            for each in self._found:
                self._receiver.addressResolved(each)
        self._receiver.resolutionComplete()


class GuardedHandler(HTTP11DownloadHandler):
    """A handler for http and https downloads that refuses hosts with private IPs."""

    def __init__(self, crawler: "Crawler") -> None:
        super().__init__(crawler)
        self._pool._factory = SurplusFactory  # noqa: SLF001 - replaces Scrapy's own factory

    async def download_request(self, request: "Request") -> "Response":
        """The response to a request; it has the flag CUT_OFF if only a part of the body arrived.

        The time at which the response was complete is stored in `request.meta["fetched_at"]`.

        Raises:
            LeaseLost: this run no longer has the lease of the host. A lease lets only one run send
                requests to a host. So another run may send requests to the host now.
            DownloadCancelledError: the body or the headers of the response are too large.
            AddressRefused: the host has a private IP, or the request goes through a proxy. A proxy
                looks up the IP of the host itself, so that it cannot be checked here.
        """
        require_held(self.crawler, request.url)
        resolver = self._resolver()
        if request.meta.get("proxy"):
            self._refuse("a proxy would look the host up by itself; unset http_proxy")
        # newsbot requests each URL in the form that `requested_url` gives it, e.g. without a
        # default port. A redirect may name its target in another form. So Scrapy's request after a
        # redirect is brought into this form here.
        form = requested_url(request.url)
        if form is not None and form != request.url:
            request = request.replace(url=form)
        host = urlsplit(request.url).hostname or ""
        try:
            response = await super().download_request(request)
        except CannotResolveHostError:
            if host in resolver.refused:
                ip = resolver.refused[host]
                self._refuse(f"{host} is at {ip}, which NEWSBOT_ALLOW_NETS does not allow")
            raise
        except DownloadFailedError as error:
            if has_large_headers(error):
                raise DownloadCancelledError(TOO_LARGE) from error
            raise
        request.meta["fetched_at"] = clock.now()
        return flag_if_cut_off(response)

    def _resolver(self) -> GuardedResolver:
        # Scrapy installs the resolver of Twisted's reactor only after it has made its download
        # handlers. So the resolver is not yet there in `__init__`, and is taken from the reactor at
        # each request.
        from twisted.internet import reactor  # noqa: PLC0415 - the import installs a reactor

        resolver: Any = reactor.nameResolver
        if not isinstance(resolver, GuardedResolver):
            self._refuse(f"TWISTED_DNS_RESOLVER must be {__name__}.GuardedResolver")
        return resolver

    def _refuse(self, why: str) -> NoReturn:
        self.crawler.stats.inc_value("newsbot/address_refused")
        raise AddressRefused(why)
