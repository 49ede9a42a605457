"""The columns of each download, in their order; docs/data-dictionary.md says what they mean."""

from collections.abc import Iterable

from trucewatch.model import ColumnKind, ExportColumn

MENTIONS = (
    "mention_id", "published_at", "first_seen_at", "outlet", "family", "feed_country", "language", "category",
    "act", "polarity", "certainty", "time", "speaker", "speaker_role", "speaker_id", "attribution", "parties",
    "party_codes", "places", "place_codes", "place_coordinates", "scope", "target", "duration", "format",
    "event_on", "conflict", "evidence", "in_title", "title", "url", "document_id", "arrangement_id",
    "arrangement_state", "archive_file", "archive_offset", "rule_id", "pack_version", "model_version", "updated_at",
    "text_source", "is_paywalled_partial", "is_live_blog", "is_opinion", "story_id", "copy_of", "agency", "origin",
    "event_precision", "level", "venue", "issues", "relays", "plover", "cameo", "acled", "speaker_before", "run_id",
    "came_by",
)  # fmt: skip
ACCOUNTS = (
    "contradiction_id", "arrangement_id", "conflict", "state", "party", "matter", "yes_said_at", "yes_speaker",
    "yes_speaker_id", "yes_outlet", "yes_family", "yes_press_side", "yes_evidence", "yes_url", "yes_mention_id",
    "no_said_at", "no_speaker", "no_speaker_id", "no_outlet", "no_family", "no_press_side", "no_evidence", "no_url",
    "no_mention_id",
)  # fmt: skip
FEEDS = (
    "feed_id", "outlet", "url", "folder", "active", "polled_at", "status", "message", "http_status", "failures",
    "due_at", "interval_minutes", "adopted_url", "moved_to", "last_good_at", "last_new_at", "flaws",
    "new_entries_24h", "entries_last_7_days", "entries_per_day", "fell_silent", "is_stale", "polls_7d", "failed_7d",
)  # fmt: skip
RUNS = (
    "run_id", "origin", "started_at", "finished_at", "hop", "seen", "kept", "failed", "reason", "lost",
)  # fmt: skip
TIMELINE = (
    "day", "category", "act", "mentions",
)  # fmt: skip
CONFLICTS = ("day", "conflict", "category", "mentions")
PLACES = (
    "place_id", "name", "code", "latitude", "longitude", "category", "act", "mentions", "last_on",
)  # fmt: skip
CHANGES = (
    "key", "found_at", "category", "conflict", "scope", "target", "duration", "act", "actors", "standing",
    "state_before", "state", "state_now", "arrangement_id", "mention_id", "evidence", "url",
)  # fmt: skip
ARRANGEMENTS = (
    "arrangement_id", "category", "conflict", "scope", "target", "duration", "places", "state", "first_said_at",
    "last_said_at", "updated_at", "runs_since", "expires_at", "mentions",
)  # fmt: skip
STANCES = (
    "party", "party_name", "act", "polarity", "standing", "told_by", "said_at", "mention_id",
)  # fmt: skip

_KINDS = {
    ColumnKind.MOMENT: {
        "published_at", "first_seen_at", "updated_at", "yes_said_at", "no_said_at", "polled_at", "due_at", "last_good_at",
        "last_new_at", "started_at", "finished_at", "found_at", "first_said_at", "last_said_at", "runs_since", "expires_at",
        "said_at",
    },
    ColumnKind.DAY: {"event_on", "day", "last_on"},
    ColumnKind.YES_NO: {
        "in_title", "is_paywalled_partial", "is_live_blog", "is_opinion", "active", "fell_silent", "is_stale", "failed",
    },
    ColumnKind.INTEGER: {
        "archive_offset", "http_status", "new_entries_24h", "entries_last_7_days", "polls_7d", "failed_7d", "seen", "kept",
        "lost", "mentions",
    },
    ColumnKind.NUMBER: {"failures", "interval_minutes", "entries_per_day", "latitude", "longitude"},
}  # fmt: skip
_KIND_OF = {name: kind for kind, names in _KINDS.items() for name in names}


def typed(names: Iterable[str]) -> tuple[ExportColumn, ...]:
    """Return columns with what their values are; all that is not listed here is text."""
    return tuple(ExportColumn(name=name, kind=_KIND_OF.get(name, ColumnKind.TEXT)) for name in names)
