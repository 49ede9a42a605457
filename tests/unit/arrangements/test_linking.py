"""Which mentions are about the same arrangement, and what is new."""

import itertools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import NOON, a_mention, a_place, a_span, an_actor, an_evidence
from trucewatch.arrangements import could_concern, expire, link_mentions, place_mentions, reach_of
from trucewatch.arrangements.standings import sum_up, tell_apart
from trucewatch.codebook import Act, Category, Certainty, Polarity, Role, Scope, State, Target, Time
from trucewatch.model import Arrangement, Candidate, Candidates, Evidence, Known, Linking, Place, stable_id

ARDANIA = an_actor("Ardania", id="ARD")
BORLAND = an_actor("Borland", id="BOR")
CARVIA = an_actor("Carvia", id="CAR", role=Role.MEDIATOR)


def said(*, days: float = 0, language: str = "en", **mention: Any) -> Evidence:
    moment = NOON + timedelta(days=days)
    return an_evidence(mention=a_mention(**mention), published_at=moment, language=language)


class Past(NamedTuple):
    """What is known once some batches were linked."""

    known: Known = Known()
    links: tuple[tuple[str, str], ...] = ()

    def candidates(self) -> Candidates:
        """What tells which of the arrangements a mention speaks of, as a warehouse gives it."""
        return Candidates(all=tuple(map(self._candidate, self.known.arrangements)), links=self.links)

    def only(self, meant: Collection[str]) -> Known:
        """What is known of these arrangements, as a warehouse gives it."""
        known = self.known
        return Known(
            arrangements=tuple(one for one in known.arrangements if one.id in meant),
            standings=tuple(one for one in known.standings if one.arrangement_id in meant),
            tellings=tuple(one for one in known.tellings if one.arrangement_id in meant),
            changes=tuple(one for one in known.changes if one.arrangement.id in meant),
        )

    def _candidate(self, arrangement: Arrangement) -> Candidate:
        said = [one for one in self.known.standings if one.arrangement_id == arrangement.id]
        done = [(one.act, one.last_rank) for one in said if one.polarity is Polarity.POSITIVE]
        return Candidate(
            arrangement=arrangement,
            parties=frozenset(one.party for one in said),
            last_said=tuple(
                (act, max(rank for other, rank in done if other is act)) for act in {act for act, _ in done}
            ),
        )


def link(
    *evidence: Evidence,
    known: Past = Past(),  # noqa: B008  # frozen
    as_of: datetime = NOON,
    parents: Mapping[str, str] | None = None,
) -> Linking:
    placed = place_mentions(evidence, known.candidates(), parents or {})
    return link_mentions(placed, known.only({one.arrangement_id for one in placed}), as_of=as_of)


def after(*linkings: Linking) -> Past:
    """What is known once these batches were linked, one after the other."""
    arrangements = {one.id: one for linking in linkings for one in linking.arrangements}
    changes = {one.key: one for linking in linkings for one in (*linking.changes, *linking.grown)}
    stances = [stance for linking in linkings for stance in linking.stances]
    known = Known(
        arrangements=tuple(arrangements.values()),
        standings=sum_up(stances),
        tellings=tell_apart(stances),
        changes=tuple(changes.values()),
    )
    return Past(known, tuple(pair for linking in linkings for pair in linking.links))


def link_one_by_one(evidence: Sequence[Evidence]) -> list[tuple[str, str]]:
    linkings: list[Linking] = []
    for item in evidence:
        linkings.append(link(item, known=after(*linkings)))
    return [pair for linking in linkings for pair in linking.links]


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
    again = link(*ONE_DAY_OF_NEWS, known=after(first))
    assert (again.changes, again.grown, again.contradictions) == ((), (), ())
    assert again.stances == first.stances
    assert again.links == first.links
    assert again.arrangements == first.arrangements


def test_the_same_stance_from_another_outlet_is_no_change():
    first = link(said(id="m1"))
    again = link(said(id="m2", days=1), known=after(first))
    assert again.changes == ()
    assert len(again.stances) == 1


def test_a_party_that_joins_is_a_change_about_that_party_alone():
    first = link(said(id="m1", parties=(ARDANIA,)))
    joined = link(said(id="m2", parties=(ARDANIA, BORLAND), days=1), known=after(first))
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
    later = link(said(id="m60", act=Act.VIOLATE, days=60), known=after(first))
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
    later = link(said(id="m2", days=days), known=after(first))
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


