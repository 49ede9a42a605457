"""Where a ceasefire holds, or what land talks concern, beyond the words just around the trigger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trucewatch.codebook import Act, Category
from trucewatch.mentions.details import LIMITING
from trucewatch.mentions.places import all_places, is_held_at, is_signed_at, is_visited, merged_places

if TYPE_CHECKING:
    from trucewatch.mentions.gate import Gate
    from trucewatch.mentions.places import Spot
    from trucewatch.mentions.scan import Candidate
    from trucewatch.mentions.view import View, Words


def places_concerned(  # noqa: PLR0913, PLR0917  # the sentence, what is known of its surroundings, and what was read
    view: View, words: Words, gate: Gate, conflict: str | None, candidate: Candidate, act: Act, near: tuple[Spot, ...]
) -> tuple[Spot, ...]:
    """Return the places of a ceasefire or of talks; in a watched conflict a ceasefire holds only in the lands fought over.

    `near` are those that the words around the trigger name.
    """
    is_ceasefire = candidate.category is Category.CEASEFIRE
    if is_ceasefire and (conflict is not None or gate.names_side(view.names)):
        anywhere = gate.lands_of(None)
        near = tuple(
            spot
            for spot in near
            if not spot.place_id or spot.place_id in anywhere or is_signed_at(words, spot)
            if not is_visited(view, words, spot)
        )
    lands = gate.lands_of(conflict)
    far = [spot for spot in all_places(view, words) if spot.place_id in lands]
    if is_ceasefire and act is not Act.VIOLATE:
        towns = {spot.start for spot in far if gate.kind_of(spot.name) in LIMITING}
        far = [spot for spot in far if spot.start not in towns or is_held_at(view, words, spot, candidate)]
        far = [spot for spot in far if not is_visited(view, words, spot)]
    return merged_places(view, words, near, far)
