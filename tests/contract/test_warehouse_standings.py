"""The kept sums of stances never part from the stances, whatever is read, linked, moved or forgotten, on every database."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine, select, text

from tests.builders import NOON, a_feed, a_mention, a_stance, an_arrangement
from tests.contract.warehouse_world import told
from trucewatch.codebook import Act, Polarity, Position
from trucewatch.model import RANKS_A_SECOND, ConflictParty, Document, Linking, Mention, ReadOutcome, Stance
from trucewatch.ports import Warehouse
from trucewatch.warehouse import SqlReader, SqlWarehouse
from trucewatch.warehouse.engine import opened, reading
from trucewatch.warehouse.tables import stances, standings

HOUR = timedelta(hours=1)
STEPS = 30
ARRANGEMENTS = tuple(an_arrangement(id=f"arrangement-{number}") for number in range(3))
DEEDS: tuple[tuple[Act, Polarity, Position | None], ...] = (
    (Act.ACCEPT, Polarity.POSITIVE, Position.ACCEPTS),
    (Act.ACCEPT, Polarity.POSITIVE, Position.ACCEPTS_CONDITIONALLY),
    (Act.ACCEPT, Polarity.NEGATIVE, Position.REJECTS),
    (Act.REJECT, Polarity.POSITIVE, Position.REJECTS),
    (Act.EXTEND, Polarity.POSITIVE, Position.ACCEPTS),
    (Act.END, Polarity.NEGATIVE, None),
)
DAYS = (None, None, date(2026, 3, 20), date(2026, 3, 21))
AS_ASKED_OF_THE_STANCES = """
SELECT
    r.id AS arrangement_id, r.category, r.conflict, r.scope, r.target, r.duration, r.state, t.party,
    coalesce(p.name, t.party) AS party_name, t.standing,
    (SELECT min(s.said_at) FROM stances AS s
        WHERE s.arrangement_id = t.arrangement_id AND s.party = t.party AND s.standing = t.standing) AS first_said_at,
    t.said_at AS last_said_at, t.told_by,
    (SELECT count(DISTINCT s.mention_id) FROM stances AS s
        WHERE s.arrangement_id = t.arrangement_id AND s.party = t.party AND s.standing = t.standing) AS mentions,
    t.mention_id
FROM (
    SELECT
        arrangement_id, party, standing, said_at, told_by, mention_id,
        row_number() OVER (PARTITION BY arrangement_id, party ORDER BY rank DESC, mention_id, position) AS place
    FROM stances
    WHERE standing IS NOT NULL AND party <> ''
) AS t
JOIN arrangements AS r ON r.id = t.arrangement_id
LEFT JOIN conflict_parties AS p ON p.conflict = r.conflict AND p.party = t.party
WHERE t.place = 1
UNION ALL
SELECT
    r.id, r.category, r.conflict, r.scope, r.target, r.duration, r.state,
    p.party, p.name, 'silent', NULL, NULL, NULL, 0, NULL