LAKESIDE, HILLTOP = a_place("Lakeside", id="L"), a_place("Hilltop", id="H")


def claimed(*groups: tuple[Place, ...], parents: dict[str, str] | None = None) -> list[tuple[str, ...]]:
    """The land of the arrangements that these claims make, one an hour."""
    claims = [
        said(id=f"m{n}", category=Category.TERRITORY, act=Act.DEMAND, scope=None, places=places, days=n / 24)
        for n, places in enumerate(groups)
    ]
    return sorted(a.places for a in link(*claims, parents=parents).arrangements)


def test_part_of_the_land_is_the_same_claim_and_more_land_another():
    assert claimed((LAKESIDE, HILLTOP), (HILLTOP, LAKESIDE), (LAKESIDE,), ()) == [(), ("H", "L")]
    assert claimed((LAKESIDE,), (LAKESIDE, HILLTOP), (HILLTOP,)) == [("H", "L"), ("L",)]


def test_a_town_named_with_its_region_and_state_is_the_town():
    region = a_place("the district", id="D", country="BO")
    state, neighbour = a_place("Borland", id="BO", country="BO"), a_place("Ardania", id="AR", country="AR")
    within = {"L": "D", "D": "BO"}
    assert claimed((LAKESIDE, region, state), (LAKESIDE,), (LAKESIDE, neighbour), parents=within) == [("L",)]
    assert claimed((region,), (state,), parents=within) == [("BO",), ("D",)]


BARE = {"act": Act.VIOLATE, "parties": (BORLAND,)}


def test_a_truce_without_more_words_is_the_one_that_runs():
    agreed = link(said(id="m1", parties=(ARDANIA, BORLAND), **ENERGY))
    broken = link(said(id="m2", days=2, **BARE), known=after(agreed))
    assert broken.links == (("m2", agreed.arrangements[0].id),)
    assert broken.arrangements[0].state is State.VIOLATED


@pytest.mark.parametrize(
    "others",
    [
        (said(id="m1", target=Target.MARITIME, scope=Scope.PARTIAL), said(id="m2", **ENERGY)),  # which of two?
        (said(id="m1", act=Act.IN_FORCE), said(id="m2", **ENERGY)),  # a general one runs
        (said(id="m1", act=Act.REJECT, **ENERGY),),  # it was never agreed
        (said(id="m1", **ENERGY), said(id="m2", days=0.5, act=Act.END, **ENERGY)),  # it is over
        (said(id="m1", conflict="carvia", **ENERGY),),  # another conflict's
    ],
)
def test_a_truce_without_more_words_is_a_general_one_else(others: tuple[Evidence, ...]):
    linking = link(*others, said(id="bare", days=2, **BARE))
    by_id = {one.id: one for one in linking.arrangements}
    assert by_id[dict(linking.links)["bare"]].target is None


def test_talks_on_another_day_are_others():
    talks = {"category": Category.NEGOTIATION, "act": Act.HOLD, "scope": None}
    days = [NOON.date() + timedelta(days=number) for number in (0, 1, 4)]
    first, echo, second = (said(id=f"m{day}", event_on=day, days=n, **talks) for n, day in enumerate(days))
    linking = link(first)
    assert link(echo, known=after(linking)).changes == ()
    (again,) = link(second, said(id="undated", days=3, **talks), known=after(linking)).changes
    assert again.evidence[0].mention.id == f"m{days[2]}"
    assert again.key != linking.changes[0].key


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


SELF = {"speaker": ARDANIA, "parties": (ARDANIA,)}


@pytest.mark.parametrize(
    ("mention", "position"),
    [
        ({"act": Act.CALL_FOR}, "proposes"),
        ({}, "accepts"),
        ({"polarity": Polarity.NEGATIVE}, "rejects"),
        ({"act": Act.VIOLATE}, "violates"),
        ({"act": Act.VIOLATE, "speaker": BORLAND}, "alleged_violator"),
        ({"act": Act.VIOLATE, "speaker": CARVIA}, "violates"),
        ({"act": Act.VIOLATE, "polarity": Polarity.NEGATIVE, **SELF}, "observes"),
        ({"act": Act.END}, "ends"),
        ({"act": Act.END, "rule_id": "fr.ceasefire.suspend"}, "suspends"),
        ({"act": Act.END, "rule_id": "en.ceasefire.expire"}, "expires"),
        ({"certainty": Certainty.UNCOMMITTED, "time": Time.FUTURE, **SELF}, "accepts_conditionally"),
    ],
)
def test_a_stance_says_where_it_puts_the_party(mention: dict[str, Any], position: str):
    (stance,) = link(said(**mention)).stances
    assert stance.position == position


