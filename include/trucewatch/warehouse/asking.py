"""Filters as SQL: which mentions are meant, how many, by day and by place. Builds statements, runs none."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select, text, tuple_

from trucewatch.model import Filters
from trucewatch.warehouse.engine import dialect_of
from trucewatch.warehouse.folding import fold
from trucewatch.warehouse.tables import (
    day_counts,
    document_traces,
    documents,
    feeds,
    mention_index,
    mention_links,
    mention_parties,
    mention_places,
    mentions,
    place_days,
)

NEWEST = (mention_index.c.said_at.desc(), mention_index.c.mention_id.desc())
SENTENCE = ("sentence_start", "sentence_end", "trigger_start", "trigger_end")
_COUNTRY, _REGION = re.compile("[A-Z]{2}"), re.compile("[A-Z]{2}-[A-Z0-9]{1,3}")
Clause = ColumnElement[bool]


def chosen(connection: Connection, filters: Filters) -> Select[Any]:
    """Ask for the ids of the mentions that fit, in no order."""
    wanted = select(mention_index.c.mention_id)
    for name, clause in _CLAUSES.items():
        if (value := getattr(filters, name)) is not None:
            wanted = wanted.where(clause(value))
    for word in fold(filters.words or "").split():
        wanted = wanted.where(dialect_of(connection).has_word(word))
    return wanted


def after(wanted: Select[Any], mention_id: str) -> Select[Any]:
    """Leave those that come after a mention, by NEWEST; none, where it is not there."""
    place = mention_index.alias("place")
    own = (mention_index.c.said_at, mention_index.c.mention_id)
    last = select(place.c.said_at, place.c.mention_id).where(place.c.mention_id == mention_id)
    return wanted.where(tuple_(*own) < last.scalar_subquery())


def by_day(connection: Connection, filters: Filters) -> Select[Any]:
    """Ask for DayCount's columns: from the counted days where these suffice, else from the mentions."""
    if _needs_only(filters, _DAY_FIELDS):
        columns, count = day_counts.c, func.sum(day_counts.c.mentions)
        kinds = (columns.day, columns.category, columns.act, columns.conflict)
        wanted = _of_sums(select(*kinds, count.label("mentions")), day_counts, filters)
        return wanted.group_by(*kinds).order_by(*kinds)
    index = mention_index.c
    kinds = (index.said_on, index.category, index.act, index.conflict)
    counted = select(index.said_on.label("day"), *kinds[1:], func.count().label("mentions"))
    return counted.where(index.mention_id.in_(chosen(connection, filters))).group_by(*kinds).order_by(*kinds)


def by_place(connection: Connection, filters: Filters) -> Select[Any]:
    """Ask for PlaceCount's columns in the same way."""
    if _needs_only(filters, _PLACE_FIELDS):
        days = place_days.c
        kinds = (days.place_id, days.category, days.act)
        numbers = (func.sum(days.mentions).label("mentions"), func.max(days.day).label("last_on"))
        return _most_first(_of_sums(select(*kinds, *_facts(days), *numbers), place_days, filters), kinds)
    index, place = mention_index.c, mention_places.c
    kinds = (place.place_id, index.category, index.act)
    count = func.count(index.mention_id.distinct()).label("mentions")
    wanted = select(*kinds, *_facts(place), count, func.max(index.said_on).label("last_on"))
    joined = wanted.join_from(mention_index, mention_places, place.mention_id == index.mention_id)
    is_known = place.place_id.is_not(None) & place.latitude.is_not(None) & place.longitude.is_not(None)
    return _most_first(joined.where(index.mention_id.in_(chosen(connection, filters)), is_known), kinds)


def _most_first(wanted: Select[Any], kinds: Sequence[ColumnElement[Any]]) -> Select[Any]:
    return wanted.group_by(*kinds).order_by(text("mentions DESC"), *kinds)


def _facts(columns: Any) -> tuple[ColumnElement[Any], ...]:  # noqa: ANN401
    return tuple(func.min(columns[name]).label(name) for name in ("name", "code", "latitude", "longitude"))


def _of_sums(wanted: Select[Any], sums: Any, filters: Filters) -> Select[Any]:  # noqa: ANN401
    for name in _DAY_FIELDS & set(sums.c.keys()):
        if (value := getattr(filters, name)) is not None:
            wanted = wanted.where(sums.c[name] == value)
    if filters.since is not None:
        wanted = wanted.where(sums.c.day >= filters.since)
    if filters.until is not None:
        wanted = wanted.where(sums.c.day <= filters.until)
    return wanted


def _needs_only(filters: Filters, names: frozenset[str]) -> bool:
    return all(getattr(filters, field.name) is None for field in fields(filters) if field.name not in names)


_DAY_FIELDS = frozenset({"category", "act", "conflict", "polarity", "language", "since", "until"})
_PLACE_FIELDS = frozenset({"category", "act", "conflict", "since", "until"})


def _of_feeds(name: str) -> Callable[[Any], Clause]:
    return lambda value: mention_index.c.feed_id.in_(select(feeds.c.id).where(feeds.c[name] == value))


def _equal(name: str) -> Callable[[Any], Clause]:
    return lambda value: mention_index.c[name] == value


def _at_place(value: str) -> Clause:
    columns = mention_places.c
    fits: Clause = columns.place_id == value
    if _COUNTRY.fullmatch(value):
        fits = or_(fits, columns.country == value)
    elif _REGION.fullmatch(value):
        fits = or_(fits, (columns.country == value[:2]) & (columns.code == value))
    return mention_index.c.mention_id.in_(select(columns.mention_id).where(fits))


def _by_party(value: str) -> Clause:
    named = select(mention_parties.c.mention_id).where(mention_parties.c.actor_id == value)
    return mention_index.c.mention_id.in_(named)


def _of_arrangement(value: str) -> Clause:
    linked = select(mention_links.c.mention_id).where(mention_links.c.arrangement_id == value)
    return mention_index.c.mention_id.in_(linked)


def _of_story(value: str) -> Clause:
    telling = select(document_traces.c.document_id).where(document_traces.c.story_id == value)
    return mention_index.c.document_id.in_(telling)


def _of_run(value: str) -> Clause:
    return mention_index.c.document_id.in_(select(documents.c.id).where(documents.c.run_id == value))


_CLAUSES: Mapping[str, Callable[[Any], Clause]] = MappingProxyType(
    {
        **{name: _equal(name) for name in ("category", "act", "polarity", "certainty", "conflict", "language")},
        **{name: _of_feeds(name) for name in ("outlet", "family", "country")},
        "party": _by_party,
        "place": _at_place,
        "arrangement": _of_arrangement,
        "story": _of_story,
        "run": _of_run,
        "since": lambda value: mention_index.c.said_on >= value,
        "until": lambda value: mention_index.c.said_on <= value,
    }
)
"""One for each field of Filters but `words`, which needs the database's own way; a test holds them to each other."""


def sentence_of(mention_id: str) -> Select[Any]:
    """Ask where a mention's words stand, and for the text that they stand in."""
    columns = [mentions.c[name] for name in SENTENCE]
    around = documents.c.text.label("document_text")
    joined = select(*columns, around).join_from(mentions, documents, mentions.c.document_id == documents.c.id)
    return joined.where(mentions.c.id == mention_id)


def capped_count(wanted: Select[Any], most: int) -> Select[Any]:
    """Ask how many there are, without looking for more than `most`."""
    return select(func.count()).select_from(wanted.limit(most).subquery())
