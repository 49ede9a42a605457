"""Between mentions and their rows: one in mentions, others for those who act, where, on what, and through whom."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from trucewatch.codebook import Issue
from trucewatch.model import Actor, Mention, Place, Span
from trucewatch.warehouse.rows import NewRow, Row, pick

CODED = (
    "id", "document_id", "category", "act", "in_title", "polarity", "certainty", "time", "attribution", "scope",
    "target", "duration", "event_on", "event_precision", "format", "level", "conflict", "plover", "cameo", "acled",
    "rule_id", "pack_version", "model_version",
)  # fmt: skip
"""The fields of a mention that are columns under their own name."""
PLACE = ("text", "name", "code", "country", "latitude", "longitude")
VENUE = ("text", "start", "end", "id", "name", "code", "country", "latitude", "longitude")
SPEAKER = ("text", "start", "end", "id", "name", "role")
"""What becomes a column of its own behind 'venue_', and behind 'speaker_' and 'speaker_before_'."""


def row_of_mention(mention: Mention, now: datetime) -> NewRow:
    """Return the row of mentions; parties, places, issues and relays have tables of their own."""
    return {
        **pick(mention, CODED),
        **_prefixed("trigger", mention.trigger, ("text", "start", "end")),
        **_prefixed("sentence", mention.sentence, ("text", "start", "end")),
        **_prefixed("speaker", mention.speaker, SPEAKER),
        **_prefixed("speaker_before", mention.speaker_before, SPEAKER),
        **_prefixed("venue", mention.venue, VENUE),
        "found_at": now,
    }


def _prefixed(prefix: str, noun: Span | None, names: tuple[str, ...]) -> NewRow:
    columns = _columns(prefix, names)
    if noun is None:
        return dict.fromkeys(columns)
    return dict(zip(columns, pick(noun, names).values(), strict=True))


@lru_cache(maxsize=20)
def _columns(prefix: str, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{prefix}_{name}" for name in names)


def rows_of_parties(mention: Mention) -> list[NewRow]:
    """Return the rows of mention_parties, in the order of the mention."""
    return _rows_of_actors(mention, mention.parties)


def rows_of_relays(mention: Mention) -> list[NewRow]:
    """Return the rows of mention_sources, the relay nearest to the speaker first."""
    return _rows_of_actors(mention, mention.relays)


def _rows_of_actors(mention: Mention, actors: Iterable[Actor]) -> list[NewRow]:
    return [
        {
            "mention_id": mention.id,
            "position": position,
            "text": actor.text,
            "span_start": actor.start,
            "span_end": actor.end,
            "actor_id": actor.id,
            "name": actor.name,
            "role": actor.role,
        }
        for position, actor in enumerate(actors)
    ]


def rows_of_places(mention: Mention) -> list[NewRow]:
    """Return the rows of mention_places, in the order of the mention."""
    return [
        {
            **pick(place, PLACE),
            "mention_id": mention.id,
            "position": position,
            "span_start": place.start,
            "span_end": place.end,
            "place_id": place.id,
        }
        for position, place in enumerate(mention.places)
    ]


def rows_of_issues(mention: Mention) -> list[NewRow]:
    """Return the rows of mention_issues, in the order of the mention."""
    return [
        {"mention_id": mention.id, "position": position, "issue": issue}
        for position, issue in enumerate(dict.fromkeys(mention.issues))
    ]


def actor_of(row: Row) -> Actor:
    """Build a party or a relay of a mention."""
    return Actor(
        text=row["text"],
        start=row["span_start"],
        end=row["span_end"],
        id=row["actor_id"],
        name=row["name"],
        role=row["role"],
    )


def place_of(row: Row) -> Place:
    """Build a place of a mention."""
    known = {name: row[name] for name in PLACE}
    return Place(**known, start=row["span_start"], end=row["span_end"], id=row["place_id"])


def issue_of(row: Row) -> Issue:
    """Build an issue of a mention."""
    return Issue(row["issue"])


def mention_of(
    row: Row,
    *,
    parties: tuple[Actor, ...],
    places: tuple[Place, ...],
    issues: tuple[Issue, ...],
    relays: tuple[Actor, ...],
) -> Mention:
    """Build a mention."""
    has_venue = row["venue_text"] is not None
    return Mention(
        **{name: row[name] for name in CODED},
        trigger=_span(row, "trigger"),
        sentence=_span(row, "sentence"),
        speaker=_speaker(row, "speaker"),
        speaker_before=_speaker(row, "speaker_before"),
        parties=parties,
        places=places,
        venue=Place(**{name: row[f"venue_{name}"] for name in VENUE}) if has_venue else None,
        issues=issues,
        relays=relays,
    )


def _span(row: Row, name: str) -> Span:
    return Span(text=row[f"{name}_text"], start=row[f"{name}_start"], end=row[f"{name}_end"])


def _speaker(row: Row, prefix: str) -> Actor | None:
    if row[f"{prefix}_text"] is None:
        return None
    return Actor(**{name: row[f"{prefix}_{name}"] for name in SPEAKER})