def test_what_others_suppose_of_a_party_is_no_acceptance_on_conditions():
    supposed = said(certainty=Certainty.POSSIBLE, time=Time.FUTURE, speaker=BORLAND, parties=(ARDANIA,))
    assert link(supposed).stances == ()


def test_to_accept_after_accepting_on_conditions_is_another_change():
    first = link(said(id="m1", certainty=Certainty.UNCOMMITTED, time=Time.FUTURE, **SELF))
    then = link(said(id="m2", days=1), known=after(first))
    assert [change.position for change in (*first.changes, *then.changes)] == ["accepts_conditionally", "accepts"]
    assert then.changes[0].state_before is State.UNDER_NEGOTIATION


def test_an_opinion_column_takes_no_stance():
    assert link(replace(said(), is_opinion=True)).stances == ()


def test_others_who_confirm_a_change_are_evidence_of_it():
    first = link(said(id="m1"))
    others = [replace(said(id=f"m{number}", days=0.1), family=f"f{number % 3}") for number in range(2, 20)]
    again = link(*others, known=after(first))
    (grown,) = again.grown
    assert (again.changes, grown.key) == ((), first.changes[0].key)
    assert len(grown.evidence) == 1 + 3 * 3  # three of a family are enough
    assert link(*others, known=after(first, again)).grown == ()


def test_who_says_the_opposite_of_whom_is_kept_side_by_side():
    yes = said(id="m1", act=Act.IN_FORCE, speaker=ARDANIA)
    no = said(id="m2", act=Act.VIOLATE, speaker=BORLAND, days=1)
    linking = link(yes, no)
    (one,) = linking.contradictions
    assert (one.party, one.matter, one.yes_mention_id, one.no_mention_id) == ("ARD", "observance", "m1", "m2")
    assert link(no, known=after(link(yes))).contradictions == linking.contradictions


@pytest.mark.parametrize(
    "other",
    [
        {"act": Act.REJECT, "days": 4},
        {"act": Act.REJECT, "speaker": ARDANIA},
        {"act": Act.REJECT, "parties": (BORLAND,)},
        {"act": Act.REJECT, "target": Target.ENERGY, "scope": Scope.PARTIAL},
    ],
)
def test_a_change_of_mind_or_another_matter_contradicts_nothing(other: dict[str, Any]):
    assert link(said(id="m1", speaker=ARDANIA), said(**{"id": "m2", "speaker": BORLAND} | other)).contradictions == ()


@pytest.mark.parametrize("one_batch", [True, False])
def test_who_said_it_long_before_and_long_after_contradicts_no_late_article(*, one_batch: bool):
    before = said(id="m1", speaker=BORLAND)
    after_all = said(id="m2", speaker=BORLAND, days=20)
    late = said(id="m3", act=Act.REJECT, speaker=ARDANIA, days=10)
    if one_batch:
        assert link(before, late, after_all).contradictions == ()
    else:
        assert link(late, known=after(link(before), link(after_all))).contradictions == ()


def test_of_many_accounts_of_two_tellers_the_nearest_stand_for_them():
    yes = [said(id=f"m{day}", speaker=BORLAND, days=day) for day in range(5)]
    no = [said(id=f"n{day}", speaker=ARDANIA, act=Act.REJECT, days=day + 0.01) for day in (6, 4, 7)]
    (one,) = link(*yes, *no).contradictions
    assert (one.yes_mention_id, one.no_mention_id) == ("m4", "n4")


def test_an_extension_told_before_and_long_after_is_another_for_a_late_article():
    holds = said(id="m0", act=Act.IN_FORCE, duration="P3D", scope=Scope.GENERAL)
    told = [said(id=f"m{day}", act=Act.EXTEND, duration=None, days=day, scope=Scope.GENERAL) for day in (1, 28)]
    late = said(id="late", act=Act.EXTEND, duration="P2D", days=14, scope=Scope.GENERAL)
    (arrangement,) = link(late, known=after(link(holds), link(told[0]), link(told[1]))).arrangements
    assert arrangement.expires_at == NOON + timedelta(days=16)


