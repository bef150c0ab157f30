"""Converts the spellings of a host name to one form, by which hosts are looked up and compared."""

import re
import socket
from ipaddress import AddressValueError, IPv6Address
from urllib.parse import unquote

_NAME = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")
_LONGEST = 253
# Matches a host that the URL Standard takes for an IPv4 address, even if it is not a valid one:
# "127.1", "0x7f000001", "1.08".
_ENDS_IN_NUMBER = re.compile(r"(?:^|\.)(?:[0-9]+|0x[0-9a-f]*)$")


def plain_host(host: str) -> str | None:
    """The normal spelling of a URL's host; None for a host that cannot be valid.

    Names are in lower case and in punycode, without percent escapes or a final dot. IPv4 addresses
    have four decimal numbers. IPv6 addresses are in brackets and spelled by RFC 5952. An address
    with a zone id ("fe80::1%eth0") is not valid, because a zone id names a network interface of one
    machine.
    """
    if ":" in host:
        return _ipv6(host)
    try:
        name = unquote(host, errors="strict").encode("idna").decode("ascii").lower()
    except UnicodeError:  # empty or too long labels, characters not allowed in names
        return None
    name = name.removesuffix(".")
    if len(name) > _LONGEST or not _NAME.fullmatch(name):
        return None
    if not _ENDS_IN_NUMBER.search(name):
        return name
    try:
        # `inet_aton` reads octal, hexadecimal and shortened IPv4 addresses in the same way as
        # `getaddrinfo`, the function by which hosts are looked up.
        return socket.inet_ntoa(socket.inet_aton(name))
    except OSError:
        return None


def _ipv6(host: str) -> str | None:
    try:
        ip = IPv6Address(host)
    except AddressValueError:
        return None
    # `str(ip)` is not used, because Python 3.13 spells IPv4-mapped addresses in another way than
    # earlier versions.
    return None if ip.scope_id else f"[{socket.inet_ntop(socket.AF_INET6, ip.packed)}]"
