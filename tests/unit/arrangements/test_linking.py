"""Which mentions are about the same arrangement, and what is new."""

import itertools
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import NOON, a_mention, a_place, a_span, an_actor, an_evidence
from trucewatch.arrangements import link_mentions
from trucewatch.codebook import Act, Category, Certainty, Polarity, Role, Scope, State, Target, Time
from trucewatch.model import Arrangement, Evidence, Linking, Stance, stable_id

ARDANIA = an_actor("Ardania", id="ARD")
BORLAND = an_actor("Borland", id="BOR")
CARVIA = an_actor("Carvia", id="CAR", role=Role.MEDIATOR)


def said(*, days: float = 0, language: str = "en", **mention: Any) -> Evidence:
    moment = NOON + timedelta(days=days)
    return an_evidence(mention=a_mention(**mention), published_at=moment, language=language)


def link(*evidence: Evidence) -> Linking:
    return link_mentions(evidence, (), ())


def link_one_by_one(evidence: Sequence[Evidence]) -> list[tuple[str, str]]:
    known: dict[str, Arrangement] = {}
    stances: list[Stance] = []
    links: list[tuple[str, str]] = []
    for item in evidence:
        linking = link_mentions([item], tuple(known.values()), stances)
        known |= {arrangement.id: arrangement for arrangement in linking.arrangements}
        stances += linking.stances
        links += linking.links
    return links


ENERGY = {"scope": Scope.PARTIAL, "target": Target.ENERGY, "duration": "P30D"}
ONE_DAY_OF_NEWS = (
    said(id="m1", parties=(ARDANIA, CARVIA), **ENERGY),
    said(id="m2", parties=(BORLAND,), duration="P30D"),
    said(id="m3", parties=(ARDANIA,), act=Act.REJECT, duration="P1M", days=0.1),
    said(id="m4", parties=(ARDANIA,), act=Act.ACCEPT, polarity=Polarity.NEGATIVE, language="fr", days=0.2),
    said(id="m5", parties=(), act=Act.IN_FORCE, days=3, **ENERGY),
    said(id="m6", parties=(BORLAND,), act=Act.DISCUSS, duration="P60D", days=4),
    said(id="m7", parties=(BORLAND,), conflict=None, days=4),
    said(id="m8", parties=(BORLAND,), conflict=None, places=(a_place("Lakeside"),), days=5),
    said(id="m9", category=Category.NEGOTIATION, act=Act.HOLD, scope=None, parties=(ARDANIA, CARVIA)),
    said(id="m10", category=Category.NEGOTIATION, act=Act.HOLD, scope=None, parties=(BORLAND, CARVIA)),
    said(id="m11", category=Category.TERRITORY, act=Act.DEMAND, scope=None, places=(a_place("Lakeside"),)),
)


def test_two_ceasefires_in_one_article_stay_two():
    linking = link(said(parties=(ARDANIA,), **ENERGY), said(parties=(ARDANIA,), act=Act.REJECT, duration="P30D"))
    limited, general = sorted(linking.arrangements, key=lambda a: a.target is None)
    assert (limited.target, limited.state) == (Target.ENERGY, State.PARTLY_ACCEPTED)
    assert (general.target, general.state) == (None, State.REJECTED)
    assert len(linking.changes) == 2


def test_french_and_english_reports_of_one_event_meet():
    english = said(duration="P30D", language="en", document_id="e", parties=(an_actor("Ardania", id="ARD"),))
    french = said(duration="P1M", language="fr", document_id="f", parties=(an_actor("l'Ardanie", id="ARD"),), days=0.1)
    linking = link(french, english)
    (change,) = linking.changes
    assert len(linking.arrangements) == 1
    assert [item.language for item in change.evidence] == ["en", "fr"]


def test_every_mention_has_exactly_one_link():
    linking = link(*ONE_DAY_OF_NEWS)
    assert sorted(mention for mention, _ in linking.links) == sorted(item.mention.id for item in ONE_DAY_OF_NEWS)
    assert {identifier for _, identifier in linking.links} == {a.id for a in linking.arrangements}


@settings(deadline=None)  # a busy machine is no failure
@given(st.permutations(ONE_DAY_OF_NEWS))
def test_order_within_a_batch_never_matters(shuffled: list[Evidence]):
    assert link(*shuffled) == link(*ONE_DAY_OF_NEWS)


