"""What the page and exports ask: filters, search, counts by day and place, and that all of it follows the mentions."""

import random
from collections import Counter
from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.builders import NOON, a_change, a_feed, a_mention, a_place, a_span, a_stance, an_actor, an_arrangement
from tests.contract.warehouse_world import a_document, a_linking, a_trace, by_keys, read, retold
from trucewatch.codebook import Act, Category, Certainty, Polarity, Position
from trucewatch.model import Filters, Linking, Mention, ReadOutcome
from trucewatch.warehouse import SqlReader, SqlWarehouse, asking

DAY = timedelta(days=1)
KHERSON = a_place("Kherson", id="ua-kherson", name="Kherson", code="UA-65", country="UA", latitude=46.6, longitude=32.6)
UKRAINE = a_place("Ukraine", id="ua", name="Ukraine", code="UA", country="UA", latitude=49.0, longitude=32.0)


@pytest.fixture
def world(warehouse: SqlWarehouse) -> SqlWarehouse:
    """Three documents of two outlets on three days; the newest mention is m1."""
    warehouse.sync_feeds(
        [
            a_feed(),
            a_feed(
                id="carnet", outlet="Le Carnet", family="carnet", language="fr", country="FR", url="https://c.example/f"
            ),
        ],
        NOON,
    )
    taken = a_mention(
        id="m1", category=Category.TERRITORY, act=Act.GAIN, scope=None, conflict="ardania-borland",
        sentence=a_span("Borland's army took Kherson.", 0), parties=(an_actor("Borland", id="BOR"),), places=(KHERSON, KHERSON),
    )  # fmt: skip
    refused = a_mention(
        id="m2", act=Act.REJECT, polarity=Polarity.NEGATIVE, certainty=Certainty.PROBABLE, conflict=None,
        sentence=a_span("L'Élysée n'a pas rejeté le cessez-le-feu.", 0), parties=(an_actor("l'Élysée", id="FRA"),), places=(UKRAINE,),
    )  # fmt: skip
    agreed = a_mention(id="m3", conflict="ardania-borland", sentence=a_span("Ardania accepts a 30-day truce.", 0))
    say(warehouse, 1, taken, published_at=NOON, title="Kherson falls")
    say(warehouse, 2, refused, feed="carnet", published_at=NOON - DAY, language="fr", title="Paris dément")
    say(warehouse, 3, agreed, published_at=NOON - 2 * DAY, title="Calm for a month?")
    warehouse.save_traces([a_trace("d00002", "k")], by_keys, DAY, NOON)
    warehouse.save_linking(a_linking([agreed]), (), NOON)
    warehouse.refresh_counts()
    return warehouse


def say(warehouse: SqlWarehouse, number: int, *mentions: Mention, **changes: Any) -> None:
    """Read a document that holds these mentions."""
    document_id = changes.setdefault("id", f"d{number:05}")
    theirs = [replace(mention, document_id=document_id) for mention in mentions]
    retold(warehouse, number, *theirs, **{"article": f"a{number}"} | changes)


