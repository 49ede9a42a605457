"""Which story each trace gets: the same in any order, in one batch or several, and never by a chain of likenesses."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import NOON
from trucewatch.model import Trace, stable_id
from trucewatch.stories.keys import keys_of
from trucewatch.stories.likeness import is_copy
from trucewatch.stories.placing import MOST_COMPARED, WITHIN, place_traces

RAID = ("place:gn:1", "matter:strike", "matter:hospital", "number:14", "name:karim", "head:place:gn:1", "land:UKR")
FLOOD = ("place:gn:2", "matter:flood", "matter:bridge", "number:230", "name:urlav", "head:place:gn:2", "land:ESP")


def a_trace(document_id: str, terms: Sequence[str] = RAID, *, hours: float = 0, **changes: Any) -> Trace:
    fields: dict[str, Any] = {
        "document_id": document_id,
        "said_at": NOON + timedelta(hours=hours),
        "language": "en",
        "origin": document_id,
        "agency": None,
        "sketch": (),
        "terms": tuple(sorted(terms)),
        "keys": keys_of(terms),
    }
    return Trace(**fields | changes)


def place(new: Sequence[Trace], known: Sequence[Trace] = ()) -> dict[str, Trace]:
    return {trace.document_id: trace for trace in place_traces(new, known, is_copy)}


def a_sketch(seed: int, shared: int = 0) -> tuple[int, ...]:
    """64 hashes, of which the least `shared` are those of every such sketch."""
    own = random.Random(seed)  # noqa: S311  # no secret
    return tuple(sorted([*range(1, shared + 1), *(own.randrange(10**6, 2**60) for _ in range(64 - shared))]))


def test_accounts_of_one_event_share_a_story_named_after_the_first() -> None:
    placed = place([a_trace("b", hours=2), a_trace("a", hours=1), a_trace("c", language="fr", hours=3)])

    assert {trace.story_id for trace in placed.values()} == {stable_id("story", "a")}


def test_other_events_have_other_stories() -> None:
    placed = place([a_trace("a"), a_trace("b", FLOOD)])

    assert placed["a"].story_id == stable_id("story", "a")
    assert placed["b"].story_id == stable_id("story", "b")


def test_a_known_story_goes_on() -> None:
    known = a_trace("a", story_id="story-1")

    assert place([a_trace("b", hours=5)], [known])["b"].story_id == "story-1"


def test_what_was_said_days_apart_is_not_one_event() -> None:
    apart = WITHIN / timedelta(hours=1) + 1

    placed = place([a_trace("a"), a_trace("b", hours=apart)])

    assert placed["a"].story_id != placed["b"].story_id


def test_a_known_trace_without_a_story_is_left_aside() -> None:
    assert place([a_trace("b")], [a_trace("a")])["b"].story_id == stable_id("story", "b")


def test_a_trace_that_is_known_already_is_placed_anew() -> None:
    assert place([a_trace("b", FLOOD)], [a_trace("b", story_id="story-1")])["b"].story_id == stable_id("story", "b")


def test_the_same_words_under_other_terms_are_a_copy() -> None:
    wire = a_sketch(1)
    placed = place([a_trace("a", sketch=wire), a_trace("b", FLOOD, hours=1, sketch=wire)])

    assert placed["b"].copy_of == "a"
    assert placed["b"].story_id == placed["a"].story_id


def test_a_copy_of_a_copy_points_to_the_first() -> None:
    first, second, third = a_sketch(1, 60), a_sketch(2, 60), a_sketch(3, 60)
    placed = place(
        [
            a_trace("a", sketch=first),
            a_trace("b", hours=1, sketch=second),
            a_trace("c", hours=2, sketch=third),
        ]
    )

    assert [placed[one].copy_of for one in "abc"] == [None, "a", "a"]


def test_a_copy_of_a_known_copy_points_to_what_that_one_copies() -> None:
    known = a_trace("b", sketch=a_sketch(1), story_id="story-1", copy_of="a")

    placed = place([a_trace("c", FLOOD, sketch=a_sketch(1))], [known])["c"]

    assert (placed.copy_of, placed.story_id) == ("a", "story-1")


def test_ten_copies_speak_with_one_voice() -> None:
    wire = a_sketch(1)
    copies = [a_trace(f"copy-{one}", sketch=wire, story_id="s", copy_of="wire") for one in range(10)]
    known = [a_trace("wire", sketch=wire, story_id="s"), *copies]

    alone = place([a_trace("new", hours=1)], known[:1])["new"].story_id

    assert place([a_trace("new", hours=1)], known)["new"].story_id == alone == "s"


def test_one_likeness_does_not_chain_two_events() -> None:
    """A round-up is like the raid and like the flood; the flood is not thereby a part of the raid's story."""
    raid = [a_trace(f"raid-{one}", story_id="raid") for one in range(3)]
    roundup = a_trace("round-up", [*RAID, *FLOOD], story_id="raid", hours=1)
    flood = a_trace("flood", FLOOD, hours=2)

    assert place([flood], [roundup])["flood"].story_id == "raid"
    assert place([flood], [*raid, roundup])["flood"].story_id == stable_id("story", "flood")


