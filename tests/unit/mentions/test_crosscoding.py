"""What of a mention the crosswalk asks for."""

from pathlib import Path
from typing import Any

import pytest

from tests.builders import a_mention, a_place, an_actor
from trucewatch.codebook import Role
from trucewatch.knowledge.gazetteer import Gazetteer, load_gazetteer
from trucewatch.mentions.crosscoding import facts_of

KNOWLEDGE = Path(__file__).resolve().parents[3] / "include" / "knowledge"
RUSSIA, UKRAINE = an_actor("Russia", id="RUS"), an_actor("Ukraine", id="UKR")
DONETSK, KURSK = a_place("Donetsk", id="UA-14", country="UA"), a_place("Kursk", id="RU-KRS", country="RU")


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer(KNOWLEDGE)


@pytest.mark.parametrize(
    ("changes", "actor", "sides", "land", "said"),
    [
        ({"parties": ()}, None, None, None, "none"),
        ({"parties": (UKRAINE,), "places": (DONETSK,)}, "party", "one", "own", "none"),
        ({"parties": (RUSSIA,), "places": (DONETSK,)}, "party", "one", "other", "none"),
        ({"parties": (RUSSIA, UKRAINE), "places": (DONETSK, KURSK)}, "party", "several", None, "none"),
        ({"parties": (an_actor("M23", id="m23"),), "places": (a_place("Goma", country="CD"),)}, "party", "one", "other", "none"),
        ({"parties": (RUSSIA,), "places": (a_place("four villages"),)}, "party", "one", None, "none"),
        ({"parties": (an_actor("Qatar", id="QAT", role=Role.MEDIATOR),)}, "third", None, None, "none"),
        ({"parties": (an_actor("somebody", role=Role.UNKNOWN),), "speaker": an_actor("He", role=Role.UNKNOWN)}, None, None, None, "other"),
        ({"parties": (RUSSIA,), "speaker": RUSSIA}, "party", "one", None, "party"),
        ({"parties": (RUSSIA,), "speaker_before": RUSSIA}, "party", "one", None, "party"),
    ],
)  # fmt: skip
def test_facts(
    gazetteer: Gazetteer, changes: dict[str, Any], actor: str | None, sides: str | None, land: str | None, said: str
) -> None:
    found = facts_of(a_mention(**changes), gazetteer)
    assert (found.actor, found.sides, found.land, found.said) == (actor, sides, land, said)
