from ipaddress import ip_network

import pytest

from trucewatch.http_client.addresses import a_guard, is_public, numeric_address

SPECIAL_BLOCKS = [
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
    "224.0.0.0/4", "240.0.0.0/4", "::/96", "::ffff:0:0/96", "64:ff9b:1::/48", "100::/64",
    "100:0:0:1::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10",
    "fec0::/10", "ff00::/8",
]  # fmt: skip


@pytest.mark.parametrize("block", SPECIAL_BLOCKS)
def test_special_blocks_are_not_public_from_first_to_last_address(block: str) -> None:
    network = ip_network(block)
    assert not is_public(str(network[0]))
    assert not is_public(str(network[1]))
    assert not is_public(str(network[-1]))


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.215.14", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2a00:1450::1"]
)
def test_ordinary_addresses_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("words", ["", "localhost", "8.8.8", "010.8.8.8", "fe80::1%lo", "8.8.8.8/32"])
def test_what_is_no_address_is_not_public(words: str) -> None:
    assert not is_public(words)


@pytest.mark.parametrize("block", [block for block in SPECIAL_BLOCKS if ":" not in block])
def test_behind_nat64_a_special_block_is_as_forbidden_as_in_front_of_it(block: str) -> None:
    network = ip_network(block)
    for address in (network[0], network[-1]):
        assert not is_public(f"64:ff9b::{address}")


def test_behind_nat64_the_public_internet_is_public() -> None:
    assert is_public("64:ff9b::8.8.8.8")
    assert not is_public("64:ff9b::1:8.8.8.8")


@pytest.mark.parametrize(
    "spelling", ["127.0.0.1", "2130706433", "0x7f000001", "0x7F.1", "0177.0.0.1", "127.1", "017700000001", "127.0.0x1"]
)
def test_every_spelling_of_a_number_is_one_address(spelling: str) -> None:
    assert numeric_address(spelling) == "127.0.0.1"


@pytest.mark.parametrize("name", ["localhost", "256.1.1.1", "1.2.3.4.5", "0x", "08.1.1.1", "", "cafe"])
def test_a_name_is_no_number(name: str) -> None:
    assert numeric_address(name) is None


@pytest.mark.parametrize(
    ("host", "address", "admitted"),
    [
        ("herald.example", "93.184.215.14", True),
        ("herald.example", "10.0.0.7", False),
        ("intranet.example", "10.0.0.7", True),
        ("sub.intranet.example", "10.0.0.7", False),
        ("herald.example", "10.1.2.3", True),
        ("10.1.2.3", "10.1.2.3", True),
        ("herald.example", "::ffff:10.1.2.3", False),
        ("herald.example", "fd00::7", True),
        ("herald.example", "fd00::8", False),
        ("herald.example", "fe80::1%eth0", False),
    ],
)
def test_the_allow_list_admits_names_addresses_and_networks(host: str, address: str, admitted: bool) -> None:  # noqa: FBT001
    guard = a_guard(["Intranet.example", "10.1.0.0/16", "fd00::7"])
    assert guard.admits(host, address) is admitted


def test_a_guard_admits_nothing_private_by_default_and_all_when_told_so() -> None:
    assert not a_guard([]).admits("localhost", "127.0.0.1")
    assert a_guard([], allow_all=True).admits("localhost", "127.0.0.1")