def ids(reader: SqlReader, **filters: Any) -> list[object]:
    return [row["mention_id"] for row in reader.mentions(Filters(**filters), limit=10)]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ["m1", "m2", "m3"]),
        ({"category": Category.CEASEFIRE}, ["m2", "m3"]),
        ({"act": Act.REJECT}, ["m2"]),
        ({"polarity": Polarity.NEGATIVE}, ["m2"]),
        ({"certainty": Certainty.PROBABLE}, ["m2"]),
        ({"conflict": "ardania-borland"}, ["m1", "m3"]),
        ({"conflict": ""}, ["m2"]),
        ({"language": "fr"}, ["m2"]),
        ({"outlet": "Le Carnet"}, ["m2"]),
        ({"family": "carnet"}, ["m2"]),
        ({"country": "FR"}, ["m2"]),
        ({"party": "BOR"}, ["m1"]),
        ({"place": "UA-65"}, ["m1"]),
        ({"place": "ua-kherson"}, ["m1"]),
        ({"place": "UA"}, ["m1", "m2"]),
        ({"arrangement": "arrangement-1"}, ["m3"]),
        ({"since": date(2026, 3, 17)}, ["m1", "m2"]),
        ({"until": date(2026, 3, 17)}, ["m2", "m3"]),
        ({"words": "elysee"}, ["m2"]),
        ({"words": "Cessez-le-feu"}, ["m2"]),
        ({"words": "kher"}, ["m1"]),
        ({"words": "herson"}, []),
        ({"words": "army falls"}, ["m1"]),
        ({"words": "army truce"}, []),
        ({"words": "' OR 1=1 --"}, []),
        ({"words": "%"}, ["m1", "m2", "m3"]),
        ({"category": Category.CEASEFIRE, "conflict": "ardania-borland", "words": "30"}, ["m3"]),
        ({"run": "watch_news/none"}, []),
    ],
)
@pytest.mark.usefixtures("world")
def test_filters_leave_just_what_fits(reader: SqlReader, filters: dict[str, Any], found: list[str]) -> None:
    assert ids(reader, **filters) == found
    assert reader.count(Filters(**filters), 100) == len(found)
    assert sum(day.mentions for day in reader.timeline(Filters(**filters))) == len(found)


def test_the_documents_of_a_story_are_found(world: SqlWarehouse, reader: SqlReader) -> None:
    (row,) = [row for row in reader.mentions(Filters(), limit=10) if row["mention_id"] == "m2"]
    assert ids(reader, story=row["story_id"]) == ["m2"]
    assert world.refresh_counts() == 0


def test_the_documents_of_a_run_are_found(world: SqlWarehouse, reader: SqlReader) -> None:
    outcome = ReadOutcome(
        article_id="a1",
        document=a_document(id="d00001", article_id="a1"),
        mentions=(a_mention(id="m1", document_id="d00001"),),
    )
    world.start_run("watch_news/7", "airflow", NOON)
    world.save_outcomes([outcome], NOON, "watch_news/7")
    assert ids(reader, run="watch_news/7") == ["m1"]
    assert [row["run_id"] for row in reader.mentions(Filters(words="ardania accepts"), limit=9)] == [
        "watch_news/7",
        None,
    ]


def test_every_filter_is_asked_of_the_database() -> None:
    assert {*asking._CLAUSES, "words"} == {field.name for field in fields(Filters)}


@pytest.mark.usefixtures("world")
def test_pages_follow_each_other_without_gap_or_repeat(reader: SqlReader) -> None:
    first = reader.mentions(Filters(), limit=2)
    rest = reader.mentions(Filters(), limit=2, after=str(first[-1]["mention_id"]))
    assert [row["mention_id"] for row in (*first, *rest)] == ["m1", "m2", "m3"]
    assert reader.mentions(Filters(), limit=2, after="m3") == ()
    assert reader.mentions(Filters(), limit=2, after="nothing") == ()


