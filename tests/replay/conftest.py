"""The knowledge, loaded once for all plays."""

import pytest

from tests.replay.road import Knowledge, load_knowledge
from trucewatch.mentions import DocumentFinder


@pytest.fixture(scope="session")
def knowledge(finder: DocumentFinder) -> Knowledge:
    return load_knowledge(finder)
