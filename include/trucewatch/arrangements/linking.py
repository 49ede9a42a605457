"""What a batch of mentions makes of the arrangements that it speaks of: the door of this room."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from trucewatch.arrangements.changes import MEMORY, find_news
from trucewatch.arrangements.contradictions import AT_ABOUT_THE_SAME_TIME, find_contradictions
from trucewatch.arrangements.placing import Placed
from trucewatch.arrangements.records import ECHO, Record
from trucewatch.arrangements.stances import said_at
from trucewatch.arrangements.standings import tell_apart
from trucewatch.model import Evidence, Known, Linking, Reach, Standing, Telling


def link_mentions(placed: Sequence[Placed], known: Known, *, as_of: datetime) -> Linking:
    """Return what these mentions make of their arrangements, the stances they add, and what is new.

    `placed` are in the order of time, as `place_mentions` gives them; `known` is all that earlier batches gave of the
    arrangements they speak of. The same batches in the same order always give the same: linking everything again is
    playing the batches again. The result holds the arrangements that were touched, as they stand at `as_of`, and only
    new stances.
    """
    records = _records_of(known, {one.arrangement_id for one in placed})
    for one in placed:
        record = records.get(one.arrangement_id) or records.setdefault(one.arrangement_id, Record.begun_by(one))
        record.learn(one)
    arrangements = {identifier: records[identifier].arrangement(as_of) for identifier in sorted(records)}
    taken = tuple(stance for one in placed for stance in one.stances)
    news = find_news(
        taken,
        known.standings,
        known.changes,
        arrangements=arrangements,
        states_before={arrangement.id: arrangement.state for arrangement in known.arrangements},
        evidence={one.evidence.mention.id: one.evidence for one in placed},
    )
    return Linking(
        arrangements=tuple(arrangements.values()),
        stances=taken,
        links=tuple((one.evidence.mention.id, one.arrangement_id) for one in placed),
        changes=news.changes,
        grown=news.grown,
        contradictions=find_contradictions(tell_apart(taken), known.tellings, arrangements),
    )


def reach_of(evidence: Sequence[Evidence]) -> Reach:
    """Return which details of what is known make a difference to these mentions, of which there is at least one.

    Who said it: a contradiction, or the echo of an extension, is never far away; what a party did at other times, and
    how an arrangement stands, is the same whoever told it. One late article among news of today gives a time of its own.
    On which day talks are: after a long silence they are others anyway.
    """
    distance = max(AT_ABOUT_THE_SAME_TIME, ECHO)
    times: list[tuple[datetime, datetime]] = []
    moments = sorted(set(map(said_at, evidence)))
    for moment in moments:
        since = times.pop()[0] if times and moment - distance <= times[-1][1] else moment - distance
        times.append((since, moment + distance))
    return Reach(told_within=tuple(times), days_since=moments[0] - MEMORY)


def _records_of(known: Known, wanted: Iterable[str]) -> dict[str, Record]:
    standings: dict[str, list[Standing]] = defaultdict(list)
    for standing in known.standings:
        standings[standing.arrangement_id].append(standing)
    tellings: dict[str, list[Telling]] = defaultdict(list)
    for telling in known.tellings:
        tellings[telling.arrangement_id].append(telling)
    concerned = set(wanted)
    return {
        one.id: Record.of(one, standings[one.id], tellings[one.id]) for one in known.arrangements if one.id in concerned
    }
