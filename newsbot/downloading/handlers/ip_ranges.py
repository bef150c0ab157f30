"""Tells to which IPs a crawler may connect: to public IPs, and to IPs in allowed networks."""

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

Ip = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# Networks to which a crawler may not connect: those in IANA's registries of special-purpose
# addresses, and those that cloud providers use internally. Python's `is_global` is not used: it
# changes from release to release, and allows some of these networks.
NOT_PUBLIC = tuple(
    ip_network(net)
    for net in (
        "0.0.0.0/8",  # RFC 791: this network
        "10.0.0.0/8",  # RFC 1918: private use
        "100.64.0.0/10",  # RFC 6598: providers' NAT; Alibaba's metadata service
        "127.0.0.0/8",  # RFC 1122: loopback
        "168.63.129.16/32",  # Azure: internal services for virtual machines
        "169.254.0.0/16",  # RFC 3927: link-local; the metadata services of most clouds
        "172.16.0.0/12",  # RFC 1918: private use
        "192.0.0.0/24",  # RFC 6890: protocol assignments; Oracle's metadata service
        "192.0.2.0/24",  # RFC 5737: documentation
        "192.88.99.0/24",  # RFC 7526: retired relays of 6to4
        "192.168.0.0/16",  # RFC 1918: private use
        "198.18.0.0/15",  # RFC 2544: benchmarks
        "198.51.100.0/24",  # RFC 5737: documentation
        "203.0.113.0/24",  # RFC 5737: documentation
        "224.0.0.0/4",  # RFC 5771: multicast
        "240.0.0.0/4",  # RFC 1112: reserved; RFC 8190: limited broadcast
        # These three networks are all of IPv6 except 2000::/3, which holds all public addresses
        # (RFC 4291). They contain these kinds of addresses: unspecified, loopback, IPv4-compatible
        # (::/96), IPv4-translated (RFC 2765, ::ffff:0:0:0/96), local NAT64 (RFC 8215,
        # 64:ff9b:1::/48), discard (RFC 6666, 100::/64), segment routing (RFC 9602, 5f00::/16),
        # unique-local (RFC 4193, fc00::/7), link-local, site-local, and multicast.
        "::/3", "4000::/2", "8000::/1",
        "2001::/23",  # RFC 2928: protocol assignments; RFC 4380: Teredo; RFC 7343: ORCHID
        "2001:db8::/32",  # RFC 3849: documentation
        "3fff::/20",  # RFC 9637: documentation
    )
)  # fmt: skip
NAT64 = ip_network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address
SIX_TO_FOUR = ip_network("2002::/16")  # RFC 3056: bits 16 to 47 are an IPv4 address


def parse_nets(value: str | Iterable[str]) -> tuple[Network, ...]:
    """The networks in the setting NEWSBOT_ALLOW_NETS: a list, or a text with commas between them.

    Raises:
        ConfigurationError: an entry is no network in CIDR notation.
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


def is_allowed(text: str, nets: tuple[Network, ...] = ()) -> bool:
    """Whether newsbot may connect to the IP in `text`.

    An IP is allowed if it is public, or in one of the networks `nets`. An IPv4-mapped IPv6 address
    (::ffff:0:0/96) is treated as the IPv4 address in it. A NAT64 or 6to4 address is allowed if the
    IPv4 address in it is public, or if the whole IPv6 address is in one of `nets`. It is not
    allowed just because the IPv4 address in it is in one of `nets`.
    """
    ip = ip_address(text.partition("%")[0])
    ip = getattr(ip, "ipv4_mapped", None) or ip
    if _is_in(ip, nets):
        return True
    return not _is_in(_behind_translator(ip), NOT_PUBLIC)


def _is_in(ip: Ip, nets: tuple[Network, ...]) -> bool:
    return any(ip in net for net in nets)


def _behind_translator(ip: Ip) -> Ip:
    """The IPv4 address inside a NAT64 or 6to4 address; any other IP is returned unchanged."""
    if isinstance(ip, IPv4Address):
        return ip
    if ip in NAT64:
        return IPv4Address(int(ip) & 0xFFFF_FFFF)
    if ip in SIX_TO_FOUR:
        return IPv4Address(int(ip) >> 80 & 0xFFFF_FFFF)
    return ip
