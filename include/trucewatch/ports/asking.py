"""What the page and exports ask of the warehouse, as a protocol."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from trucewatch.model import Choices, ConflictCount, DayCount, Filters, PlaceCount
from trucewatch.ports.keeping import WarehouseReader


class ResultsReader(WarehouseReader, Protocol):
    """What the page and exports ask of the results; never writes. Rows are those of the views, by column.

    Numbers by day and place are as of the last `Warehouse.refresh_counts`, all else as it stands.
    """

    def mentions(self, filters: Filters, *, limit: int, after: str | None = None) -> Sequence[Mapping[str, object]]:
        """Return rows of the view `results`, newest first, those that come after the mention of this id."""

    def export_rows(self, filters: Filters) -> Iterator[Mapping[str, object]]:
        """Yield all rows of the view `results` that fit, newest first, in one transaction and with flat memory."""

    def count(self, filters: Filters, most: int) -> int:
        """Return how many mentions fit; `most` where there are so many or more."""

    def mention(self, mention_id: str) -> Mapping[str, object] | None:
        """Return a mention's row of `results` with where its words stand; None: there is no such mention now.

        More columns: `sentence_start`, `sentence_end`, `trigger_start`, `trigger_end`, and `text`, into which they
        point: the document's text, or its title where `in_title`.
        """

    def timeline(self, filters: Filters) -> tuple[DayCount, ...]:
        """Return the mentions that fit by day and act, in the order of days."""

    def conflicts(self, filters: Filters) -> tuple[ConflictCount, ...]:
        """Return the mentions that fit by day, conflict and category, in the order of days."""

    def places(self, filters: Filters, most: int = 500) -> tuple[PlaceCount, ...]:
        """Return the mentions that fit by place and act, of the `most` places that are told most, these first.

        Places without coordinates are left out.
        """

    def choices(self) -> Choices:
        """Return what can be chosen in filters."""

    def changes(self, since: datetime, limit: int) -> Sequence[Mapping[str, object]]:
        """Return what changed since then, newest first, each with its arrangement and the last mention that says so."""

    def arrangements(
        self, chosen: Mapping[str, str], *, limit: int, after: str | None = None
    ) -> Sequence[Mapping[str, object]]:
        """Return arrangements, last spoken of first; `chosen` are values of category, conflict, state or arrangement_id."""

    def stances(self, arrangement_ids: Sequence[str]) -> Sequence[Mapping[str, object]]:
        """Return the rows of `arrangement_stances` of these arrangements."""

    def stance_history(self, arrangement_id: str, limit: int) -> Sequence[Mapping[str, object]]:
        """Return who was said to stand where on an arrangement, when and by whom, newest first."""

    def accounts(self, arrangement_id: str, limit: int) -> Sequence[Mapping[str, object]]:
        """Return the rows of `conflicting_accounts` of an arrangement, the newest denial coming first."""
