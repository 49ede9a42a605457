"""Under what a trace is looked up."""

from hypothesis import given
from hypothesis import strategies as st

from trucewatch.stories.keys import MOST_KEYS, keys_of

TERMS = st.sets(
    st.builds(
        "{}:{}".format, st.sampled_from(["land", "place", "name", "matter", "number", "date"]), st.integers(0, 40)
    ),
    max_size=60,
)


def test_a_place_is_a_key_and_a_state_is_not() -> None:
    keys = keys_of(("land:RUS", "place:gn:706483", "matter:strike"))

    assert "place:gn:706483" in keys
    assert "land:RUS" not in keys
    assert "land:RUS+matter:strike" in keys


def test_small_numbers_and_words_are_no_keys() -> None:
    assert keys_of(("number:14", "word:bridge", "date:2026-03-18", "conflict:x")) == ()


def test_what_the_title_names_comes_first() -> None:
    names = [f"name:n{number:02}" for number in range(40)]

    assert "name:n39" in keys_of([*names, "head:name:n39"])
    assert "name:n39" not in keys_of(names)


@given(TERMS)
def test_keys_are_few_sorted_and_the_same_in_any_order(terms: set[str]) -> None:
    keys = keys_of(sorted(terms))

    assert keys == keys_of(sorted(terms, reverse=True))
    assert list(keys) == sorted(set(keys))
    assert len(keys) <= MOST_KEYS
