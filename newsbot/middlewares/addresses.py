"""Which network addresses a crawler may open a connection to: public ones, and those allowed."""

from collections.abc import Iterable
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

from newsbot.errors import ConfigurationError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# Not reachable in public, or leading elsewhere than they say, though `is_global` lets them pass:
# multicast, 6to4 relays, the old site-local range, Teredo, local-use NAT64.
NOT_PUBLIC = tuple(
    ip_network(net)
    for net in (
        "224.0.0.0/4", "192.88.99.0/24", "ff00::/8", "fec0::/10", "2001::/32", "64:ff9b:1::/48",
    )
)  # fmt: skip
NAT64 = ip_network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address
SIX_TO_FOUR = ip_network("2002::/16")  # RFC 3056: so are bits 16 to 47


def parse_nets(value: str | Iterable[str]) -> tuple[Network, ...]:
    """The networks of the setting NEWSBOT_ALLOW_NETS: a list, or texts with commas between them.

    Raises:
        ConfigurationError: one of them is no network in CIDR notation.
    """
    texts = value.split(",") if isinstance(value, str) else value
    return tuple(_network(text.strip()) for text in texts if text.strip())


def _network(text: str) -> Network:
    try:
        return ip_network(text)
    except ValueError as error:
        raise ConfigurationError(
            f"NEWSBOT_ALLOW_NETS: {error}; write networks such as 127.0.0.0/8,10.1.0.0/16"
        ) from error


def is_allowed(address: str, nets: tuple[Network, ...] = ()) -> bool:
    """Whether to connect to an IP address: it is public, or in one of `nets`.

    An IPv4 address inside an IPv6 one is judged as that IPv4 address. `nets` do not reach through
    translators (NAT64, 6to4): what these dial is up to them.
    """
    ip = ip_address(address.partition("%")[0])
    ip = getattr(ip, "ipv4_mapped", None) or ip
    if _is_in(ip, nets):
        return True
    dialled = _behind_translator(ip)
    return dialled.is_global and not _is_in(dialled, NOT_PUBLIC)


def _is_in(ip: Address, nets: tuple[Network, ...]) -> bool:
    return any(ip in net for net in nets)


def _behind_translator(ip: Address) -> Address:
    if isinstance(ip, IPv4Address):
        return ip
    number = int(ip)
    if ip in NAT64 or (number >> 32 == 0 and number > 1):  # "::10.0.0.1" is the retired form
        return IPv4Address(number & 0xFFFF_FFFF)
    if ip in SIX_TO_FOUR:
        return IPv4Address(number >> 80 & 0xFFFF_FFFF)
    return ip
