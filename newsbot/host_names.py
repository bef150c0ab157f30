"""Host names: the one spelling of each, as the resolver is asked for it."""

import re
import socket
from ipaddress import AddressValueError, IPv6Address
from urllib.parse import unquote

_NAME = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")
_LONGEST = 253
# What the URL Standard takes for an IPv4 address, right or wrong: "127.1", "0x7f000001", "1.08".
_ENDS_IN_NUMBER = re.compile(r"(?:^|\.)(?:[0-9]+|0x[0-9a-f]*)$")


def plain_host(host: str) -> str | None:
    """The one spelling of a URL's host; None for what no resolver should be asked for.

    Lower case, IDNA, without escapes and final dot; IPs as four decimal numbers or, in brackets,
    as RFC 5952 has them. Zone ids ("fe80::1%eth0") name an interface of one machine, no web host.
    """
    if ":" in host:
        return _ipv6(host)
    try:
        name = unquote(host, errors="strict").encode("idna").decode("ascii").lower()
    except UnicodeError:  # empty and too long labels, characters that names cannot have
        return None
    name = name.removesuffix(".")
    if len(name) > _LONGEST or not _NAME.fullmatch(name):
        return None
    return _ipv4(name) if _ENDS_IN_NUMBER.search(name) else name


def _ipv6(host: str) -> str | None:
    try:
        address = IPv6Address(host)
    except AddressValueError:
        return None
    # Python writes IPv4-mapped ones otherwise from 3.13 on.
    return None if address.scope_id else f"[{socket.inet_ntop(socket.AF_INET6, address.packed)}]"


def _ipv4(host: str) -> str | None:
    """The address that getaddrinfo reads from octal, hexadecimal and shortened numbers."""
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except OSError:
        return None