@pytest.mark.parametrize("ids", [("a", "b", "c"), ("c", "b", "a")])
def test_the_text_speaks_before_its_headline_whatever_the_mentions_are_called(ids: tuple[str, str, str]):
    linking = link(
        said(id=ids[0], in_title=True, parties=(ARDANIA,), act=Act.REJECT, duration="P1M"),
        said(id=ids[1], trigger=a_span("truce", 40), parties=(BORLAND,), duration="P31D"),
        said(id=ids[2], trigger=a_span("truce", 10), parties=(ARDANIA,), act=Act.REJECT, duration="P30D"),
    )
    assert [arrangement.duration for arrangement in linking.arrangements] == ["P30D"]


def test_batches_of_rising_time_give_the_same_identifiers_as_one_batch():
    in_time = sorted(ONE_DAY_OF_NEWS, key=lambda item: (item.said_at, item.mention.id))
    assert sorted(link_one_by_one(in_time)) == sorted(link(*in_time).links)


def test_linking_again_gives_nothing_new():
    first = link(*ONE_DAY_OF_NEWS)
    again = link_mentions(ONE_DAY_OF_NEWS, first.arrangements, first.stances)
    assert (again.changes, again.stances) == ((), ())
    assert again.links == first.links
    assert again.arrangements == first.arrangements


def test_the_same_stance_from_another_outlet_is_no_change():
    first = link(said(id="m1"))
    again = link_mentions([said(id="m2", days=1)], first.arrangements, first.stances)
    assert again.changes == ()
    assert len(again.stances) == 1


def test_a_party_that_joins_is_a_change_about_that_party_alone():
    first = link(said(id="m1", parties=(ARDANIA,)))
    joined = link_mentions([said(id="m2", parties=(ARDANIA, BORLAND), days=1)], first.arrangements, first.stances)
    (change,) = joined.changes
    assert change.actors == ("BOR",)
    assert change.arrangement.state is State.AGREED


def test_the_key_of_a_change_follows_from_its_content():
    (change,) = link(said(parties=(BORLAND, ARDANIA), **ENERGY)).changes
    assert change.key == stable_id("change", change.arrangement.id, "accept", "ARD", "BOR", "energy")


def test_not_accepting_is_rejecting():
    (change,) = link(said(polarity=Polarity.NEGATIVE)).changes
    assert change.act is Act.REJECT
    assert change.arrangement.state is State.REJECTED


def test_a_sentence_without_parties_adds_nothing_once_somebody_is_known():
    (change,) = link(said(id="m1"), said(id="m2", parties=())).changes
    assert change.actors == ("ARD",)
    assert [item.mention.id for item in change.evidence] == ["m1", "m2"]


def test_an_act_after_a_long_silence_is_new_again():
    news = [said(id=f"m{day}", act=Act.DISCUSS, days=day) for day in (20, 40)]
    first = link(said(id="m0", act=Act.VIOLATE), *news)
    later = link_mentions([said(id="m60", act=Act.VIOLATE, days=60)], first.arrangements, first.stances)
    assert len(later.arrangements) == 1
    assert len(later.changes) == 1
    assert later.changes[0].key not in {change.key for change in first.changes}


@pytest.mark.parametrize(
    "changes",
    [
        {"speaker": an_actor("a lecturer", role=Role.EXPERT)},
        {"speaker": an_actor("a columnist", role=Role.MEDIA)},
        {"speaker_before": an_actor("a lecturer", role=Role.EXPERT)},
        {"certainty": Certainty.UNCOMMITTED},
        {"certainty": Certainty.POSSIBLE},
        {"certainty": Certainty.PROBABLE, "time": Time.FUTURE},
        {"time": Time.HISTORICAL},
        {"act": Act.DISCUSS},
        {"act": Act.MONITOR},
        {"act": Act.IN_FORCE, "time": Time.FUTURE},
        {"act": Act.VIOLATE, "polarity": Polarity.NEGATIVE},
    ],
)
def test_opinion_history_and_possibility_are_linked_but_change_nothing(changes: dict[str, Any]):
    linking = link(said(**changes))
    assert len(linking.links) == 1
    assert linking.changes == ()
    assert linking.arrangements[0].state in {State.REPORTED, State.HISTORICAL}


def test_an_acceptance_announced_for_tomorrow_is_a_change():
    assert link(said(time=Time.FUTURE)).changes[0].act is Act.ACCEPT


