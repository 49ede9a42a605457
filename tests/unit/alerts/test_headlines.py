"""A change in one line."""

import pytest

from tests.builders import a_change, an_arrangement
from trucewatch.alerts.headlines import write_headline
from trucewatch.codebook import Act, State

NAMES = {"ardania-borland": "Ardania–Borland", "ARD": "Ardania"}


@pytest.mark.parametrize(
    ("language", "headline"),
    [
        ("en", "Ardania–Borland: general 30-day ceasefire expired"),
        ("fr", "Ardania–Borland : cessez-le-feu général de 30 jours, terme atteint"),
    ],
)
def test_a_time_that_ran_out_is_an_end_that_nobody_decided(language: str, headline: str):
    arrangement = an_arrangement(state=State.EXPIRED, duration="P30D")
    change = a_change(arrangement=arrangement, act=Act.END, actors=(), evidence=())
    assert write_headline(change, language, NAMES) == headline


@pytest.mark.parametrize(
    ("actors", "state", "headline"),
    [
        (("ARD",), State.EXPIRED, "Ardania–Borland: general ceasefire ended by Ardania"),
        ((), State.ENDED, "Ardania–Borland: general ceasefire ended"),
        (("ARD",), State.SUSPENDED, "Ardania–Borland: general ceasefire ended by Ardania"),
    ],
)
def test_an_end_that_somebody_told_of_is_one(actors: tuple[str, ...], state: State, headline: str):
    change = a_change(arrangement=an_arrangement(state=state), act=Act.END, actors=actors)
    assert write_headline(change, "en", NAMES) == headline
