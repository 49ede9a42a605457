"""The contract of ports.Sandbox, on real child processes and on the fake."""

from collections.abc import Iterator

import pytest

from tests.fakes import MORNING, DirectSandbox
from tests.unit.sandbox import errands
from trucewatch.errors import HostBusy, ResponseRefused
from trucewatch.feeds.parsing import read_feed
from trucewatch.model import Entry, Feed
from trucewatch.ports import Sandbox
from trucewatch.sandbox import ProcessSandbox


@pytest.fixture(scope="module")
def processes() -> Iterator[ProcessSandbox]:
    opened = ProcessSandbox(workers=1, seconds=10, megabytes=512)
    yield opened
    opened.close()


@pytest.fixture(params=["processes", "fake"])
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    if request.param == "fake":
        return DirectSandbox()
    processes: ProcessSandbox = request.getfixturevalue("processes")
    return processes


def test_a_result_comes_back(sandbox: Sandbox) -> None:
    assert sandbox.call(errands.double, 21) == 42


def test_nouns_come_back(sandbox: Sandbox) -> None:
    feed = b"<rss><channel><item><title>One</title><link>https://herald.example/1</link></item></channel></rss>"
    source = Feed(id="f", outlet="F", url="https://f.example/", language="en", country="FR", family="f")
    (entry,) = sandbox.call(read_feed, feed, source, MORNING).entries
    assert (type(entry), entry.title, entry.seen_at) == (Entry, "One", MORNING)


def test_an_error_of_ours_comes_through_whole(sandbox: Sandbox) -> None:
    with pytest.raises(ResponseRefused) as caught:
        sandbox.call(errands.refuse, "http_410")
    error = caught.value
    assert (error.message, error.key, error.code) == ("The answer is final.", "https://herald.example/", "http_410")


def test_a_moment_that_an_error_carries_comes_through(sandbox: Sandbox) -> None:
    with pytest.raises(HostBusy) as caught:
        sandbox.call(errands.be_busy, HostBusy("Busy.", code="http_429", retry_at=MORNING))
    assert (caught.value.code, caught.value.retry_at) == ("http_429", MORNING)
