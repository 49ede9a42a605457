from collections.abc import Iterator

import pytest

from trucewatch.sandbox import ProcessSandbox


@pytest.fixture(scope="session")
def shared() -> Iterator[ProcessSandbox]:
    """One for the tests that break nothing, or only one child of it."""
    sandbox = ProcessSandbox(workers=2, seconds=1, megabytes=512)
    yield sandbox
    sandbox.close()


@pytest.fixture
def own() -> Iterator[ProcessSandbox]:
    """One child, of this test alone."""
    sandbox = ProcessSandbox(workers=1, seconds=1, megabytes=512)
    yield sandbox
    sandbox.close()
