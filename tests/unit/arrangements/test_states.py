"""How an arrangement stands."""

from datetime import timedelta

import pytest

from tests.builders import NOON, a_stance
from trucewatch.arrangements.states import derive_state
from trucewatch.codebook import Act, Category, Polarity, State
from trucewatch.model import Stance


def stances(*steps: str) -> list[Stance]:
    """'ARD accept' a step, an hour apart; '- accept' names nobody; '!accept' is a negated one."""
    taken = []
    for hour, step in enumerate(steps):
        party, act = step.split()
        taken.append(
            a_stance(
                party="" if party == "-" else party,
                act=Act(act.removeprefix("!")),
                polarity=Polarity.NEGATIVE if act.startswith("!") else Polarity.POSITIVE,
                said_at=NOON + timedelta(hours=hour),
                mention_id=f"m{hour}",
            )
        )
    return taken


@pytest.mark.parametrize(
    ("category", "steps", "state"),
    [
        ("ceasefire", (), "reported"),
        ("ceasefire", ("ARD call_for",), "proposed"),
        ("ceasefire", ("ARD accept",), "partly_accepted"),
        ("ceasefire", ("ARD accept", "ARD accept"), "partly_accepted"),
        ("ceasefire", ("ARD accept", "BOR accept"), "agreed"),
        ("ceasefire", ("- accept",), "agreed"),
        ("ceasefire", ("ARD accept", "BOR reject"), "contested"),
        ("ceasefire", ("ARD accept", "BOR !accept"), "contested"),
        ("ceasefire", ("ARD accept", "BOR reject", "BOR accept"), "agreed"),
        ("ceasefire", ("ARD reject",), "rejected"),
        ("ceasefire", ("ARD accept", "ARD reject"), "rejected"),
        ("ceasefire", ("- accept", "- in_force"), "in_force"),
        ("ceasefire", ("- in_force", "ARD extend"), "extended"),
        ("ceasefire", ("- in_force", "ARD violate"), "violated"),
        ("ceasefire", ("- in_force", "ARD violate", "- in_force"), "in_force"),
        ("ceasefire", ("- in_force", "ARD end"), "ended"),
        ("ceasefire", ("ARD end", "ARD accept", "BOR accept"), "agreed"),
        ("ceasefire", ("ARD !violate",), "reported"),
        ("negotiation", ("ARD schedule",), "proposed"),
        ("negotiation", ("ARD schedule", "ARD hold"), "under_negotiation"),
        ("negotiation", ("ARD hold", "ARD agree"), "agreed"),
        ("negotiation", ("ARD hold", "- fail"), "ended"),
        ("negotiation", ("ARD call_for", "BOR reject"), "rejected"),
        ("territory", ("ARD demand",), "proposed"),
        ("territory", ("ARD demand", "BOR refuse"), "contested"),
        ("territory", ("ARD !offer",), "rejected"),
        ("territory", ("BOR refuse",), "rejected"),
        ("territory", ("ARD gain",), "reported"),
    ],
)
def test_state_follows_from_stances(category: str, steps: tuple[str, ...], state: str):
    assert derive_state(Category(category), stances(*steps)) is State(state)


def test_state_depends_on_time_and_not_on_the_order_of_the_list():
    steps = stances("ARD accept", "ARD reject")
    assert derive_state(Category.CEASEFIRE, steps[::-1]) is State.REJECTED


def test_history_has_no_other_state():
    assert derive_state(Category.CEASEFIRE, stances("ARD accept"), historical=True) is State.HISTORICAL
