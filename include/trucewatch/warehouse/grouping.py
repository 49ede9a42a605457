"""Documents that belong to no story yet, and the stories that they are given.

A document whose place a newer one took stays in its story, so that the newer one finds it there; one that is removed
leaves it. A story stands as long as a document is in it, under the identifier that it got from its first.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, func, select, update

from trucewatch.model import LOOKED_UP, Account, Trace
from trucewatch.ports import Placing
from trucewatch.warehouse import rows
from trucewatch.warehouse.engine import dialect_of
from trucewatch.warehouse.findings import mentions_of
from trucewatch.warehouse.identity import stored_key
from trucewatch.warehouse.sketches import newest_of_each, said_at
from trucewatch.warehouse.tables import (
    articles,
    document_sketches,
    document_traces,
    documents,
    entries,
    feeds,
    stories,
    trace_keys,
)
from trucewatch.warehouse.upserts import chunks, delete_where, insert_new, upsert

MOST_OF_A_KEY = 200
"""Known traces that one key leads to, the newest."""
MOST_KNOWN = 2000
"""Known traces that new ones are placed beside, those that share the most keys."""
MOST_AT_ONCE = 50
"""New traces that are placed together; so each has its part of the known ones, and memory stays small."""


def exclude_others(connection: Connection) -> None:
    """Make everybody else who decides which document tells which story wait until this transaction ends."""
    statement = dialect_of(connection).stories_lock
    if statement:
        connection.exec_driver_sql(statement)


def ungrouped_documents(connection: Connection, limit: int) -> tuple[Account, ...]:
    """Return documents that belong to no story yet, with their mentions, what was said first coming first."""
    said = said_at().label("said_at")
    waiting = (
        select(*(documents.c[name] for name in rows.DOCUMENT), said, feeds.c.outlet, feeds.c.family)
        .join_from(documents, articles)
        .join(entries)
        .join(feeds, entries.c.feed_id == feeds.c.id)
        .where(documents.c.grouped_at.is_(None), documents.c.passed_over.is_(None), documents.c.superseded_at.is_(None))
        .order_by(said, documents.c.id)
        .limit(limit)
    )
    found = connection.execute(waiting).mappings().all()
    mentions = mentions_of(connection, (row["id"] for row in found))
    return tuple(
        Account(
            document=rows.document_of(row),
            outlet=row["outlet"],
            family=row["family"],
            said_at=row["said_at"],
            mentions=mentions.get(row["id"], ()),
        )
        for row in found
    )


def save_traces(
    connection: Connection, traces: Sequence[Trace], place: Placing, within: timedelta, now: datetime
) -> int:
    """Let `place` give these traces their stories, oldest first; return how many it placed.

    Those whose document has a story already, is gone or superseded stay out. The caller excludes others who do this.
    """
    waiting = _waiting(connection, (trace.document_id for trace in traces))
    new = {trace.document_id: trace for trace in traces if trace.document_id in waiting}
    seen: dict[str, Trace] = {}
    placed = 0
    for some in _some_at_once(sorted(new.values(), key=lambda trace: (trace.said_at, trace.document_id)), within):
        known = _known_beside(connection, some, within, seen)
        given = {trace.document_id: trace for trace in place(some, known) if trace.story_id}
        kept = _without_own_copies(connection, [given[one.document_id] for one in some if one.document_id in given])
        _keep(connection, kept, now)
        seen.update((trace.document_id, trace) for trace in kept)
        placed += len(kept)
    return placed


def _waiting(connection: Connection, document_ids: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for chunk in chunks(document_ids):
        query = select(documents.c.id).where(documents.c.id.in_(chunk))
        query = query.where(documents.c.grouped_at.is_(None), documents.c.superseded_at.is_(None))
        found.update(connection.execute(query).scalars())
    return found


def _some_at_once(ordered: Sequence[Trace], within: timedelta) -> Iterator[list[Trace]]:
    """Split traces into lists of few that lie close together in time."""
    some: list[Trace] = []
    for trace in ordered:
        if some and (len(some) == MOST_AT_ONCE or trace.said_at - some[0].said_at > within):
            yield some
            some = []
        some.append(trace)
    if some:
        yield some


def _known_beside(
    connection: Connection, new: Sequence[Trace], within: timedelta, seen: dict[str, Trace]
) -> list[Trace]:
    """Return known traces that share keys or looked-up hashes with new ones, in the order of their ids.

    `seen` holds those that were read before, and gets those that are read now.
    """
    since = min(trace.said_at for trace in new) - within
    until = max(trace.said_at for trace in new) + within
    shared: Counter[str] = Counter()
    keys = (stored_key(key) for trace in new for key in trace.keys)
    hashes = (hash_ for trace in new for hash_ in trace.sketch[:LOOKED_UP])
    for table, name, values in ((trace_keys, "key", keys), (document_sketches, "hash", hashes)):
        for chunk in chunks(values):
            wanted = table.c[name].in_(chunk) & table.c.said_at.between(since, until)
            turns = newest_of_each(table, (name,), wanted)
            counted = select(turns.c.document_id, func.count()).where(turns.c.turn <= MOST_OF_A_KEY)
            if table is document_sketches:
                counted = counted.join(document_traces, document_traces.c.document_id == turns.c.document_id)
            for document_id, count in connection.execute(counted.group_by(turns.c.document_id)):
                shared[document_id] += count
    most = sorted(shared, key=lambda id_: (-shared[id_], id_))[:MOST_KNOWN]
    seen.update(_read_traces(connection, (id_ for id_ in most if id_ not in seen)))
    return [seen[id_] for id_ in sorted(most)]


def _read_traces(connection: Connection, document_ids: Iterable[str]) -> Mapping[str, Trace]:
    found: dict[str, Trace] = {}
    columns = (*(document_traces.c[name] for name in rows.TRACE), documents.c.sketch)
    query = select(*columns).join_from(document_traces, documents)
    for chunk in chunks(document_ids):
        for row in connection.execute(query.where(document_traces.c.document_id.in_(chunk))).mappings():
            found[row["document_id"]] = rows.trace_of(row)
    return found


def _without_own_copies(connection: Connection, placed: Sequence[Trace]) -> list[Trace]:
    """Return these traces, of which none is a copy of an earlier version of the same article."""
    of_copies = {trace.document_id: trace.copy_of for trace in placed if trace.copy_of}
    first = func.coalesce(entries.c.same_as, entries.c.id)
    query = select(documents.c.id, first).join_from(documents, articles).join(entries)
    entry_of: dict[str, str] = {}
    for chunk in chunks([*of_copies, *of_copies.values()]):
        entry_of.update(connection.execute(query.where(documents.c.id.in_(chunk))).all())
    own = {id_ for id_, original in of_copies.items() if entry_of[id_] == entry_of.get(original)}
    return [replace(trace, copy_of=None) if trace.document_id in own else trace for trace in placed]


def _keep(connection: Connection, placed: Sequence[Trace], now: datetime) -> None:
    begun = {
        trace.story_id: {"id": trace.story_id, "first_said_at": trace.said_at, "last_said_at": trace.said_at}
        for trace in placed
    }
    insert_new(connection, stories, begun.values())
    upsert(connection, document_traces, [rows.pick(trace, rows.TRACE) for trace in placed])
    keys = [
        {"key": key, "said_at": trace.said_at, "document_id": trace.document_id}
        for trace in placed
        for key in {stored_key(key) for key in trace.keys}
    ]
    insert_new(connection, trace_keys, keys)
    for chunk in chunks(sorted(trace.document_id for trace in placed)):
        connection.execute(update(documents).where(documents.c.id.in_(chunk)).values(grouped_at=now))
    _settle(connection, begun)


def forget(connection: Connection, document_ids: Sequence[str]) -> None:
    """Take documents out of their stories; they wait to be grouped again, as far as they stay.

    The earliest copy of such a one is the original from then on. The caller excludes others who group.
    """
    left: set[str] = set()
    for chunk in chunks(sorted(document_ids)):
        of_chunk = document_traces.c.document_id.in_(chunk)
        left.update(connection.execute(select(document_traces.c.story_id).where(of_chunk)).scalars())
        _hand_on(connection, chunk)
        delete_where(connection, document_traces.c.document_id, chunk)
        connection.execute(update(documents).where(documents.c.id.in_(chunk)).values(grouped_at=None))
    _settle(connection, left)


def _hand_on(connection: Connection, originals: Sequence[str]) -> None:
    column = document_traces.c
    copies = select(column.document_id, column.copy_of).where(column.copy_of.in_(originals))
    copies = copies.where(column.document_id.not_in(originals)).order_by(column.said_at, column.document_id)
    heirs: dict[str, str] = {}
    changes = []
    for document_id, original in connection.execute(copies):
        heir = heirs.setdefault(original, document_id)
        changes.append({"copy": document_id, "original": None if heir == document_id else heir})
    if changes:
        is_copy = column.document_id == bindparam("copy")
        connection.execute(update(document_traces).where(is_copy).values(copy_of=bindparam("original")), changes)


def _settle(connection: Connection, story_ids: Iterable[str | None]) -> None:
    """Make stories begin and end with their documents; one without any goes."""
    for chunk in chunks(sorted(filter(None, story_ids))):
        said = document_traces.c.said_at
        spans = select(document_traces.c.story_id, func.min(said), func.max(said))
        spans = spans.where(document_traces.c.story_id.in_(chunk)).group_by(document_traces.c.story_id)
        found = [
            {"id": story_id, "first_said_at": first, "last_said_at": last}
            for story_id, first, last in connection.execute(spans)
        ]
        upsert(connection, stories, found)
        delete_where(connection, stories.c.id, sorted({*chunk} - {row["id"] for row in found}))