def test_history_never_mixes_with_the_present():
    linking = link(said(id="m1", time=Time.HISTORICAL), said(id="m2"))
    assert {a.state for a in linking.arrangements} == {State.HISTORICAL, State.PARTLY_ACCEPTED}


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ({"duration": "P30D"}, {"duration": "P1M"}, 1),
        ({"duration": "P30D"}, {"duration": None}, 1),
        ({"duration": "P30D"}, {"duration": "P60D"}, 2),
        ({"duration": "PT24H"}, {"duration": "P3D"}, 2),
        ({"conflict": "ardania-borland"}, {"conflict": "carvia"}, 2),
        ({"scope": Scope.GENERAL}, {"scope": Scope.UNCLEAR}, 1),
        ({"scope": Scope.GENERAL}, {"scope": Scope.PARTIAL}, 2),
        ({"target": Target.LOCAL, "places": (a_place("Lakeside"),)}, {"target": Target.LOCAL}, 1),
        (
            {"target": Target.LOCAL, "places": (a_place("Lakeside"),)},
            {"target": Target.LOCAL, "places": (a_place("Hilltop"),)},
            2,
        ),
        ({"places": (a_place("Lakeside"),)}, {"places": (a_place("Hilltop"),)}, 1),
        ({"conflict": None}, {"conflict": None}, 1),
        ({"conflict": None}, {"conflict": None, "parties": (BORLAND,)}, 2),
        ({"conflict": None, "parties": ()}, {"conflict": None, "parties": (), "document_id": "other"}, 2),
        ({"conflict": None, "parties": ()}, {"conflict": None, "parties": ()}, 1),
    ],
)
def test_ceasefires_are_one_where_their_codes_agree(one: dict[str, Any], other: dict[str, Any], count: int):
    assert len(link(said(id="m1", **one), said(id="m2", **other)).arrangements) == count


@pytest.mark.parametrize(("days", "count"), [(29, 1), (31, 2), (-29, 1), (-31, 2)])
def test_an_arrangement_nobody_speaks_of_for_a_month_is_over(days: int, count: int):
    first = link(said(id="m1"))
    later = link_mentions([said(id="m2", days=days)], first.arrangements, first.stances)
    assert len({a.id for a in (*first.arrangements, *later.arrangements)}) == count


def test_a_page_dated_in_the_future_keeps_no_arrangement_alive():
    dated = an_evidence(published_at=NOON + timedelta(days=900), seen_at=NOON)
    assert link(dated).arrangements[0].last_said_at == NOON


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ((ARDANIA, CARVIA), (ARDANIA,), 1),
        ((ARDANIA, CARVIA), (), 1),
        ((ARDANIA, CARVIA), (CARVIA, ARDANIA), 1),
        ((ARDANIA, CARVIA), (BORLAND, CARVIA), 2),
    ],
)
def test_talks_are_one_track_where_one_side_holds_the_other(one: Any, other: Any, count: int):
    talks = {"category": Category.NEGOTIATION, "act": Act.HOLD, "scope": None}
    assert len(link(said(id="m1", parties=one, **talks), said(id="m2", parties=other, **talks)).arrangements) == count


def test_territory_is_known_by_its_set_of_places():
    lakeside, hilltop = a_place("Lakeside", id="L"), a_place("Hilltop", id="H")
    claims = [
        said(id=f"m{number}", category=Category.TERRITORY, act=Act.DEMAND, scope=None, places=places)
        for number, places in enumerate([(lakeside, hilltop), (hilltop, lakeside), (lakeside,), ()])
    ]
    assert sorted(a.places for a in link(*claims).arrangements) == [(), ("H", "L"), ("L",)]


def test_a_party_named_twice_takes_one_stance():
    people = (an_actor("the premier", id="ARD"), an_actor("the capital", id="ARD"))
    linking = link(said(parties=people))
    assert [stance.party for stance in linking.stances] == ["ARD"]
    assert linking.changes[0].actors == ("ARD",)


def test_identifiers_stay_as_they_were():
    """A warehouse holds these identifiers; another value here would tell all its news again."""
    (change,) = link(said(parties=(ARDANIA,), **ENERGY)).changes
    assert (change.arrangement.id, change.key) == ("de4fcee35fdd654805e9", "c38912d53316cd7ad60a")


def test_all_orders_of_three_give_one_result():
    batch = ONE_DAY_OF_NEWS[:3]
    assert len({link(*order).links for order in itertools.permutations(batch)}) == 1
