"""Which row each entry of a poll belongs to."""

from datetime import timedelta
from typing import Any

from tests.builders import NOON, an_entry
from trucewatch.model import KnownEntry
from trucewatch.warehouse.placing import Held, Placement, place_entries


def first_sharer(entry, known):
    return next((known[key].id for key in entry.keys if key in known), None)


def a_held(entry_id: str = "held", **changes: Any) -> Held:
    known = KnownEntry(id=entry_id, family="herald", url="u", guid=None, title="t", published_at=NOON, seen_at=NOON)
    fields: dict[str, Any] = {
        "known": known,
        "feed_id": "herald",
        "updated_at": None,
        "date_flaw": "",
        "digest": "d1",
        "revised_at": None,
        "revisions": 0,
    }
    return Held(**fields | changes)


def place(*entries, known=None, by_id=None, identify=first_sharer) -> Placement:
    return place_entries(entries, known=known or {}, by_id=by_id or {}, identify=identify, family="herald")


def test_nobody_is_asked_about_an_entry_that_shares_no_key():
    def never(entry, known):
        raise AssertionError

    assert [entry.id for entry in place(an_entry(id="a", keys=("k:1",)), identify=never).new] == ["a"]


def test_only_entries_that_share_a_key_are_shown():
    shown = []
    entry = an_entry(keys=("k:1", "k:2"))
    place(entry, known={"k:2": a_held(), "k:3": a_held("other")}, identify=lambda _entry, known: shown.append(known))
    assert [list(known) for known in shown] == [["k:2"]]


def test_an_answer_that_nobody_shares_is_no_answer():
    placement = place(an_entry(id="a", keys=("k:1",)), known={"k:1": a_held()}, identify=lambda *_: "nonsense")
    assert [entry.id for entry in placement.new] == ["a"]


def test_entries_placed_just_now_are_known_to_those_that_follow():
    placement = place(an_entry(id="a", keys=("k:1",)), an_entry(id="b", keys=("k:1", "k:2")), an_entry(id="a"))
    assert [entry.id for entry in placement.new] == ["a"]
    assert placement.keys == {"k:1": "a", "k:2": "a"}
    assert placement.carried == {"a": NOON}


def test_the_identifier_decides_where_no_key_is_shared():
    placement = place(an_entry(id="joined", keys=("k:1",)), by_id={"joined": a_held("first")})
    assert (placement.new, placement.keys, placement.carried) == ([], {"k:1": "first"}, {"first": NOON})


def test_a_key_that_somebody_has_stays_where_it_is():
    placement = place(an_entry(keys=("k:1", "k:2")), known={"k:1": a_held("one"), "k:2": a_held("other")})
    assert placement.keys == {}


def test_of_an_entry_listed_twice_with_different_words_the_first_counts():
    entries = [an_entry(id=name, keys=("k:1",), digest=name, title=name) for name in ("d2", "d3")]
    placement = place(*entries, known={"k:1": a_held()})
    assert {entry_id: entry.title for entry_id, entry in placement.edits.items()} == {"held": "d2"}


def test_an_edit_waits_until_an_hour_after_the_last_one():
    edited = {"k:1": a_held(revised_at=NOON, revisions=1)}
    minutes = {
        wait: len(
            place(an_entry(keys=("k:1",), digest="d2", seen_at=NOON + timedelta(minutes=wait)), known=edited).edits
        )
        for wait in (0, 59, 60, 61)
    }
    assert minutes == {0: 0, 59: 0, 60: 1, 61: 1}


def test_dates_that_stay_as_they_are_are_not_written():
    assert place(an_entry(keys=("k:1",), digest="d1"), known={"k:1": a_held()}).dates == []
