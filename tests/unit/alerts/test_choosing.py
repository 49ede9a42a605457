"""What is worth a mail, and to whom."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.builders import (
    NOON,
    a_change,
    a_mention,
    a_place,
    a_recipient,
    an_actor,
    an_arrangement,
    an_evidence,
)
from trucewatch.alerts import Freshness, Verdict, choose_alerts, judge
from trucewatch.alerts.headlines import split_headline
from trucewatch.alerts.judging import ALERTED
from trucewatch.alerts.wording import WORDINGS
from trucewatch.codebook import ACTS, Act, Category, Certainty, Position, Role, Scope, State, Target
from trucewatch.model import Alert, Change, Recipient, stable_id

SOON = NOON + timedelta(hours=1)
NAMES = {
    "en": {"ardania-borland": "Ardania-Borland", "ARD": "Ardania", "BOR": "Borland"},
    "fr": {"ardania-borland": "Ardanie-Borlande", "ARD": "Ardanie", "BOR": "Borlande"},
}
EVERYTHING = a_recipient(categories=tuple(Category))


def choose(
    *changes: Change, recipients: Sequence[Recipient] = (EVERYTHING,), now: datetime = SOON
) -> tuple[Alert, ...]:
    return choose_alerts(changes, recipients, Freshness(now=now, max_age=timedelta(hours=72)), names=NAMES)


def change(category: Category, act: Act, **fields: Any) -> Change:
    return a_change(arrangement=an_arrangement(category=category, scope=None), act=act, **fields)


@pytest.mark.parametrize("act", ["call_for", "accept", "reject", "in_force", "extend", "violate", "end"])
def test_a_ceasefire_that_changes_is_told(act: str):
    assert len(choose(a_change(act=Act(act)))) == 1


@pytest.mark.parametrize(
    ("category", "act"),
    [("ceasefire", "monitor"), ("ceasefire", "discuss"), ("territory", "control"), ("negotiation", "discuss")],
)
def test_what_changes_nothing_is_not_told(category: str, act: str):
    assert choose(change(Category(category), Act(act))) == ()


def test_a_recipient_is_told_only_of_the_categories_asked_for():
    assert choose(change(Category.NEGOTIATION, Act.HOLD), recipients=[a_recipient()]) == ()
    assert len(choose(change(Category.NEGOTIATION, Act.HOLD))) == 1


@pytest.mark.parametrize(("role", "count"), [(Role.PARTY, 1), (Role.IGO, 0), (Role.THIRD_STATE, 0), (Role.UNKNOWN, 0)])
def test_a_call_for_a_truce_is_told_where_a_party_calls(role: Role, count: int):
    caller = a_mention(act=Act.CALL_FOR, parties=(an_actor("Ardania", id="ARD", role=role),))
    assert len(choose(a_change(act=Act.CALL_FOR, evidence=(an_evidence(mention=caller),)))) == count


@pytest.mark.parametrize(
    ("published_at", "seen_at", "count"),
    [
        (NOON, NOON, 1),
        (SOON - timedelta(hours=71), SOON, 1),
        (SOON - timedelta(hours=73), SOON, 0),
        (SOON - timedelta(days=3650), SOON, 0),
        (SOON + timedelta(hours=23), SOON, 1),
        (SOON + timedelta(hours=25), SOON, 0),
        (None, SOON, 0),
        (NOON, SOON - timedelta(hours=73), 0),
    ],
)
def test_only_news_that_is_new_is_told(published_at: datetime | None, seen_at: datetime, count: int):
    assert len(choose(a_change(evidence=(an_evidence(published_at=published_at, seen_at=seen_at),)))) == count


def test_stale_evidence_is_left_out_of_an_alert():
    old = an_evidence(mention=a_mention(id="old"), published_at=SOON - timedelta(days=9))
    (alert,) = choose(a_change(evidence=(old, an_evidence())))
    assert alert.evidence == (an_evidence(),)


def test_nobody_and_nowhere_is_not_told():
    nowhere = an_arrangement(conflict=None)
    nobody = an_evidence(mention=a_mention(parties=(), conflict=None))
    assert choose(a_change(arrangement=nowhere, actors=(), evidence=(nobody,))) == ()
    assert len(choose(a_change(arrangement=an_arrangement(conflict=None, places=("L",)), actors=()))) == 1
    assert choose(change(Category.TERRITORY, Act.GAIN, actors=())) == ()


def test_the_identifier_follows_from_change_and_recipient():
    (alert,) = choose(a_change(key="k"), a_change(key="k"))
    assert alert.id == stable_id("alert", "k", "desk@example.org")


def test_outlets_of_one_family_are_one_witness():
    two = (an_evidence(mention=a_mention(id="1")), an_evidence(mention=a_mention(id="2"), outlet="The Other"))
    three = (*two, an_evidence(mention=a_mention(id="3"), family="elsewhere"))
    assert "1 publisher family" in choose(a_change(evidence=two))[0].rule
    assert "2 publisher families" in choose(a_change(evidence=three))[0].rule


def test_why_it_fired_names_the_state_and_the_rule():
    (alert,) = choose(a_change(arrangement=an_arrangement(state=State.CONTESTED)))
    assert "contested" in alert.rule
    assert "en.ceasefire.accept" in alert.rule


ENERGY = {"scope": Scope.PARTIAL, "target": Target.ENERGY, "duration": "P30D"}


@pytest.mark.parametrize(
    ("arrangement", "act", "actors", "english", "french"),
    [
        (
            ENERGY, Act.ACCEPT, ("ARD", "BOR"),
            "Ardania-Borland: 30-day energy ceasefire accepted by Ardania, Borland",
            "Ardanie-Borlande : cessez-le-feu partiel (énergie) de 30 jours accepté par : Ardanie, Borlande",
        ),
        (
            {"duration": "P1M"}, Act.REJECT, ("ARD",),
            "Ardania-Borland: general 1-month ceasefire rejected by Ardania",
            "Ardanie-Borlande : cessez-le-feu général d\u2019un mois rejeté par : Ardanie",
        ),
        (
            {"duration": "PT72H"}, Act.IN_FORCE, (),
            "Ardania-Borland: general 72-hour ceasefire in force",
            "Ardanie-Borlande : cessez-le-feu général de 72 heures en vigueur",
        ),
        (
            {"scope": Scope.UNCLEAR, "duration": "P1Y6M"}, Act.ACCEPT, (),
            "Ardania-Borland: ceasefire agreed",
            "Ardanie-Borlande : cessez-le-feu conclu",
        ),
        (
            {"scope": Scope.PARTIAL, "duration": "PT5M"}, Act.VIOLATE, ("hilltop-brigade",),
            "Ardania-Borland: partial ceasefire, breach reported (hilltop-brigade)",
            "Ardanie-Borlande : cessez-le-feu partiel, violation signalée (hilltop-brigade)",
        ),
        (
            {"conflict": None, "places": ("L",)}, Act.END, ("ARD",),
            "Lakeside: general ceasefire ended by Ardania",
            "Lakeside : cessez-le-feu général, fin décidée par : Ardanie",
        ),
        (
            {"conflict": None}, Act.EXTEND, ("ARD",),
            "Another conflict: general ceasefire extended by Ardania",
            "Autre conflit : cessez-le-feu général prolongé par : Ardanie",
        ),
    ],
)  # fmt: skip
def test_headlines_are_plain_words(
    arrangement: dict[str, Any], act: Act, actors: tuple[str, ...], english: str, french: str
):
    evidence = an_evidence(mention=a_mention(places=(a_place("Lakeside", id="L"),)))
    it = a_change(arrangement=an_arrangement(**arrangement), act=act, actors=actors, evidence=(evidence,))
    readers = [a_recipient(), a_recipient(id="fr", to="fr@example.org", language="fr")]
    assert [alert.headline for alert in choose(it, recipients=readers)] == [english, french]


@pytest.mark.parametrize("language", sorted(WORDINGS))
@pytest.mark.parametrize("category", list(Category))
def test_every_act_that_is_told_has_words(language: str, category: Category):
    told = ALERTED[category]
    assert told <= set(ACTS[category])
    for act in told:
        (alert,) = choose(change(category, act), recipients=[a_recipient(language=language, categories=(category,))])
        assert "{" not in alert.headline + alert.rule


@pytest.mark.parametrize("language", sorted(WORDINGS))
def test_every_code_has_words(language: str):
    words = WORDINGS[language]
    assert set(words.states) == set(State)
    assert set(words.ceasefires) == {*Scope, *Target, None}
    assert len(words.months) == 12
    assert words.texts.keys() == WORDINGS["en"].texts.keys()
    assert words.acts.keys() == WORDINGS["en"].acts.keys()


def test_names_with_colons_do_not_split_a_headline_elsewhere():
    actors = ("Movement: Second Front",)
    (alert,) = choose(a_change(arrangement=an_arrangement(conflict=None), actors=actors))
    assert split_headline(alert.headline, "en") == (
        "Another conflict",
        "General ceasefire accepted by Movement Second Front",
    )


TWO_FAMILIES = (an_evidence(mention=a_mention(id="1")), an_evidence(mention=a_mention(id="2"), family="elsewhere"))


@pytest.mark.parametrize(
    ("recipient", "change", "verdict"),
    [
        ({}, {}, "told"),
        ({}, {"act": Act.MONITOR}, "no_news"),
        ({}, {"act": Act.CALL_FOR, "evidence": (an_evidence(mention=a_mention(parties=())),)}, "no_party"),
        ({"categories": (Category.TERRITORY,)}, {}, "category"),
        ({"acts": (Act.REJECT, Act.END)}, {}, "act"),
        ({"acts": (Act.ACCEPT,)}, {}, "told"),
        ({"conflicts": ("carvia",)}, {}, "conflict"),
        ({"conflicts": ("carvia", "ardania-borland")}, {}, "told"),
        ({"places": ("L",)}, {}, "place"),
        ({"places": ("L",)}, {"arrangement": an_arrangement(places=("L",))}, "told"),
        (
            {"places": ("L",)},
            {"evidence": (an_evidence(mention=a_mention(places=(a_place("Lake", id="L"),))),)},
            "told",
        ),
        ({}, {"evidence": (an_evidence(published_at=NOON - timedelta(days=9)),)}, "stale"),
        (
            {"certainty": (Certainty.CERTAIN,)},
            {"evidence": (an_evidence(mention=a_mention(certainty="PR")),)},
            "unsure",
        ),
        ({}, {"evidence": (an_evidence(mention=a_mention(certainty="PR")),)}, "told"),
        ({}, {"evidence": (an_evidence(mention=a_mention(certainty="U")),)}, "unsure"),
        (
            {},
            {
                "evidence": (an_evidence(mention=a_mention(certainty="U")),),
                "position": Position.ACCEPTS_CONDITIONALLY,
            },
            "told",
        ),
        ({"sources": 2}, {}, "few_sources"),
        ({"sources": 2}, {"evidence": TWO_FAMILIES}, "told"),
        ({"sources": 3}, {"evidence": TWO_FAMILIES}, "few_sources"),
    ],
)
def test_each_recipient_is_told_by_its_own_rules(recipient: dict[str, Any], change: dict[str, Any], verdict: str):
    freshness = Freshness(now=SOON, max_age=timedelta(hours=72))
    assert judge(a_change(**change), a_recipient(**recipient), freshness) is Verdict(verdict)


def test_what_was_there_before_the_watch_began_is_told_at_first_or_never():
    first, later = Freshness(now=SOON, max_age=timedelta(hours=72)), NOON + timedelta(minutes=15)
    backlog = a_change(evidence=(an_evidence(seen_at=NOON + timedelta(minutes=10)),))
    assert judge(backlog, EVERYTHING, first) is Verdict.TOLD
    assert judge(backlog, EVERYTHING, replace(first, backlog_until=later)) is Verdict.STALE
    news = a_change(evidence=(an_evidence(seen_at=NOON + timedelta(minutes=20)),))
    assert judge(news, EVERYTHING, replace(first, backlog_until=later)) is Verdict.TOLD


def test_the_end_of_a_ceasefires_time_needs_no_fresh_report():
    over = an_arrangement(state=State.EXPIRED, expires_at=NOON)
    old = an_evidence(published_at=NOON - timedelta(days=30))
    change = a_change(arrangement=over, act=Act.END, actors=(), position=Position.EXPIRES, evidence=(old,))
    freshness = Freshness(now=SOON, max_age=timedelta(hours=72))
    assert judge(change, EVERYTHING, freshness) is Verdict.TOLD
    assert judge(change, EVERYTHING, replace(freshness, now=NOON + timedelta(days=4))) is Verdict.STALE
    early = replace(change, arrangement=replace(over, expires_at=NOON + timedelta(days=9)))
    assert judge(early, EVERYTHING, freshness) is Verdict.STALE
    reported = an_evidence(mention=a_mention(act=Act.END, rule_id="en.ceasefire.expire"))
    assert judge(replace(early, evidence=(reported,)), EVERYTHING, freshness) is Verdict.TOLD
