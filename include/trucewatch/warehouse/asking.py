"""Filters as SQL: which mentions are meant, how many, by day and by place. Builds statements, runs none."""

import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select, tuple_

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
    return _fitting(connection, select(mention_index.c.mention_id), filters)


def _fitting(connection: Connection, wanted: Select[Any], filters: Filters) -> Select[Any]:
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


def by_day(connection: Connection, filters: Filters, kinds: tuple[str, ...]) -> Select[Any]:
    """Ask for mentions by day and these columns: of the counted days where these suffice, else of the index."""
    if _needs_only(filters, _DAY_FIELDS):
        columns = (day_counts.c.day, *(day_counts.c[name] for name in kinds))
        counted = select(*columns, func.sum(day_counts.c.mentions).label("mentions"))
        return _of_sums(counted, day_counts, filters).group_by(*columns).order_by(*columns)
    columns = (mention_index.c.said_on, *(mention_index.c[name] for name in kinds))
    counted = select(columns[0].label("day"), *columns[1:], func.count().label("mentions"))
    return _fitting(connection, counted, filters).group_by(*columns).order_by(*columns)


def by_place(connection: Connection, filters: Filters, most: int) -> Select[Any]:
    """Ask for PlaceCount's columns in the same way, of the places that are told most."""
    count: ColumnElement[int]
    if _needs_only(filters, _PLACE_FIELDS):
        days = place_days.c
        kinds = (days.place_id, days.category, days.act)
        count, last = func.sum(days.mentions), func.max(days.day)
        counted = _of_sums(select(*kinds, *_facts(days)), place_days, filters)
    else:
        index, place = mention_index.c, mention_places.c
        kinds = (place.place_id, index.category, index.act)
        count, last = func.count(index.mention_id.distinct()), func.max(index.said_on)
        joined = select(*kinds, *_facts(place)).join_from(
            mention_index, mention_places, place.mention_id == index.mention_id
        )
        is_known = place.place_id.is_not(None) & place.latitude.is_not(None) & place.longitude.is_not(None)
        counted = _fitting(connection, joined.where(is_known), filters)
    acts = counted.add_columns(count.label("mentions"), last.label("last_on")).group_by(*kinds).cte("acts")
    total = func.sum(acts.c.mentions)
    told = select(acts.c.place_id).group_by(acts.c.place_id).order_by(total.desc(), acts.c.place_id).limit(most)
    shown = select(acts).where(acts.c.place_id.in_(told))
    return shown.order_by(acts.c.place_id, acts.c.mentions.desc(), acts.c.category, acts.c.act)


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
