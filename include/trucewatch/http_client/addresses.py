"""Which network addresses may be asked: those of the public internet, and what a newsroom allows besides. Pure.

The tables are ours because Python's `ipaddress` properties differ between patch releases and let wrapped addresses
(NAT64, 6to4, IPv4-compatible) through. Source: IANA IPv4 and IPv6 Special-Purpose Address Registries, 2026-11.
"""

import contextlib
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

IPV4_FORBIDDEN = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # this network
            "10.0.0.0/8",  # private
            "100.64.0.0/10",  # carrier-grade NAT
            "127.0.0.0/8",  # loopback
            "168.63.129.16/32",  # a cloud provider's host agent, behind a public number
            "169.254.0.0/16",  # link-local, cloud metadata
            "172.16.0.0/12",  # private
            "192.0.0.0/24",  # IETF protocol assignments
            "192.0.2.0/24",  # documentation
            "192.31.196.0/24",  # AS112
            "192.52.193.0/24",  # automatic multicast tunnelling
            "192.88.99.0/24",  # 6to4 relays
            "192.168.0.0/16",  # private
            "192.175.48.0/24",  # AS112
            "198.18.0.0/15",  # benchmarking
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, and broadcast
        ),
    )
)

IPV6_PUBLIC = IPv6Network("2000::/3")
"""The only block from which public addresses are given out. Outside it lie ::1, ::/96 (IPv4-compatible),
::ffff:0:0/96 (IPv4-mapped), 64:ff9b:1::/48 (a network's own NAT64), 100::/64 (discard), 5f00::/16 (segment routing),
fc00::/7 (private), fe80::/10 and fec0::/10 (link- and site-local) and ff00::/8 (multicast)."""

IPV6_FORBIDDEN = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # IETF protocol assignments: Teredo 2001::/32, ORCHID 2001:10::/28 and 2001:20::/28
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4: carries any IPv4 address
            "2620:4f:8000::/48",  # AS112
            "3fff::/20",  # documentation
        ),
    )
)

NAT64 = IPv6Network("64:ff9b::/96")
"""Where an IPv6-only network shows the IPv4 internet (RFC 6052): as public as the IPv4 address in the last 32 bits."""


def is_public(address: str) -> bool:
    """Return whether a numeric address belongs to the public internet; False for anything that is no address."""
    try:
        parsed: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address) and parsed in NAT64:
        parsed = IPv4Address(int(parsed) & 0xFFFF_FFFF)
    if isinstance(parsed, IPv4Address):
        return not any(parsed in network for network in IPV4_FORBIDDEN)
    return parsed in IPV6_PUBLIC and not any(parsed in network for network in IPV6_FORBIDDEN)


def numeric_address(host: str) -> str | None:
    """Return the address that a host is written as, in any spelling that resolvers take; None: it is a name."""
    with contextlib.suppress(ValueError):
        return str(ip_address(host))
    try:  # one to four numbers, decimal, octal or hexadecimal
        return str(IPv4Address(socket.inet_aton(host)))
    except OSError:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """Decides whether an address may be asked."""

    names: frozenset[str]
    """Hosts that may be private, by name."""
    networks: tuple[IPv4Network | IPv6Network, ...]
    """Private networks that may be asked."""
    allow_all: bool

    def admits(self, host: str, address: str) -> bool:
        """Return whether this address, to which this host resolved, may be asked."""
        if self.allow_all or host in self.names or is_public(address):
            return True
        parsed = ip_address(address)
        return any(parsed in network for network in self.networks)


def a_guard(private_hosts: Iterable[str], *, allow_all: bool = False) -> Guard:
    """Return a guard that admits the public internet and these private names, addresses and networks."""
    names: set[str] = set()
    networks: list[IPv4Network | IPv6Network] = []
    for host in private_hosts:
        try:
            networks.append(ip_network(host, strict=False))
        except ValueError:
            names.add(host.lower().removesuffix("."))
    return Guard(names=frozenset(names), networks=tuple(networks), allow_all=allow_all)
