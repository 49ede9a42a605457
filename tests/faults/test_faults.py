"""Every fault of the catalogue ends as its own named state, with its own sentence, in time."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import an_entry
from tests.fakes import FixedClock, MemoryArchive
from tests.faults.catalogue import CASES, CATALOGUE
from tests.faults.fault import PAGE, Fault, Road, good_page
from tests.faults.internet import TRUSTED, Internet, servers
from tests.faults.outcomes import TIMEOUT_SECONDS, Acquisition, Outcome
from trucewatch.archive import BrokenPlace, WarcArchive, open_archive
from trucewatch.knowledge.states import States, load_states
from trucewatch.model import GOOD_POLLS
from trucewatch.settings import KNOWLEDGE

pytestmark = [pytest.mark.network, pytest.mark.enable_socket]

MARGIN_SECONDS = 6.0
"""What a machine with other things to do may add to a time limit."""

Outcomes = dict[tuple[str, Road], Outcome]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("faults")


@pytest.fixture(scope="module")
def states() -> States:
    return load_states(KNOWLEDGE)


@pytest.fixture(scope="module")
def internet(folder: Path) -> Iterator[Internet]:
    with servers(CATALOGUE, folder) as ports:
        yield Internet(CATALOGUE, ports)


@pytest.fixture(scope="module")
def archive(folder: Path) -> Iterator[WarcArchive]:
    archive = open_archive(str(folder / "archive"), FixedClock())
    yield archive
    archive.close()


@pytest.fixture(scope="module")
def acquisition(internet: Internet, folder: Path, archive: WarcArchive, states: States) -> Iterator[Acquisition]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(folder / TRUSTED))
        acquisition = Acquisition(internet, archive, states.weights)
    with acquisition:
        yield acquisition


@pytest.fixture(scope="module")
def outcomes(acquisition: Acquisition) -> Outcomes:
    """What became of every fault; they are met together, for most of their time is waiting."""
    return acquisition.meet_all(CASES)


def test_the_catalogue_is_large_and_names_each_fault_once() -> None:
    names = [fault.name for fault in CATALOGUE]
    assert len(names) == len(set(names))
    assert len(names) >= 120
    assert len({fault.expected for fault in CATALOGUE} | {fault.flaw for fault in CATALOGUE}) >= 60


@pytest.mark.parametrize(("fault", "road"), CASES, ids=[f"{fault.name}-{road}" for fault, road in CASES])
def test_a_fault_ends_as_its_own_state(fault: Fault, road: Road, outcomes: Outcomes) -> None:
    outcome = outcomes[fault.name, road]
    assert outcome.state == fault.expected
    assert fault.flaw in ("", *outcome.flaws)
    assert fault.entries in (None, len(outcome.entries))
    reading = 2 * fault.limits.seconds if outcome.position else 0.0
    assert outcome.seconds < TIMEOUT_SECONDS + reading + MARGIN_SECONDS


@pytest.mark.parametrize(("fault", "road"), CASES, ids=[f"{fault.name}-{road}" for fault, road in CASES])
def test_a_failure_is_told_in_one_sentence(fault: Fault, road: Road, outcomes: Outcomes) -> None:
    message = outcomes[fault.name, road].message
    if fault.expected in GOOD_POLLS:
        return
    assert message.endswith(".")
    assert message.isprintable()
    assert len(message) < 200


def test_two_states_never_share_a_sentence(outcomes: Outcomes) -> None:
    told: dict[str, set[str]] = defaultdict(set)
    for fault, road in CASES:
        outcome = outcomes[fault.name, road]
        if outcome.state not in GOOD_POLLS:
            told[outcome.message.replace(fault.host, "HOST")].add(outcome.state)
    assert {sentence: codes for sentence, codes in told.items() if len(codes) > 1} == {}


@pytest.mark.parametrize("code", sorted({f.expected for f in CATALOGUE} | {f.flaw for f in CATALOGUE if f.flaw}))
def test_each_state_has_words_for_operators_in_both_languages(code: str, states: States) -> None:
    words = states.of(code)
    assert words.code == code or code.startswith("http_")
    for language in ("en", "fr"):
        assert words.words[language].sentence.endswith(".")
        assert words.words[language].action.endswith(".")


def test_no_socket_is_opened_to_a_forbidden_address(outcomes: Outcomes, internet: Internet) -> None:
    assert outcomes
    assert {address.rsplit(".", 2)[0] for address in internet.dialled} <= {"93.184", "2606:2800:21f::7"}


def test_what_was_archived_can_be_read(outcomes: Outcomes, archive: WarcArchive) -> None:
    archive.flush()
    positions = [outcome.position for outcome in outcomes.values() if outcome.position]
    assert len(positions) > 40
    for position in positions:
        archive.read(position)
    records = [record for file in archive.files() for record in archive.records(file.name)]
    assert [record for record in records if isinstance(record, BrokenPlace)] == []


def test_a_name_that_turns_to_a_private_address_is_followed_no_longer(tmp_path: Path) -> None:
    answers = iter([("93.184.0.1",), ("127.0.0.1",), ("127.0.0.1",)])
    fault = Fault(name="rebinding", expected="ok", pages={PAGE: good_page()}, names=lambda: next(answers))
    with servers([fault], tmp_path) as ports:
        internet = Internet([fault], ports)
        with Acquisition(internet, MemoryArchive(), {}) as acquisition:
            states = [acquisition.meet(fault, Road.FEED).state for _ in range(3)]
    assert states == ["html_instead_of_feed", "forbidden_address", "forbidden_address"]
    assert internet.dialled == ["93.184.0.1"]


def test_an_entry_without_a_link_is_not_asked_for(tmp_path: Path) -> None:
    with Acquisition(Internet([], {}), MemoryArchive(), {}) as acquisition:
        outcome = acquisition.fetch(an_entry(""))
    assert (outcome.state, outcome.position) == ("no_link", None)