def test_a_late_article_among_the_news_of_today_asks_for_tellers_at_its_own_time():
    near = timedelta(hours=72)
    evidence = [said(days=days) for days in (40, 0, 41, 1)]
    assert reach_of(evidence).told_within == (
        (NOON - near, NOON + timedelta(days=1) + near),
        (NOON + timedelta(days=40) - near, NOON + timedelta(days=41) + near),
    )


def test_to_know_talks_of_long_ago_without_their_days_changes_nothing():
    talks: dict[str, Any] = {"category": Category.NEGOTIATION, "act": Act.HOLD, "scope": None}
    held = [
        said(id=f"m{day}", days=day, event_on=(NOON + timedelta(days=day)).date(), **talks) for day in range(0, 81, 20)
    ]
    past = after(link(held[0]), link(held[1]), link(held[2]), link(held[3]), link(held[4]))
    new = [
        said(id=f"n{day}", days=81, event_on=(NOON + timedelta(days=day)).date(), **talks) for day in (0, 60, 81, 84)
    ]
    since = reach_of(new).days_since
    assert since is not None
    old = [replace(one, meets_on=None) for one in past.known.standings if one.last_at < since]
    assert len(old) == 3
    blurred = replace(
        past.known, standings=(*sum_up((), old), *(one for one in past.known.standings if one.last_at >= since))
    )
    assert link(*new, known=past._replace(known=blurred)) == link(*new, known=past)


def test_a_ceasefire_runs_from_the_first_day_on_which_it_is_said_to_hold():
    holds = {"act": Act.IN_FORCE, "duration": "P3D"}
    linking = link(said(id="m1", days=1, **holds), said(id="m2", event_on=NOON.date(), days=2, **holds))
    (arrangement,) = linking.arrangements
    midnight = NOON.replace(hour=0)
    assert (arrangement.runs_since, arrangement.expires_at) == (midnight, midnight + timedelta(days=3))


@pytest.mark.parametrize(
    ("extensions", "days"),
    [
        (((2, "P2D"),), 5),  # from its end, which is to come
        (((2, "P2D"), (2.5, "P2D"), (3.9, "P2D")), 5),  # one extension, told three times
        (((2, "P2D"), (4.5, "P3D")), 8),  # another one
        (((9, "P2D"),), 11),  # its end was past
        (((2, None),), None),  # nobody says how long
    ],
)
def test_an_extension_moves_the_end(extensions: tuple[tuple[float, str | None], ...], days: int | None):
    linking = link(
        said(id="m0", act=Act.IN_FORCE, duration="P3D"),
        *(
            said(id=f"m{day}", act=Act.EXTEND, duration=duration, days=day, scope=Scope.GENERAL)
            for day, duration in extensions
        ),
    )
    ends = {one.id: one.expires_at for one in linking.arrangements}
    assert list(ends.values()) == [NOON + timedelta(days=days) if days else None]


def test_a_ceasefire_whose_time_is_over_has_expired():
    holds = link(said(act=Act.IN_FORCE, duration="P3D"))
    (arrangement,) = holds.arrangements
    standings = after(holds).known.standings
    assert expire(arrangement, standings, (), as_of=NOON + timedelta(days=2)) is None
    change = expire(arrangement, standings, (said(),), as_of=NOON + timedelta(days=3))
    assert change is not None
    assert (change.act, change.actors, change.position, change.arrangement.state) == (Act.END, (), "expires", "expired")
    over = replace(holds, arrangements=(change.arrangement,), changes=(*holds.changes, change))
    reported = link(said(id="m3", act=Act.END, parties=(), days=4), known=after(over), as_of=NOON + timedelta(days=4))
    assert (reported.changes, [one.key for one in reported.grown]) == ((), [change.key])
    spoken_of = link(said(id="m2", act=Act.DISCUSS, days=4), known=after(holds), as_of=NOON + timedelta(days=4))
    assert spoken_of.arrangements[0].state is State.EXPIRED


def test_only_arrangements_of_the_same_kind_can_be_meant():
    energy, general = link(said(**ENERGY)).arrangements[0], link(said()).arrangements[0]
    historical = link(said(time=Time.HISTORICAL)).arrangements[0]
    assert could_concern([said(id="new")], [energy, general, historical]) == (energy, general)
    assert could_concern([said(id="new", **ENERGY)], [energy, general, historical]) == (energy,)
