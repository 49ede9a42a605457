"""Hostile feeds take nothing from the good ones beside them."""

import pytest

from tests.bench.containment import HOSTILE, complete, hostile_feeds, mixed, poll_once, serving
from tests.faults.catalogue import CATALOGUE
from tests.faults.good import good_feeds

pytestmark = [pytest.mark.network, pytest.mark.slow]

GOOD = 90


def test_ninety_good_feeds_among_ten_hostile_ones_come_complete() -> None:
    good, hostile = good_feeds(GOOD), hostile_feeds()
    with serving(GOOD) as ports:
        saved = poll_once(mixed(good, hostile), ports, timeout_seconds=4.0, parse_seconds=4.0)
    assert complete(saved, good) == GOOD
    assert len(hostile) == len(HOSTILE) == 10
    expected = {fault.name: fault.expected for fault in CATALOGUE if fault.name in HOSTILE}
    assert {name: saved[name].poll.status for name in expected} == expected