def test_three_close_members_do_not_speak_for_a_topic_of_many() -> None:
    few = [a_trace(f"near-{one}", story_id="topic") for one in range(3)]
    many = [a_trace(f"far-{one}", [*FLOOD, "place:gn:1"], story_id="topic") for one in range(30)]

    assert place([a_trace("new", hours=1)], few)["new"].story_id == "topic"
    assert place([a_trace("new", hours=1)], [*few, *many])["new"].story_id == stable_id("story", "new")


def test_a_background_in_common_makes_no_copy() -> None:
    """Half of the words are the same, but not what happened."""
    one = a_trace("a", sketch=a_sketch(1, 40))
    two = a_trace("b", FLOOD, sketch=a_sketch(2, 40), hours=1)

    assert is_copy(one.sketch, two.sketch)
    assert place([one, two])["b"].copy_of is None
    assert place([one, replace(two, terms=one.terms, keys=one.keys)])["b"].copy_of == "a"


def test_no_more_are_compared_than_the_cap_and_the_closest_are() -> None:
    others = [a_trace(f"o-{one:03}", ["place:gn:1", f"name:x{one}"], story_id=f"s-{one}") for one in range(300)]
    twin = a_trace("twin", story_id="twin", hours=-1)

    assert len(others) > MOST_COMPARED
    assert place([a_trace("new")], [*others, twin])["new"].story_id == "twin"


WORLD = [
    "place:gn:1",
    "place:gn:2",
    "name:karim",
    "name:urlav",
    "matter:flood",
    "matter:strike",
    "number:230",
    "land:UKR",
]


@st.composite
def traces(draw: st.DrawFn) -> list[Trace]:
    count = draw(st.integers(1, 14))
    found = []
    for number in range(count):
        terms = draw(st.sets(st.sampled_from(WORLD), min_size=2))
        heads = {f"head:{term}" for term in terms if draw(st.booleans())}
        found.append(
            a_trace(
                f"d{number:02}",
                sorted(terms | heads),
                hours=draw(st.integers(0, 100)),
                language=draw(st.sampled_from(["en", "fr"])),
                sketch=draw(st.sampled_from([(), a_sketch(1), a_sketch(2, 60), a_sketch(3, 60)])),
            )
        )
    return found


@given(traces(), st.randoms(use_true_random=False))
def test_the_order_does_not_matter(given_traces: list[Trace], chance: random.Random) -> None:
    shuffled = list(given_traces)
    chance.shuffle(shuffled)

    assert place(shuffled) == place(given_traces)


@given(traces(), st.integers(0, 14), st.randoms(use_true_random=False))
def test_two_batches_give_the_same_as_one(given_traces: list[Trace], cut: int, chance: random.Random) -> None:
    ordered = sorted(given_traces, key=lambda trace: (trace.said_at, trace.document_id))
    first = place(ordered[:cut])
    known = list(first.values())
    chance.shuffle(known)

    assert first | place(ordered[cut:], known) == place(ordered)


@given(traces())
def test_copies_point_to_originals_of_their_own_story(given_traces: list[Trace]) -> None:
    placed = place(given_traces)

    for trace in placed.values():
        original = placed[trace.copy_of or trace.document_id]
        assert original.copy_of is None
        assert original.story_id == trace.story_id
        assert original.said_at <= trace.said_at


@given(traces())
def test_every_trace_gets_a_story_and_nothing_else_changes_but_whose_words_a_copy_has(
    given_traces: list[Trace],
) -> None:
    placed = place(given_traces)

    assert list(placed) == [
        trace.document_id for trace in sorted(given_traces, key=lambda it: (it.said_at, it.document_id))
    ]
    for trace in given_traces:
        done = placed[trace.document_id]
        assert done.story_id
        assert replace(done, story_id=None, copy_of=None, origin=trace.origin) == trace
        assert done.origin == (placed[done.copy_of].origin if done.copy_of else trace.origin)


@pytest.mark.parametrize("known", [[], [a_trace("a", story_id="s")]])
def test_nothing_new_gives_nothing(known: list[Trace]) -> None:
    assert place([], known) == {}
