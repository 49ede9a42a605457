"""A mention as plain values, with the codebook's field names."""

from trucewatch.model import Actor, Mention, Place, Span


def mention_as_dict(mention: Mention) -> dict[str, object]:
    """Return a mention as values that JSON can hold, in the order of the codebook."""
    return {
        "id": mention.id,
        "category": mention.category.value,
        "act": mention.act.value,
        "trigger": _span(mention.trigger),
        "sentence": _span(mention.sentence),
        "polarity": mention.polarity.value,
        "certainty": mention.certainty.value,
        "time": mention.time.value,
        "speaker": _actor(mention.speaker) if mention.speaker else None,
        "speaker_before": _actor(mention.speaker_before) if mention.speaker_before else None,
        "attribution": mention.attribution.value,
        "relays": [_actor(relay) for relay in mention.relays],
        "parties": [_actor(party) for party in mention.parties],
        "places": [_place(place) for place in mention.places],
        "scope": mention.scope.value if mention.scope else None,
        "target": mention.target.value if mention.target else None,
        "duration": mention.duration,
        "format": mention.format.value if mention.format else None,
        "level": mention.level.value if mention.level else None,
        "venue": _place(mention.venue) if mention.venue else None,
        "issues": [issue.value for issue in mention.issues],
        "event_on": mention.event_on.isoformat() if mention.event_on else None,
        "event_precision": mention.event_precision.value if mention.event_precision else None,
        "in_title": mention.in_title,
        "conflict": mention.conflict,
        "plover": mention.plover,
        "cameo": mention.cameo,
        "acled": mention.acled,
        "rule_id": mention.rule_id,
        "pack_version": mention.pack_version,
        "model_version": mention.model_version,
    }


def _span(span: Span) -> dict[str, object]:
    return {"text": span.text, "start": span.start, "end": span.end}


def _actor(actor: Actor) -> dict[str, object]:
    return _span(actor) | {"id": actor.id, "name": actor.name, "role": actor.role.value}


def _place(place: Place) -> dict[str, object]:
    return _span(place) | {
        "id": place.id,
        "name": place.name,
        "code": place.code,
        "country": place.country,
        "latitude": place.latitude,
        "longitude": place.longitude,
    }