FROM arrangements AS r
JOIN conflict_parties AS p ON p.conflict = r.conflict
WHERE r.category = 'ceasefire' AND r.state <> 'historical' AND NOT EXISTS (
    SELECT 1 FROM stances AS s WHERE s.arrangement_id = r.id AND s.party = p.party AND s.standing IS NOT NULL
)
"""
"""The view arrangement_stances without any sums."""


class Editor:
    """Does at random, by a seed, what reading and linking may do to stances."""

    def __init__(self, warehouse: Warehouse, seed: int) -> None:
        self.warehouse = warehouse
        self.chance = Random(seed)  # noqa: S311
        self.documents: dict[Document, list[Mention]] = {}
        self.said: dict[str, tuple[Stance, ...]] = {}
        self.born = 0
        warehouse.sync_feeds([a_feed()], NOON)
        parties = ("ARD", "BOR", "CAR")
        warehouse.sync_parties(
            [ConflictParty(conflict="ardania-borland", party=one, name=f"The {one}", country=None) for one in parties]
        )

    def do_something(self) -> str:
        work = self.chance.choice((self.read, self.link, self.link, self.move, self.read_again, self.link_all_again))
        work()
        return work.__name__

    def read(self) -> None:
        """A new document comes."""
        number = len(self.documents)
        mentions = self.new_mentions(f"d{number:05}")
        self.documents[told(self.warehouse, number, *mentions)] = mentions

    def link(self) -> None:
        """Mentions, new ones or some of before, take stances."""
        every = [mention for mentions in self.documents.values() for mention in mentions]
        self.save({mention.id: self.chance.choice(ARRANGEMENTS).id for mention in self.some_of(every)})

    def move(self) -> None:
        """Mentions that have stances take others, elsewhere."""
        self.save({mention_id: self.chance.choice(ARRANGEMENTS).id for mention_id in self.some_of(sorted(self.said))})

    def read_again(self) -> None:
        """Other rules find fewer mentions, and others, in a document."""
        if not self.documents:
            return
        document = self.chance.choice(sorted(self.documents, key=lambda one: one.id))
        kept = [replace(one, pack_version="8") for one in self.documents[document] if self.chance.random() < 0.5]
        gone = {one.id for one in self.documents[document]} - {one.id for one in kept}
        mentions = self.documents[document] = kept + self.new_mentions(document.id)
        self.said = {mention_id: said for mention_id, said in self.said.items() if mention_id not in gone}
        outcome = ReadOutcome(article_id=document.article_id, document=document, mentions=tuple(mentions))
        self.warehouse.save_outcomes([outcome], NOON)

    def link_all_again(self) -> None:
        """All stances are forgotten, and most taken again."""
        self.warehouse.forget_links()
        before, self.said = self.said, {}
        again = {mention_id: said for mention_id, said in before.items() if self.chance.random() < 0.8}
        self.keep(again)

    def save(self, places: dict[str, str]) -> None:
        self.keep({mention_id: self.stances_of(mention_id, place) for mention_id, place in places.items()})

    def keep(self, said: dict[str, tuple[Stance, ...]]) -> None:
        links = tuple((mention_id, taken[0].arrangement_id) for mention_id, taken in said.items() if taken)
        stances_ = tuple(stance for taken in said.values() for stance in taken)
        self.said |= said
        self.warehouse.save_linking(
            Linking(arrangements=ARRANGEMENTS, stances=stances_, links=links, changes=()), (), NOON
        )

    def stances_of(self, mention_id: str, place: str) -> tuple[Stance, ...]:
        """One for each party, all at the same time, as mentions take them; few times, so that many are at the same."""
        moment = NOON + self.chance.randrange(4) * HOUR
        told_by = self.chance.choice(("ARD", "envoy", "press:herald"))
        shared: dict[str, Any] = {
            "arrangement_id": place,
            "mention_id": mention_id,
            "said_at": moment,
            "told_by": told_by,
            "rank": int(moment.timestamp()) * RANKS_A_SECOND + self.chance.randrange(2),
        }
        taken = []
        for party in self.chance.sample(("ARD", "BOR", "", "the front \x00"), self.chance.randint(1, 3)):
            act, polarity, position = self.chance.choice(DEEDS)
            day = self.chance.choice(DAYS)
            taken.append(a_stance(party=party, act=act, polarity=polarity, position=position, meets_on=day, **shared))
        return tuple(taken)

    def new_mentions(self, document_id: str) -> list[Mention]:
        first = self.born
        self.born += self.chance.randint(0, 4)
        return [a_mention(id=f"m{number}", document_id=document_id) for number in range(first, self.born)]

    def some_of(self, things: Sequence[Any]) -> list[Any]:
        return self.chance.sample(things, min(len(things), self.chance.randint(1, 6)))


@pytest.fixture
def engine(warehouse_url: str) -> Iterator[Engine]:
    with opened(warehouse_url) as found:
        yield found


def kept_sums(engine: Engine) -> list[tuple[Any, ...]]:
    with reading(engine) as connection:
        found = connection.execute(select(*(column for column in standings.c if column.name != "id")))
        return sorted((tuple(row) for row in found), key=repr)


def sums_of_stances(engine: Engine) -> list[tuple[Any, ...]]:
    """Add up, one by one, what the table of stances holds."""
    groups: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    with reading(engine) as connection:
        for row in connection.execute(select(stances)):
            alike = (row.arrangement_id, row.party, row.act, row.polarity, row.standing, row.meets_on)
            groups[alike].append(row)
    found = []
    for alike, group in groups.items():
        ranks, moments = [row.rank for row in group], [row.said_at for row in group]
        mentions = len({row.mention_id for row in group})
        found.append((*alike, min(ranks), max(ranks), min(moments), max(moments), mentions))
    return sorted(found, key=repr)


def asked(engine: Engine, question: str) -> list[tuple[Any, ...]]:
    with reading(engine) as connection:
        return sorted((tuple(row) for row in connection.execute(text(question))), key=repr)


@pytest.mark.parametrize("seed", [1, 2, 7])
def test_kept_sums_are_those_of_the_stances_whatever_happens(
    warehouse: SqlWarehouse, engine: Engine, seed: int
) -> None:
    editor = Editor(warehouse, seed)
    done = []
    most = 0
    for _ in range(STEPS):
        done.append(editor.do_something())
        sums = sums_of_stances(engine)
        most = max(most, len(sums))
        assert kept_sums(engine) == sums, done
    assert most > 20
    assert len(set(done)) == 5


@pytest.mark.parametrize("seed", [3, 4, 20])
def test_the_view_shows_what_the_stances_alone_would_show(warehouse: SqlWarehouse, engine: Engine, seed: int) -> None:
    editor = Editor(warehouse, seed)
    shown = 0
    for step in range(STEPS):
        editor.do_something()
        if step % 4 == 0:
            rows = asked(engine, "SELECT * FROM arrangement_stances")
            shown = max(shown, len(rows))
            assert rows == asked(engine, AS_ASKED_OF_THE_STANCES)
    assert shown > 3 * len(ARRANGEMENTS)  # the parties, silent or not, and one that is none


def test_a_mention_that_other_rules_find_no_more_leaves_the_sums(warehouse: SqlWarehouse, reader: SqlReader) -> None:
    warehouse.sync_feeds([a_feed()], NOON)
    mentions = [a_mention(id=name, document_id="d00000") for name in "ab"]
    document = told(warehouse, 0, *mentions)
    said = [a_stance(mention_id=name, arrangement_id="arrangement-0", position=Position.ACCEPTS) for name in "ab"]
    links = tuple((name, "arrangement-0") for name in "ab")
    warehouse.save_linking(
        Linking(arrangements=ARRANGEMENTS[:1], stances=tuple(said), links=links, changes=()), (), NOON
    )
    (row,) = reader.arrangement_stances(limit=10)
    assert row["mentions"] == 2
    outcome = ReadOutcome(article_id=document.article_id, document=document, mentions=tuple(mentions[1:]))
    warehouse.save_outcomes([outcome], NOON)
    (row,) = reader.arrangement_stances(limit=10)
    assert (row["mentions"], row["mention_id"]) == (1, "b")
