"""Detects responses that are longer than their Content-Length header says.

Some servers state the number of characters in place of the number of bytes. Twisted silently drops
the bytes beyond the stated length. With this module, a response with such bytes counts as possibly
incomplete.
"""

from typing import TYPE_CHECKING, Any

from scrapy.core.downloader.handlers.http11 import (
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from twisted.web.http import PotentialDataLoss, _IdentityTransferDecoder

from newsbot.downloading.handlers.header_limit import LimitedHeadersParser

if TYPE_CHECKING:
    from twisted.internet.defer import Deferred
    from twisted.internet.interfaces import IAddress
    from twisted.web._newclient import HTTP11ClientProtocol, Request
    from twisted.web.iweb import IResponse

# Scrapy and Twisted have no public interface to their parser of responses, so this module derives
# from private classes. tests/spiders/test_cut_off.py fails if a new release of Scrapy or Twisted
# changes these classes.


class _NoEnd:
    """Tells Twisted that the body of a response may be incomplete.

    This class is used if the server sends more bytes than Content-Length states. Then the stated
    length is wrong, and Twisted has cut off the body there. In place of Twisted's own decoder,
    which would report a complete body, an object of this class reports a possible loss. It decodes
    nothing.
    """

    def noMoreData(self) -> None:  # noqa: N802 - Twisted's interface
        raise PotentialDataLoss


class _Parser(LimitedHeadersParser):
    def _finished(self, rest: bytes) -> None:
        # `rest` are the bytes that the server sent after the body. If they are more than blank
        # lines, which may stand between two responses (RFC 9112, 2.2), Content-Length was too
        # small. A body without Content-Length has another decoder, and ends by itself.
        if rest.strip() and isinstance(self.bodyDecoder, _IdentityTransferDecoder):
            decoder: Any = _NoEnd()
            self.bodyDecoder = decoder
        super()._finished(rest)  # type: ignore[no-untyped-call] # Twisted's


class _Protocol(_LenientHTTP11ClientProtocol):
    def request(self, request: "Request") -> "Deferred[IResponse]":
        deferred = super().request(request)
        parser: Any = self._parser
        parser.__class__ = _Parser  # Twisted offers no other way to choose the class
        return deferred


class SurplusFactory(_LenientHTTP11ClientFactory):
    """Makes HTTP connections for Twisted that detect a response longer than its Content-Length.

    The connections also refuse responses whose headers are very large.
    """

    def buildProtocol(self, addr: "IAddress | None") -> "HTTP11ClientProtocol":  # noqa: N802
        """A protocol object for one connection; Twisted calls this for each connection."""
        return _Protocol(self._quiescentCallback)  # type: ignore[no-untyped-call] # Twisted's