@pytest.mark.usefixtures("world")
def test_an_export_gives_all_rows_of_all_pages(reader: SqlReader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trucewatch.warehouse.answering.PAGE", 1)
    assert [row["mention_id"] for row in reader.export_rows(Filters())] == ["m1", "m2", "m3"]
    assert [row["mention_id"] for row in reader.export_rows(Filters(language="fr"))] == ["m2"]


@pytest.mark.usefixtures("world")
def test_counting_stops_where_it_is_told(reader: SqlReader) -> None:
    assert reader.count(Filters(), 2) == 2


@pytest.mark.usefixtures("world")
def test_places_are_counted_once_a_mention(reader: SqlReader) -> None:
    (ukraine, kherson) = reader.places(Filters())
    assert reader.places(Filters(), most=1) == (ukraine,)
    assert (ukraine.place_id, ukraine.mentions, ukraine.last_on, ukraine.act) == (
        "ua", 1, date(2026, 3, 17), Act.REJECT,
    )  # fmt: skip
    assert (kherson.place_id, kherson.code, kherson.latitude, kherson.longitude) == ("ua-kherson", "UA-65", 46.6, 32.6)
    assert reader.places(Filters(words="falls")) == (kherson,)
    assert reader.places(Filters(since=date(2026, 3, 18))) == (kherson,)


@pytest.mark.usefixtures("world")
def test_only_what_there_is_can_be_chosen(reader: SqlReader) -> None:
    choices = reader.choices()
    assert choices.conflicts == ("ardania-borland",)
    assert choices.languages == ("en", "fr")
    assert choices.outlets == ("Le Carnet", "The Herald")
    assert choices.countries == ("FR", "GB")


def test_a_mention_is_shown_where_it_stands(warehouse: SqlWarehouse, reader: SqlReader) -> None:
    warehouse.sync_feeds([a_feed()], NOON)
    text = "Long ago. Ardania accepts the ceasefire. The end."
    sentence = a_span("Ardania accepts the ceasefire.", 10)
    headline = a_mention(id="h", in_title=True, sentence=a_span("Ardania accepts", 0), trigger=a_span("accepts", 8))
    say(warehouse, 1, a_mention(id="t", sentence=sentence, trigger=a_span("ceasefire", 30)), headline, text=text)
    in_text, in_title = reader.mention("t"), reader.mention("h")
    assert in_text is not None
    assert in_title is not None
    assert in_text["text"][in_text["sentence_start"] : in_text["sentence_end"]] == "Ardania accepts the ceasefire."
    assert in_title["text"][in_title["trigger_start"] : in_title["trigger_end"]] == "accepts"
    assert reader.mention("nothing") is None


def test_a_document_read_anew_is_counted_as_it_stands(warehouse: SqlWarehouse, reader: SqlReader) -> None:
    warehouse.sync_feeds([a_feed()], NOON)
    say(warehouse, 1, a_mention(id="old", act=Act.ACCEPT), published_at=NOON)
    warehouse.refresh_counts()
    say(warehouse, 1, a_mention(id="new", act=Act.REJECT), article="a1", id="d2", published_at=NOON + DAY)
    assert [(day.day, day.act) for day in reader.timeline(Filters())] == [(NOON.date(), Act.ACCEPT)]
    assert warehouse.refresh_counts() == 2
    assert [(day.day, day.act) for day in reader.timeline(Filters())] == [((NOON + DAY).date(), Act.REJECT)]
    assert ids(reader) == ["new"]


def some_mentions(chance: random.Random, number: int) -> tuple[Mention, ...]:
    return tuple(
        a_mention(
            id=f"m{number}-{place}",
            act=chance.choice((Act.ACCEPT, Act.REJECT, Act.VIOLATE)),
            conflict=chance.choice(("ardania-borland", None)),
            places=chance.choice(((), (KHERSON,), (KHERSON, UKRAINE))),
        )
        for place in range(chance.randrange(3))
    )


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_read_index_and_counts_follow(warehouse: SqlWarehouse, reader: SqlReader, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # a seeded order, no secret
    warehouse.sync_feeds([a_feed()], NOON)
    for step in range(25):
        number = chance.randrange(6)
        say(
            warehouse, number, *some_mentions(chance, number), article=f"a{number}-{chance.randrange(2)}",
            after=timedelta(minutes=step), id=f"d{number}-{chance.randrange(2)}",
            published_at=chance.choice((None, NOON, NOON - DAY)),
        )  # fmt: skip
        if chance.random() < 0.3:
            warehouse.refresh_counts()
    warehouse.refresh_counts()
    rows = reader.results(limit=1000)
    assert sorted(str(row["mention_id"]) for row in rows) == sorted(map(str, ids_of_all(reader)))
    assert rows
    acts = Counter((when(row).date(), str(row["act"])) for row in rows)
    assert {(day.day, str(day.act)): day.mentions for day in reader.timeline(Filters())} == dict(acts)
    conflicts = Counter((when(row).date(), row["conflict"] or "") for row in rows)
    assert {(day.day, day.conflict): day.mentions for day in reader.conflicts(Filters())} == dict(conflicts)
    everything = Filters(words="%")  # no word at all, but a question that the sums cannot answer
    assert reader.timeline(replace(everything, certainty=Certainty.CERTAIN)) == reader.timeline(Filters())
    assert reader.conflicts(replace(everything, certainty=Certainty.CERTAIN)) == reader.conflicts(Filters())
    assert reader.places(replace(everything, certainty=Certainty.CERTAIN)) == reader.places(Filters())


def ids_of_all(reader: SqlReader) -> list[object]:
    return [row["mention_id"] for row in reader.export_rows(Filters())]


def when(row: Any) -> Any:
    return row["published_at"] or row["first_seen_at"]


def test_a_feed_that_corrects_a_date_moves_its_mentions(warehouse: SqlWarehouse, reader: SqlReader) -> None:
    from tests.builders import an_entry
    from tests.contract.warehouse_world import a_poll, save_poll

    warehouse.sync_feeds([a_feed()], NOON)
    say(warehouse, 1, a_mention(id="m"), published_at=None)
    entry = an_entry("https://herald.example/1", published_at=NOON - 3 * DAY, digest="other words", title="Other words")
    save_poll(warehouse, a_poll(entry))
    (row,) = reader.results(limit=10)
    assert ids(reader, until=(NOON - DAY).date()) == (["m"] if when(row) == NOON - 3 * DAY else [])


def test_changes_come_with_the_sentence_that_says_so(warehouse: SqlWarehouse, reader: SqlReader) -> None:
    read(warehouse)
    evidence = {one.mention.id: one for one in warehouse.unlinked_mentions(10)}
    change = a_change(evidence=tuple(evidence.values()), position=Position.ACCEPTS, found_at=NOON)
    mentions = [one.mention for one in evidence.values()]
    warehouse.save_linking(replace(a_linking(mentions), changes=(change,)), (), NOON)
    (row,) = reader.changes(NOON, 10)
    assert (row["category"], row["conflict"], row["act"]) == (Category.CEASEFIRE, "ardania-borland", change.act)
    assert row["evidence"]["outlet"] == "The Herald"
    assert reader.changes(NOON + DAY, 10) == ()


def linked(warehouse: SqlWarehouse, mentions: tuple[Mention, ...], **others: Any) -> None:
    warehouse.save_linking(Linking(changes=(), **others), (), NOON)


def test_arrangements_are_listed_and_chosen(warehouse: SqlWarehouse, reader: SqlReader) -> None:
    mentions = read(warehouse)
    older = an_arrangement(id="older", conflict=None, last_said_at=NOON - DAY, first_said_at=NOON - DAY)
    links = ((mentions[0].id, "arrangement-1"),)
    linked(warehouse, mentions, arrangements=(an_arrangement(), older), stances=(), links=links)
    rows = reader.arrangements({}, limit=10)
    assert [(row["arrangement_id"], row["mentions"]) for row in rows] == [("arrangement-1", 1), ("older", 0)]
    assert [row["arrangement_id"] for row in reader.arrangements({}, limit=10, after="arrangement-1")] == ["older"]
    assert [row["arrangement_id"] for row in reader.arrangements({"conflict": ""}, limit=10)] == ["older"]
    assert reader.arrangements({"state": "expired"}, limit=10) == ()
    assert len(reader.arrangements({"arrangement_id": "older"}, limit=10)) == 1
    with pytest.raises(ValueError, match="banana"):
        reader.arrangements({"banana": "1"}, limit=10)


def test_stances_of_an_arrangement_have_their_history(warehouse: SqlWarehouse, reader: SqlReader) -> None:
    mentions = read(warehouse)
    first = a_stance(mention_id=mentions[0].id, position=Position.REJECTS, act=Act.REJECT, told_by="BOR")
    last = a_stance(mention_id=mentions[1].id, position=Position.ACCEPTS, told_by="ARD", rank=first.rank + 1)
    warehouse.save_linking(a_linking(mentions, first, last), (), NOON)
    (now,) = reader.stances(["arrangement-1", "arrangement-1", "nothing"])
    assert (now["party"], now["standing"]) == ("ARD", "accepts")
    history = reader.stance_history("arrangement-1", 10)
    assert [(row["party_name"], row["standing"], row["told_by"]) for row in history] == [
        ("ARD", Position.ACCEPTS, "ARD"),
        ("ARD", Position.REJECTS, "BOR"),
    ]
    assert reader.accounts("arrangement-1", 10) == ()
