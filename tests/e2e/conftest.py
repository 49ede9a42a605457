"""What every test of a whole program gets."""

import signal
from collections.abc import Iterator

import pytest


@pytest.fixture
def can_be_interrupted() -> Iterator[None]:
    """Whoever runs the tests in the background of a script made them, and all that they start, deaf to SIGINT."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
