"""How an arrangement stands."""

from datetime import timedelta

import pytest

from tests.builders import NOON, a_stance
from trucewatch.arrangements.standings import sum_up, tell_apart
from trucewatch.arrangements.states import derive_state, is_expired
from trucewatch.codebook import Act, Category, Polarity, Position, State
from trucewatch.model import Standing


def stances(*steps: str) -> tuple[Standing, ...]:
    """'ARD accept' a step, an hour apart; '- accept' names nobody; '!accept' is negated; 'end:suspends' says how."""
    taken = []
    for hour, step in enumerate(steps):
        party, _, deed = step.partition(" ")
        act, _, position = deed.partition(":")
        taken.append(
            a_stance(
                party="" if party == "-" else party,
                act=Act(act.removeprefix("!")),
                polarity=Polarity.NEGATIVE if act.startswith("!") else Polarity.POSITIVE,
                position=Position(position) if position else None,
                said_at=NOON + timedelta(hours=hour),
                mention_id=f"m{hour}",
            )
        )
    return sum_up(taken)


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
        ("ceasefire", ("- in_force", "ARD end:suspends"), "suspended"),
        ("ceasefire", ("- in_force", "ARD end:suspends", "- in_force"), "in_force"),
        ("ceasefire", ("- in_force", "- end:expires"), "expired"),
        ("ceasefire", ("- in_force", "- end:expires", "ARD accept", "BOR accept"), "agreed"),
        ("ceasefire", ("ARD accept:accepts_conditionally",), "under_negotiation"),
        ("ceasefire", ("ARD accept", "BOR accept:accepts_conditionally"), "partly_accepted"),
        ("ceasefire", ("ARD accept:accepts_conditionally", "BOR reject"), "contested"),
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


@pytest.mark.parametrize(
    ("steps", "hours", "expired"),
    [
        (("- in_force",), 24, True),
        (("- in_force",), 23, False),
        (("- in_force", "ARD violate"), 30, True),
        (("ARD accept", "BOR accept"), 30, False),
        (("- in_force", "ARD end"), 30, False),
    ],
)
def test_a_ceasefire_that_runs_expires_when_its_time_is_over(steps: tuple[str, ...], hours: int, *, expired: bool):
    taken, until = stances(*steps), NOON + timedelta(hours=24)
    state = derive_state(Category.CEASEFIRE, taken)
    assert is_expired(state, taken, until, NOON + timedelta(hours=hours)) is expired


def test_nothing_expires_that_somebody_says_goes_on():
    taken = stances("- in_force", *["- extend"] * 3)
    assert not is_expired(State.EXTENDED, taken, NOON + timedelta(hours=2), NOON + timedelta(days=9))


def test_the_same_said_twice_is_one_standing_over_time():
    once = a_stance(mention_id="b")
    again = a_stance(mention_id="a", said_at=NOON + timedelta(hours=3))
    (standing,) = sum_up([again, once, once])
    assert (standing.first_at, standing.last_at) == (NOON, NOON + timedelta(hours=3))
    assert sum_up([once], [standing]) == (standing,)


def test_what_a_teller_says_is_told_apart_by_days():
    once = a_stance(mention_id="b", told_by="ARD")
    again = a_stance(mention_id="a", told_by="ARD", said_at=NOON + timedelta(hours=3))
    tomorrow = a_stance(mention_id="c", told_by="ARD", said_at=NOON + timedelta(hours=12))
    other = a_stance(mention_id="d", told_by="BOR")
    tellings = tell_apart([once, again, tomorrow, other])
    assert [(one.told_by, one.first_at, one.last_at, one.mention_id) for one in tellings] == [
        ("ARD", NOON, NOON + timedelta(hours=3), "a"),
        ("ARD", tomorrow.said_at, tomorrow.said_at, "c"),
        ("BOR", NOON, NOON, "d"),
    ]
