"""The door's craft: from an account to its trace, and from traces to stories."""

from collections.abc import Sequence

from trucewatch.knowledge.agencies import Agencies
from trucewatch.knowledge.gazetteer import Gazetteer
from trucewatch.knowledge.story_words import StoryWords
from trucewatch.model import Account, Trace
from trucewatch.ports import Grouper
from trucewatch.stories.keys import keys_of
from trucewatch.stories.likeness import is_copy
from trucewatch.stories.placing import place_traces
from trucewatch.stories.terms import TermReader


class StoryGrouper:
    """Groups accounts by what they speak of; keeps nothing between calls."""

    def __init__(self, gazetteer: Gazetteer, agencies: Agencies, words: StoryWords) -> None:
        """Build what reads terms."""
        self._agencies = agencies
        self._terms = TermReader(gazetteer, words)

    def trace(self, account: Account) -> Trace:
        """Return what is kept of an account; neither its story nor what it copies is decided yet. Pure."""
        document = account.document
        terms = self._terms.read(account)
        agency = self._agencies.agency_of(document)
        return Trace(
            document_id=document.id,
            said_at=account.said_at,
            language=document.language,
            origin=self._agencies.by_id[agency].family if agency else account.family,
            agency=agency,
            sketch=document.sketch,
            terms=terms,
            keys=keys_of(terms),
        )

    def place(self, new: Sequence[Trace], known: Sequence[Trace]) -> tuple[Trace, ...]:
        """Return the new traces, oldest first, each with its story and what it copies, beside those placed already.

        Deterministic, whatever the order of either. A story's identifier derives from its first document; a copy
        belongs to the story of what it copies, and points to the copy that was placed first.
        """
        return place_traces(new, known, is_copy)


def open_grouper(gazetteer: Gazetteer, agencies: Agencies, words: StoryWords) -> Grouper:
    """Return a grouper; it knows the languages that `words` has."""
    return StoryGrouper(gazetteer, agencies, words)
