import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import NOON, a_mention, an_article, an_entry
from trucewatch.codebook import Act
from trucewatch.model import Article, Entry, Fetch, Mention
from trucewatch.sandbox.values import from_json, reader, to_json


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    name: str
    branches: tuple["Branch", ...] = ()


def there_and_back(value: object, kind: Any) -> object:
    return reader(kind)(from_json(to_json(value)))


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (None, None),
        (True, bool),
        (7, int),
        (0.5, float),
        (3, float),
        (float("inf"), float),
        ("été \x00 \ud800 \U0001f54a", str),
        (b"\x00\xff", bytes),
        (NOON, datetime),
        (datetime(2026, 3, 18), datetime),  # noqa: DTZ001  # whatever a parser makes
        (date(2026, 3, 18), date),
        (timedelta(days=-1, microseconds=3), timedelta),
        (Act.ACCEPT, Act),
        ((1, "a"), tuple[int, str]),
        ((), tuple[int, ...]),
        ((1, 2), tuple[int, ...]),
        ((1, 2), Sequence[int]),
        ([1], list[int]),
        ({"a"}, set[str]),
        (frozenset({"a"}), frozenset[str]),
        ({"a": 1, "b": 2}, dict[str, int]),
        ({(1, 2): NOON}, Mapping[tuple[int, int], datetime]),
        ("2026-03-18T12:00:00+00:00", datetime | str),
        (NOON, str | datetime),
        (None, Entry | None),
        ("b", Literal["a", "b"]),
        (Branch(name="a", branches=(Branch(name="b"),)), Branch),
        (an_entry(authors=("A", "B")), Entry),
        ((an_article(), an_entry()), tuple[Article | Entry, ...]),
        (a_mention(), Mention),
        (Fetch(entry_id="e", fetched_at=NOON, article=an_article()), Fetch),
    ],
)
def test_nouns_and_plain_values_come_back_as_they_were(value: object, kind: object) -> None:
    assert there_and_back(value, kind) == value


@given(st.recursive(st.text() | st.binary() | st.datetimes(timezones=st.just(UTC)), st.tuples))
def test_any_nesting_of_plain_values_comes_back(value: object) -> None:
    def kind_of(inner: object) -> Any:
        return tuple[kind_of(inner[0])] if isinstance(inner, tuple) else type(inner)

    assert there_and_back(value, kind_of(value)) == value


@pytest.mark.parametrize("kind", [object, Any, tuple, complex, type, Exception, tuple[object, ...], "Entry"])
def test_what_cannot_be_checked_cannot_be_promised(kind: object) -> None:
    with pytest.raises(TypeError, match="cannot be promised"):
        reader(kind)


@pytest.mark.parametrize("value", [object(), 1j, ValueError("x"), Entry, memoryview(b"x")])
def test_what_is_no_plain_value_cannot_be_sent(value: object) -> None:
    with pytest.raises(TypeError, match="cannot be sent"):
        to_json(value)


WRITTEN = '["id","herald","https://herald.example/",null,"t","","",[],null,{"datetime":"2026-03-18T12:00:00+00:00"},null,"",[],""]'


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("", str),
        ("nonsense", str),
        ("[" * 100_000, str),
        ("9" * 5000, int),
        ("1", str),
        ('"1"', int),
        ("true", int),
        ("1", bool),
        ("null", str),
        ('{"datetime": 1}', datetime),
        ('{"datetime": "soon"}', datetime),
        ('{"date": "2026-03-18"}', datetime),
        ('{"bytes": "***"}', bytes),
        ('{"timedelta": [1e300, 0, 0]}', timedelta),
        ('{"timedelta": [999999999999, 0, 0]}', timedelta),
        ('{"mapping": [["a"]]}', dict[str, int]),
        ('{"mapping": {"a": 1}}', dict[str, int]),
        ("[1]", tuple[int, int]),
        ('"surrender"', Act),
        ("[]", Act),
        ('"c"', Literal["a", "b"]),
        (f'{{"Feed": {WRITTEN}}}', Entry),
        (f'{{"Entry": {WRITTEN}, "Feed": []}}', Entry),
        ('{"Entry": []}', Entry),
        (f'{{"Entry": {WRITTEN.replace("null", "7", 1)}}}', Entry),
        (WRITTEN, Entry),
        ('{"os.system": ["true"]}', Entry | None),
    ],
)
def test_an_answer_that_breaks_the_promise_is_not_believed(answer: str, kind: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # each kind of wrongness has its own words
        reader(kind)(from_json(answer.encode()))


def test_the_entry_that_the_wrong_answers_are_made_of_is_right() -> None:
    assert isinstance(reader(Entry)(from_json(f'{{"Entry": {WRITTEN}}}'.encode())), Entry)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["Entry", "ceasefire"]),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(
            st.sampled_from(["Entry", "datetime", "date", "bytes", "mapping", "timedelta"]), inner, max_size=1
        )
    ),
)
KINDS = (
    Entry | None,
    datetime,
    date,
    timedelta,
    bytes,
    Act,
    Literal["a"],
    Mapping[str, tuple[int, ...]],
    frozenset[str],
    tuple[Mention, ...],
)


@given(JSON)
def test_whatever_an_answer_holds_it_is_read_or_refused(answer: object) -> None:
    for kind in KINDS:
        with contextlib.suppress(ValueError):
            reader(kind)(answer)
