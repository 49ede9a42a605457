"""What our values become in a database."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql, sqlite

from trucewatch.warehouse.types import Moment, WordList, clean, clean_all

SQLITE, POSTGRESQL = sqlite.dialect(), postgresql.dialect()


@given(st.text(st.characters(categories=None)))
def test_clean_text_can_be_stored_and_keeps_its_offsets(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert "\x00" not in cleaned
    assert len(cleaned) == len(text)
    assert clean(cleaned) == cleaned


@given(st.text())
def test_text_that_can_be_stored_stays_as_it_is(text: str) -> None:
    assert clean(text).replace("\ufffd", "\x00") == text.replace("\ufffd", "\x00")


@given(st.lists(st.text()).map(tuple))
def test_lists_of_words_come_back_as_they_were(words: tuple[str, ...]) -> None:
    stored = WordList().process_bind_param(words, SQLITE)
    assert WordList().process_result_value(stored, SQLITE) == tuple(clean(word) for word in words)


def test_times_are_readable_text_in_sqlite_and_times_elsewhere() -> None:
    moment = datetime(2026, 3, 19, 1, 30, 5, 999999, tzinfo=timezone(timedelta(hours=2)))
    assert Moment().process_bind_param(moment, SQLITE) == "2026-03-18T23:30:05Z"
    assert Moment().process_bind_param(moment, POSTGRESQL) == datetime(2026, 3, 18, 23, 30, 5, tzinfo=UTC)


@given(st.datetimes(timezones=st.timezones()), st.datetimes(timezones=st.timezones()))
def test_times_as_text_keep_their_order(one: datetime, other: datetime) -> None:
    times = [time.astimezone(UTC) for time in (one, other) if 2 < time.year < 9998]
    texts = [str(Moment().process_bind_param(time, SQLITE)) for time in times]
    assert sorted(texts) == [str(Moment().process_bind_param(time, SQLITE)) for time in sorted(times)]


@given(st.lists(st.none() | st.text(st.characters(categories=None))))
def test_many_texts_are_cleaned_as_each_of_them_is(texts: list[str | None]) -> None:
    assert clean_all(texts) == [None if text is None else clean(text) for text in texts]
