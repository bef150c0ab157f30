"""Notices responses of which more was sent than their Content-Length says.

Some programs count characters where bytes are meant. Twisted drops what lies beyond the stated
length in silence; here such a response ends as one that stated no length at all.
"""

from typing import TYPE_CHECKING, Any

from scrapy.core.downloader.handlers.http11 import (
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from twisted.web.http import PotentialDataLoss, _IdentityTransferDecoder

if TYPE_CHECKING:
    from twisted.internet.defer import Deferred
    from twisted.internet.interfaces import IAddress
    from twisted.web._newclient import HTTP11ClientProtocol, Request
    from twisted.web.iweb import IResponse

# Scrapy and Twisted have no public place for this; tests/spiders/test_cut_off.py watches it.


class _NoEnd:
    """In place of a decoder: it cannot tell whether that was all."""

    def noMoreData(self) -> None:  # noqa: N802 - Twisted's interface
        raise PotentialDataLoss


class _Parser(_LenientHTTPClientParser):
    def _finished(self, rest: bytes) -> None:
        # Blank lines between two responses are harmless (RFC 9112, 2.2).
        if rest.strip() and isinstance(self.bodyDecoder, _IdentityTransferDecoder):
            decoder: Any = _NoEnd()
            self.bodyDecoder = decoder
        super()._finished(rest)  # type: ignore[no-untyped-call] # Twisted's


class _Protocol(_LenientHTTP11ClientProtocol):
    def request(self, request: "Request") -> "Deferred[IResponse]":
        deferred = super().request(request)
        parser: Any = self._parser
        parser.__class__ = _Parser  # as Scrapy does: Twisted names the class in its own method
        return deferred


class SurplusFactory(_LenientHTTP11ClientFactory):
    """Makes connections that notice what comes after a response's stated length."""

    def buildProtocol(self, addr: "IAddress | None") -> "HTTP11ClientProtocol":  # noqa: N802
        """A connection."""
        return _Protocol(self._quiescentCallback)  # type: ignore[no-untyped-call] # Twisted's
