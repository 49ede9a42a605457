"""URLs that lead to addresses which nobody may ask, in every spelling that some resolver, browser or tunnel understands."""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Network
from urllib.parse import quote

from tests.contract.public_site import NAMES
from trucewatch.http_client.addresses import IPV4_FORBIDDEN, IPV6_FORBIDDEN

SCHEMES = (
    "file", "ftp", "sftp", "gopher", "dict", "ldap", "tftp", "telnet", "ssh", "smb", "jar", "ws", "data", "javascript", "view-source",
)  # fmt: skip
PORTS = (22, 25, 80, 443, 2375, 3306, 5432, 6379, 8080, 8793, 9200, 11211)


def spellings(address: IPv4Address) -> Iterator[str]:
    """Write an IPv4 address in every way that some resolver, browser or tunnel understands."""
    number, octets = int(address), address.packed
    high, low = f"{number >> 16:x}", f"{number & 0xFFFF:x}"
    yield from (str(address), f"{address}.", str(number), hex(number), f"0{number:o}")
    yield ".".join(map(hex, octets))
    yield ".".join(f"0{octet:o}" for octet in octets)
    yield f"{octets[0]}.{number & 0xFFFFFF}"
    yield f"{octets[0]}.{octets[1]}.{number & 0xFFFF}"
    yield f"0X{octets[0]:x}.0{octets[1]:o}.{octets[2]}.{octets[3]}"
    yield from (f"[::ffff:{address}]", f"[::FFFF:{high}:{low}]", f"[::{address}]", f"[0:0:0:0:0:ffff:{high}:{low}]")
    yield from (f"[64:ff9b::{high}:{low}]", f"[64:ff9b::{address}]", f"[64:ff9b:1::{high}:{low}]")
    yield from (f"[2002:{high}:{low}::1]", f"[2001:0:{high}:{low}::1]", f"[2001::{~number >> 16 & 0xFFFF:x}:{low}]")
    yield str(address).replace(".", "\u3002")
    yield str(address).translate({ord("0") + digit: 0xFF10 + digit for digit in range(10)})
    yield str(address).translate({ord("0"): 0x24EA, **{ord("0") + digit: 0x245F + digit for digit in range(1, 10)}})
    yield quote(str(address)).replace("1", "%31")


def hostile_urls() -> Iterator[str]:
    inside = IPv4Address("127.0.0.1")
    for host in spellings(inside):
        yield from (f"http://{host}/", f"https://{host}/", f"http://{host}:8080/feed.xml")
    for v4 in IPV4_FORBIDDEN:
        yield from (
            f"http://{address}/" for address in sorted({str(v4[0]), str(v4[-1]), str(v4[v4.num_addresses // 2])})
        )
    for network in ("10.0.0.0/8", "169.254.169.254/32", "192.168.0.0/16", "172.16.0.0/12", "100.64.0.0/10"):
        yield from (f"http://{host}/" for host in spellings(IPv4Network(network)[-1]))
    outside = (
        "::/128",
        "::1/128",
        "100::/64",
        "5f00::/16",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
        "64:ff9b:1::/48",
    )
    for v6 in (*IPV6_FORBIDDEN, *map(IPv6Network, outside)):
        yield from (f"http://[{v6[0]}]/", f"http://[{v6[-1]}]/")
    for name in NAMES:
        yield from (f"http://{name}/", f"https://{name.upper()}./", f"http://{name}:8080/")
    yield from (f"http://127.0.0.1:{port}/" for port in PORTS)
    for scheme in SCHEMES:
        yield from (f"{scheme}://127.0.0.1/x", f"{scheme}:///etc/passwd", f"{scheme}:127.0.0.1")
    for trick in (
        "user@127.0.0.1", "user:secret@127.0.0.1", "site.example@127.0.0.1", "site.example:80@127.0.0.1", "127.0.0.1\\@site.example",
        "site.example%40127.0.0.1", "127.0.0.1%00.site.example", "127.0.0.1%2f.site.example",
        "[::1%25lo]", "[fe80::1%25eth0]", "[::1].site.example", "127.0.0.1:0", "127.0.0.1:99999", "127.0.0.1:80:80",
        "\u2113ocalhost", "loc\u00adalhost", "127.0.0.1\u2044@site.example", "\u0661\u0662\u0667.0.0.1", "127.0.0.1..",
    ):  # fmt: skip
        yield from (f"http://{trick}/", f"https://{trick}/feed")
    yield from ("//127.0.0.1/", "127.0.0.1", "http:127.0.0.1", "http:/127.0.0.1/", "http:///127.0.0.1/", "http://", "")


URLS = tuple(dict.fromkeys(hostile_urls()))
DECOYS = (
    "http://site.example\\@127.0.0.1/", "http://site.example/@127.0.0.1/", "http://site.example#@127.0.0.1/",
    "http://site.example?@127.0.0.1/", "http://127.0.0.1.site.example/", "http://localhost.site.example/",
)  # fmt: skip
"""These only look as if they led inside."""
