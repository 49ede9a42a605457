"""Mentions, arrangements, stances and links, on every database."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.builders import (
    NOON,
    a_change,
    a_mention,
    a_recipient,
    a_span,
    a_stance,
    an_actor,
    an_arrangement,
    an_article,
    an_evidence,
)
from tests.contract.warehouse_world import ENTRY, a_document, a_linking, read
from trucewatch.alerts import Freshness, choose_alerts
from trucewatch.arrangements import GOES_ON, link_mentions, place_mentions
from trucewatch.arrangements.standings import sum_up
from trucewatch.codebook import Act, Category, Matter, Polarity, Position, State
from trucewatch.model import (
    RANKS_A_SECOND,
    Arrangement,
    Batch,
    ConflictParty,
    Contradiction,
    Evidence,
    Fetch,
    Known,
    Linking,
    Mention,
    Reach,
    ReadOutcome,
    Standing,
)
from trucewatch.ports import Warehouse
from trucewatch.warehouse import SqlReader

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def test_mentions_wait_in_the_order_of_the_text_title_first(warehouse: Warehouse) -> None:
    late = a_mention(id="a", trigger=a_span("truce", 90))
    early = a_mention(id="b", trigger=a_span("truce", 9))
    title = a_mention(id="c", trigger=a_span("truce", 50), in_title=True)
    read(warehouse, late, early, title)
    assert [evidence.mention.id for evidence in warehouse.unlinked_mentions(10)] == ["c", "b", "a"]
    assert [evidence.mention.id for evidence in warehouse.unlinked_mentions(1)] == ["c"]


def test_every_linked_mention_waits_no_more(warehouse: Warehouse) -> None:
    mentions = read(warehouse)
    warehouse.save_linking(a_linking(mentions), (), NOON)
    assert warehouse.unlinked_mentions(10) == ()


def arrangements(warehouse: Warehouse, *evidence: Evidence) -> tuple[Arrangement, ...]:
    return warehouse.arrangements_near(evidence or (an_evidence(),), timedelta(days=30), ())


def standings(warehouse: Warehouse, *ids: str) -> tuple[Standing, ...]:
    return warehouse.known_of([an_arrangement(id=one) for one in ids or ("arrangement-1",)], NOON).standings


def test_who_said_what_is_told_by_days_within_the_times_asked_for_alone(warehouse: Warehouse) -> None:
    found = read(warehouse, *(a_mention(id=name) for name in "abcdef"))
    hours = {"a": -200, "b": -20, "c": -3, "d": 3, "e": 2, "f": 100}
    tellers = dict.fromkeys("abcf", "press:herald") | {"d": "envoy", "e": "envoy"}
    said = [a_stance(mention_id=one, told_by=tellers[one], said_at=NOON + hours[one] * HOUR) for one in "abcdef"]
    warehouse.save_linking(a_linking(found, *said), (), NOON)
    times = ((NOON - 20 * HOUR, NOON - HOUR), (NOON, NOON + 3 * HOUR))
    known = warehouse.known_of([an_arrangement()], NOON, Reach(told_within=times))
    assert [(one.told_by, one.first_at, one.last_at, one.mention_id) for one in known.tellings] == [
        ("press:herald", NOON - 20 * HOUR, NOON - 20 * HOUR, "b"),
        ("press:herald", NOON - 3 * HOUR, NOON - 3 * HOUR, "c"),
        ("envoy", NOON + 2 * HOUR, NOON + 3 * HOUR, "d"),
    ]
    assert [(one.first_at, one.last_at) for one in known.standings] == [(NOON - 200 * HOUR, NOON + 100 * HOUR)]


def test_talks_of_long_ago_are_told_without_their_days(warehouse: Warehouse) -> None:
    read(warehouse, *(a_mention(id=name) for name in "abcd"))
    days = {"a": -50, "b": -40, "c": -30, "d": 0}
    said = [
        a_stance(mention_id=name, act=Act.HOLD, meets_on=(NOON + day * DAY).date(), said_at=NOON + day * DAY)
        for name, day in days.items()
    ]
    warehouse.save_linking(a_linking([a_mention(id=name) for name in days], *said), (), NOON)
    reach = Reach(days_since=NOON - 30 * DAY)
    known = warehouse.known_of([an_arrangement()], NOON, reach).standings
    assert [(one.meets_on, one.first_at, one.last_at) for one in known] == [
        (None, NOON - 50 * DAY, NOON - 40 * DAY),
        ((NOON - 30 * DAY).date(), NOON - 30 * DAY, NOON - 30 * DAY),
        (NOON.date(), NOON, NOON),
    ]
    assert len(standings(warehouse)) == 4


def test_who_said_what_is_asked_of_ceasefires_alone(warehouse: Warehouse) -> None:
    (mention,) = read(warehouse, a_mention(id="m"))
    talks = {"category": Category.NEGOTIATION, "scope": None}
    warehouse.save_linking(a_linking([mention], a_stance(mention_id="m", act=Act.HOLD), **talks), (), NOON)
    known = warehouse.known_of([an_arrangement(**talks)], NOON, Reach(told_within=((NOON - DAY, NOON + DAY),)))
    assert (len(known.standings), known.tellings) == (1, ())


def save(warehouse: Warehouse, *chosen: Arrangement, **others: Any) -> None:
    fields = {"stances": (), "links": (), "changes": ()} | others
    warehouse.save_linking(Linking(arrangements=chosen, **fields), (), NOON)


def test_arrangements_come_back_as_they_were_saved_and_change(warehouse: Warehouse) -> None:
    first = an_arrangement(places=("Lakeside", "Hill, upper"), duration="P1M")
    second = an_arrangement(id="arrangement-0", first_said_at=NOON - HOUR, scope=None)
    save(warehouse, first, second)
    assert arrangements(warehouse) == (second, first)
    changed = replace(first, state=State.EXPIRED, last_said_at=NOON + HOUR, runs_since=NOON, expires_at=NOON + HOUR)
    save(warehouse, changed)
    assert arrangements(warehouse) == (second, changed)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, True),
        ({"conflict": "carvia"}, False),
        ({"conflict": None}, False),
        ({"category": Category.NEGOTIATION, "scope": None}, False),
        ({"first_said_at": NOON - 90 * DAY, "last_said_at": NOON - 31 * DAY}, False),
        ({"first_said_at": NOON - 90 * DAY, "last_said_at": NOON - 29 * DAY}, True),
        ({"first_said_at": NOON + 31 * DAY, "last_said_at": NOON + 40 * DAY}, False),
        ({"first_said_at": NOON + 29 * DAY, "last_said_at": NOON + 40 * DAY}, True),
    ],
)
def test_only_arrangements_that_mentions_may_be_about_are_near(
    warehouse: Warehouse, changes: dict[str, Any], *, found: bool
) -> None:
    save(warehouse, an_arrangement(**changes))
    assert bool(arrangements(warehouse)) is found
    assert warehouse.arrangements_near((), timedelta(days=30), ()) == ()


def test_mentions_of_no_listed_conflict_find_what_has_a_place_or_one_of_their_parties(warehouse: Warehouse) -> None:
    read(warehouse, *(a_mention(id=name, conflict=None) for name in "abc"))
    placed = an_arrangement(id="placed", conflict=None, places=("Lakeside",))
    bare = [an_arrangement(id=name, conflict=None) for name in ("ours", "theirs", "silent")]
    said = (
        a_stance(mention_id="a", arrangement_id="ours", party="ARD"),
        a_stance(mention_id="b", arrangement_id="theirs", party="CAR"),
    )
    save(warehouse, placed, *bare, stances=said, links=(("a", "ours"), ("b", "theirs")))
    evidence = [an_evidence(mention=a_mention(id="new", document_id="another", conflict=None))]
    parties = ["ARD", *(f"party {number}" for number in range(600))]
    near = warehouse.arrangements_near(evidence, timedelta(days=30), parties)
    assert [one.id for one in near] == ["ours", "placed"]
    assert warehouse.arrangements_near(evidence, timedelta(days=30), ()) == (placed,)


def test_a_document_whose_mentions_come_in_two_batches_speaks_of_one_arrangement(warehouse: Warehouse) -> None:
    bare: dict[str, Any] = {"conflict": None, "parties": (), "places": ()}
    (first,) = read(warehouse, a_mention(id="m1", **bare))
    link(warehouse)
    (known,) = warehouse.arrangements_near([an_evidence(mention=first)], timedelta(days=30), ())
    read(warehouse, first, a_mention(id="m2", act=Act.DISCUSS, trigger=a_span("truce", 60), **bare))
    link(warehouse)
    (again,) = warehouse.arrangements_near([an_evidence(mention=first)], timedelta(days=30), ())
    assert (known.state, again.id, again.state) == (State.AGREED, known.id, State.AGREED)


def test_a_mention_that_was_linked_finds_its_arrangement_whatever_its_time(warehouse: Warehouse) -> None:
    (mention,) = read(warehouse, a_mention(id="m"))
    warehouse.save_linking(a_linking([mention], last_said_at=NOON - 90 * DAY), (), NOON)
    evidence = [an_evidence(mention=mention)]
    (found,) = arrangements(warehouse, *evidence)
    assert warehouse.candidates_of([found], evidence).links == (("m", "arrangement-1"),)


def test_stances_come_back_summed_up(warehouse: Warehouse) -> None:
    mentions = read(warehouse)
    early = a_stance(mention_id=mentions[1].id, position=Position.ACCEPTS, told_by="ARD")
    late = replace(early, mention_id=mentions[0].id, said_at=NOON + HOUR, rank=early.rank + 3600 * RANKS_A_SECOND)
    other = a_stance(mention_id=mentions[1].id, act=Act.REJECT, polarity=Polarity.NEGATIVE, party="")
    warehouse.save_linking(a_linking(mentions, late, early, other), (), NOON)
    assert sorted(standings(warehouse), key=repr) == sorted(sum_up([late, early, other]), key=repr)
    assert standings(warehouse, "nothing") == ()
    assert warehouse.known_of([], NOON) == Known()


def test_changes_come_back_with_their_evidence_while_they_are_young(warehouse: Warehouse) -> None:
    mentions = read(warehouse)
    evidence = {one.mention.id: one for one in warehouse.unlinked_mentions(10)}
    first, second = sorted(evidence)
    change = a_change(evidence=(evidence[first],), position=Position.ACCEPTS, state_before=State.PROPOSED)
    linking = replace(a_linking(mentions), changes=(change,))
    warehouse.save_linking(linking, (), NOON)
    warehouse.save_linking(linking, (), NOON + HOUR)
    assert warehouse.known_of([change.arrangement], NOON).changes == (replace(change, found_at=NOON),)
    assert warehouse.known_of([change.arrangement], NOON + MINUTE).changes == ()
    grown = replace(change, evidence=(evidence[first], evidence[second]), found_at=NOON)
    warehouse.save_linking(replace(a_linking(mentions), grown=(grown,)), (), NOON)
    assert warehouse.known_of([change.arrangement], NOON).changes == (grown,)


def test_who_contradicts_whom_is_shown_side_by_side(warehouse: Warehouse, reader: SqlReader) -> None:
    speaker = an_actor("the premier", id="ARD", name="Ardania")
    yes, no = read(warehouse, a_mention(id="m1", speaker=speaker), a_mention(id="m2", act=Act.REJECT))
    one = Contradiction(
        id="c", arrangement_id="arrangement-1", party="ARD", matter=Matter.ACCEPTANCE, yes_mention_id=yes.id, no_mention_id=no.id
    )  # fmt: skip
    for _ in range(2):
        warehouse.save_linking(replace(a_linking([yes, no]), contradictions=(one,)), (), NOON)
    warehouse.sync_parties([ConflictParty(conflict="ardania-borland", party="GBR", name="Britain", country="GB")])
    (row,) = reader.conflicting_accounts(limit=10)
    assert (row["party"], row["matter"], row["yes_speaker"], row["no_speaker"]) == (
        "ARD",
        "acceptance",
        "Ardania",
        None,
    )
    assert (row["yes_press_side"], row["no_outlet"], row["no_url"]) == (
        "GBR",
        "The Herald",
        "https://herald.example/news/1",
    )


def test_where_each_party_stands_is_shown_and_who_is_silent(warehouse: Warehouse, reader: SqlReader) -> None:
    mentions = read(warehouse)
    first = a_stance(mention_id=mentions[0].id, position=Position.REJECTS, act=Act.REJECT, told_by="BOR")
    last = a_stance(mention_id=mentions[1].id, position=Position.ACCEPTS, told_by="ARD", rank=first.rank + 1)
    warehouse.save_linking(a_linking(mentions, first, last), (), NOON)
    sides = {"ARD": "Ardania", "BOR": "Borland"}
    for _ in range(2):
        warehouse.sync_parties(
            [
                ConflictParty(conflict="ardania-borland", party=one, name=name, country=None)
                for one, name in sides.items()
            ]
        )
    rows = reader.arrangement_stances(limit=10)
    assert [(row["party"], row["party_name"], row["standing"], row["told_by"], row["mentions"]) for row in rows] == [
        ("ARD", "Ardania", "accepts", "ARD", 1),
        ("BOR", "Borland", "silent", None, 0),
    ]


def test_a_ceasefire_whose_time_is_over_is_found_with_what_said_so(warehouse: Warehouse) -> None:
    mentions = read(warehouse)
    runs = {"state": State.IN_FORCE, "runs_since": NOON, "expires_at": NOON + 30 * DAY}
    holds = a_stance(mention_id=mentions[0].id, act=Act.IN_FORCE)
    warehouse.save_linking(a_linking(mentions, holds, **runs), (), NOON)
    (over,) = warehouse.overdue_arrangements(NOON + 30 * DAY, GOES_ON)
    assert over.id == "arrangement-1"
    assert warehouse.overdue_arrangements(NOON + 29 * DAY, GOES_ON) == ()
    change = a_change(arrangement=over, act=Act.END, position=Position.EXPIRES, actors=(), evidence=())
    told = Linking(arrangements=(), stances=(), links=(), changes=(change,))
    warehouse.save_linking(told, (), NOON + 31 * DAY)
    assert warehouse.overdue_arrangements(NOON + 60 * DAY, GOES_ON) == ()
    longer = replace(over, state=State.EXTENDED, expires_at=NOON + 40 * DAY)
    warehouse.save_linking(replace(told, arrangements=(longer,), changes=()), (), NOON + 32 * DAY)
    assert len(warehouse.overdue_arrangements(NOON + 60 * DAY, GOES_ON)) == 1
    said = warehouse.evidence_on("arrangement-1", (Act.IN_FORCE, Act.EXTEND), 5)
    assert [one.mention.id for one in said] == [mentions[0].id]
    assert warehouse.evidence_on("arrangement-1", (Act.EXTEND,), 5) == ()


@pytest.mark.parametrize(("hours", "count"), [(0, 1), (1, 0)])
def test_a_ceasefire_that_was_said_to_hold_after_its_time_goes_on(warehouse: Warehouse, hours: int, count: int) -> None:
    mentions = read(warehouse)
    runs = {"state": State.IN_FORCE, "runs_since": NOON, "expires_at": NOON + DAY}
    holds = a_stance(mention_id=mentions[0].id, act=Act.IN_FORCE, said_at=NOON + DAY + hours * HOUR)
    warehouse.save_linking(a_linking(mentions, holds, **runs), (), NOON)
    assert len(warehouse.overdue_arrangements(NOON + 9 * DAY, GOES_ON)) == count
    assert len(warehouse.overdue_arrangements(NOON + 9 * DAY, (Act.EXTEND,))) == 1


def test_the_last_mentions_that_say_an_act_come_oldest_first_each_once(warehouse: Warehouse) -> None:
    read(warehouse, *(a_mention(id=name) for name in "abcd"))
    # Evidence has the time of its document; stances have each its own.
    said = [
        a_stance(mention_id=name, act=Act.IN_FORCE, party=party, said_at=NOON + hour * HOUR)
        for hour, name in enumerate("dcba")
        for party in ("ARD", "BOR")
    ]
    warehouse.save_linking(a_linking([a_mention(id=name) for name in "abcd"], *said), (), NOON)
    last = warehouse.evidence_on("arrangement-1", (Act.IN_FORCE,), 3)
    assert [one.mention.id for one in last] == ["a", "b", "c"]


def test_batches_are_numbered_and_come_back_as_they_were_linked(warehouse: Warehouse) -> None:
    first, second, third = read(warehouse, *(a_mention(id=name) for name in "abc"))
    warehouse.save_linking(a_linking([second]), (), NOON)
    warehouse.save_linking(a_linking([first, third]), (), NOON)
    warehouse.save_linking(a_linking([second]), (), NOON + HOUR)
    batches = (Batch(number=1, linked_at=NOON + HOUR), Batch(number=2, linked_at=NOON))
    assert warehouse.linked_batches() == batches
    assert [one.mention.id for one in warehouse.linked_in(2)] == ["a", "c"]
    warehouse.forget_links()
    assert (arrangements(warehouse), standings(warehouse), warehouse.linked_batches()) == ((), (), batches)
    assert warehouse.unlinked_mentions(10) == ()


def test_linking_twice_is_linking_once(warehouse: Warehouse) -> None:
    mentions = read(warehouse)
    stance = a_stance(mention_id=mentions[0].id)
    linking = a_linking(mentions, stance, stance, replace(stance, party="BOR"))
    warehouse.save_linking(linking, (), NOON)
    warehouse.save_linking(linking, (), NOON)
    both = sum_up([stance, replace(stance, party="BOR")])
    assert sorted(standings(warehouse), key=repr) == sorted(both, key=repr)


def test_a_mention_that_moves_takes_its_stance_along(warehouse: Warehouse, reader: SqlReader) -> None:
    (mention,) = read(warehouse, a_mention(id="m"))
    warehouse.save_linking(a_linking([mention]), (), NOON)
    warehouse.save_linking(a_linking([mention], id="arrangement-2"), (), NOON)
    assert standings(warehouse) == ()
    assert len(standings(warehouse, "arrangement-1", "arrangement-2")) == 1
    assert [row["arrangement_id"] for row in reader.results(limit=10)] == ["arrangement-2"]


def test_more_mentions_than_fit_into_one_statement(warehouse: Warehouse) -> None:
    mentions = read(warehouse, *(a_mention(id=f"m{number:04}") for number in range(1200)))
    assert len(warehouse.unlinked_mentions(2000)) == 1200
    warehouse.save_linking(a_linking(mentions), (), NOON)
    assert warehouse.unlinked_mentions(10) == ()
    assert len(standings(warehouse)) == 1


def test_a_party_may_have_a_very_long_name(warehouse: Warehouse) -> None:
    (mention,) = read(warehouse, a_mention(id="m"))
    stance = a_stance(mention_id="m", party="front " * 3000)
    warehouse.save_linking(a_linking([mention], stance), (), NOON)
    assert standings(warehouse) == sum_up([stance])


def link(warehouse: Warehouse) -> int:
    """Link what waits as the road does; return how many alerts are new."""
    evidence = warehouse.unlinked_mentions(100)
    near = arrangements(warehouse, *evidence)
    placed = place_mentions(evidence, warehouse.candidates_of(near, evidence))
    linking = link_mentions(placed, warehouse.known_of(near, NOON), as_of=NOON)
    alerts = choose_alerts(linking.changes, [a_recipient()], Freshness(now=NOON, max_age=timedelta(days=3)))
    return warehouse.save_linking(linking, alerts, NOON)


def read_edit(warehouse: Warehouse, number: int, mention: Mention) -> None:
    """Fetch and read the page of the world's entry again, which says something else now."""
    at = NOON + number * HOUR
    article = an_article(id=f"article-{number}", entry_id=ENTRY.id, fetched_at=at)
    warehouse.save_fetches([Fetch(entry_id=ENTRY.id, fetched_at=at, article=article)])
    document = a_document(id=mention.document_id, article_id=article.id, fingerprint=mention.id)
    warehouse.save_outcomes([ReadOutcome(article_id=article.id, document=document, mentions=(mention,))], at)


def test_an_edit_alerts_only_where_the_claim_is_another(warehouse: Warehouse, reader: SqlReader) -> None:
    read(warehouse, a_mention(id="first"))
    assert link(warehouse) == 1
    read_edit(warehouse, 2, a_mention(id="same claim", document_id="document-2"))
    assert link(warehouse) == 0
    read_edit(warehouse, 3, a_mention(id="other claim", document_id="document-3", act=Act.REJECT))
    assert link(warehouse) == 1
    parcel = warehouse.claim_parcel(NOON, HOUR, {})
    assert parcel is not None
    alerted = [one.mention.id for alert in parcel.alerts for one in alert.evidence]
    assert sorted(alerted) == ["first", "other claim"]
    assert [row["mention_id"] for row in reader.results(limit=10)] == ["other claim"]


def test_what_an_edit_took_back_before_anybody_linked_it_is_not_linked(warehouse: Warehouse) -> None:
    read(warehouse, a_mention(id="first"))
    read_edit(warehouse, 2, a_mention(id="second", document_id="document-2", act=Act.REJECT))
    assert [one.mention.id for one in warehouse.unlinked_mentions(10)] == ["second"]
