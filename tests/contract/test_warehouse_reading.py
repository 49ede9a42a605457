"""What reading an article gave, on every database."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.builders import NOON, a_mention, a_place, an_actor, an_article, an_entry
from tests.contract.warehouse_world import (
    a_document,
    a_full_mention,
    a_linking,
    a_poll,
    alerted,
    fetched,
    read,
    save_poll,
)
from trucewatch.codebook import Act, Category, TextSource
from trucewatch.errors import PermanentError
from trucewatch.model import ArchivePosition, Fetch, ReadOutcome
from trucewatch.ports import Warehouse
from trucewatch.warehouse import SqlReader
from trucewatch.warehouse.engine import opened, writing


def ids(warehouse: Warehouse) -> list[str]:
    return sorted(evidence.mention.id for evidence in warehouse.unlinked_mentions(100))


def test_a_read_article_waits_no_more(warehouse: Warehouse) -> None:
    read(warehouse)
    assert warehouse.unread_articles(10) == ()


def test_an_article_without_a_document_waits_no_more(warehouse: Warehouse) -> None:
    fetched(warehouse)
    warehouse.save_outcomes([ReadOutcome(article_id="article-1", reason="no_text", message="No text.")], NOON)
    assert warehouse.unread_articles(10) == ()
    assert warehouse.unlinked_mentions(10) == ()


def test_mentions_come_back_with_every_field(warehouse: Warehouse) -> None:
    bare = a_mention(id="mention-bare", parties=(), scope=None, conflict=None)
    mentions = read(warehouse, a_full_mention(), bare)
    assert {evidence.mention for evidence in warehouse.unlinked_mentions(10)} == set(mentions)


def test_evidence_tells_of_the_document_and_its_source(warehouse: Warehouse) -> None:
    read(warehouse, a_mention(id="m"))
    (evidence,) = warehouse.unlinked_mentions(10)
    assert evidence.title == "Ardania accepts"
    assert evidence.url == "https://herald.example/news/1"
    assert (evidence.outlet, evidence.family, evidence.language) == ("The Herald", "herald", "en")
    assert (evidence.published_at, evidence.seen_at) == (NOON, NOON)


def test_the_feed_dates_a_document_without_a_date(warehouse: Warehouse) -> None:
    fetched(warehouse)
    document = a_document(published_at=None, text_source=TextSource.FEED_SUMMARY)
    warehouse.save_outcomes([ReadOutcome(article_id="article-1", document=document, mentions=(a_mention(),))], NOON)
    assert warehouse.unlinked_mentions(1)[0].published_at == NOON


def test_reading_twice_is_reading_once(warehouse: Warehouse, reader: SqlReader) -> None:
    read(warehouse)
    before = reader.results(limit=10)
    read(warehouse)
    assert reader.results(limit=10) == before


def test_reading_anew_removes_what_is_found_no_more(warehouse: Warehouse) -> None:
    read(warehouse, a_mention(id="old"), a_mention(id="kept"))
    read(warehouse, a_mention(id="kept", parties=(), places=(a_place(),)), a_mention(id="new"))
    assert ids(warehouse) == ["kept", "new"]
    found = {evidence.mention.id: evidence.mention for evidence in warehouse.unlinked_mentions(10)}
    assert found["kept"].parties == ()
    assert found["kept"].places == (a_place(),)


def test_reading_anew_with_other_text_leaves_one_document(warehouse: Warehouse, reader: SqlReader) -> None:
    read(warehouse)
    mention = a_mention(id="m2", document_id="document-2")
    outcome = ReadOutcome(article_id="article-1", document=a_document(id="document-2"), mentions=(mention,))
    warehouse.save_outcomes([outcome], NOON)
    assert [row["document_id"] for row in reader.results(limit=10)] == ["document-2"]


def test_what_an_alert_rests_on_stays(warehouse: Warehouse) -> None:
    (alert,) = alerted(warehouse)
    warehouse.save_outcomes([ReadOutcome(article_id="article-1", reason="no_text")], NOON)
    parcel = warehouse.claim_parcel(NOON, timedelta(minutes=1), {})
    assert parcel is not None
    assert parcel.alerts == (alert,)


def test_a_mention_of_other_rules_is_linked_anew(warehouse: Warehouse) -> None:
    mentions = read(warehouse, a_mention(id="same"), a_mention(id="changed"))
    warehouse.save_linking(a_linking(mentions), (), NOON)
    read(warehouse, a_mention(id="same"), replace(mentions[1], pack_version="2"))
    assert ids(warehouse) == ["changed"]
    (batch,) = warehouse.linked_batches()
    assert [one.mention.id for one in warehouse.linked_in(batch.number)] == ["same"]


def test_the_same_text_under_two_articles_stays_with_the_first(warehouse: Warehouse, reader: SqlReader) -> None:
    read(warehouse, a_mention(id="m"))
    fetch_of_copy(warehouse)
    copy = a_document(article_id="article-2")
    warehouse.save_outcomes([ReadOutcome(article_id="article-2", document=copy, mentions=(a_mention(id="m"),))], NOON)
    assert [row["archive_file"] for row in reader.results(limit=10)] == ["a.warc.gz"]


def fetch_of_copy(warehouse: Warehouse) -> None:
    entry = an_entry("https://herald.example/copy")
    save_poll(warehouse, a_poll(entry))
    position = ArchivePosition(file="b.warc.gz", offset=7)
    article = an_article(id="article-2", entry_id=entry.id, position=position)
    warehouse.save_fetches([Fetch(entry_id=entry.id, fetched_at=NOON, article=article)])


def test_an_act_that_its_category_does_not_have_is_refused_as_a_whole(warehouse: Warehouse) -> None:
    fetched(warehouse)
    wrong = a_mention(category=Category.TERRITORY, act=Act.EXTEND)
    with pytest.raises(PermanentError, match="refuses a row"):
        warehouse.save_outcomes([ReadOutcome(article_id="article-1", document=a_document(), mentions=(wrong,))], NOON)
    assert len(warehouse.unread_articles(10)) == 1


def test_hostile_words_are_kept_as_words(warehouse: Warehouse) -> None:
    words = "x'); DROP TABLE mentions; --\x00\ud83d %s :a \\ \"" + "long " * 2000
    mention = a_mention(
        id="m", speaker=an_actor(words), parties=(an_actor(words, name=words),), places=(a_place(words),)
    )
    read(warehouse, mention)
    (evidence,) = warehouse.unlinked_mentions(10)
    kept = words.replace("\x00", "\ufffd").replace("\ud83d", "\ufffd")
    assert evidence.mention.parties[0].text == evidence.mention.places[0].text == kept
    assert evidence.mention.speaker == an_actor(kept)


def test_a_mention_leads_to_the_run_that_read_it_last(warehouse: Warehouse, reader: SqlReader) -> None:
    fetched(warehouse)
    outcome = ReadOutcome(article_id="article-1", document=a_document(), mentions=(a_mention(id="mention-1"),))
    for run in ("watch_news/first", "watch_news/second"):
        warehouse.start_run(run, "airflow", NOON)
        warehouse.save_outcomes([outcome], NOON, run)
        assert [row["run_id"] for row in reader.results(limit=10)] == [run]


def test_a_document_stays_when_its_run_is_deleted(warehouse: Warehouse, reader: SqlReader, warehouse_url: str) -> None:
    fetched(warehouse)
    warehouse.start_run("watch_news/1", "airflow", NOON)
    outcome = ReadOutcome(article_id="article-1", document=a_document(), mentions=(a_mention(id="mention-1"),))
    warehouse.save_outcomes([outcome], NOON, "watch_news/1")
    with opened(warehouse_url) as engine, writing(engine) as connection:
        connection.execute(text("DELETE FROM runs"))
    assert [row["run_id"] for row in reader.results(limit=10)] == [None]


def test_a_document_is_of_no_run_that_is_not_known(warehouse: Warehouse) -> None:
    fetched(warehouse)
    with pytest.raises(PermanentError, match="refuses a row"):
        warehouse.save_outcomes([ReadOutcome(article_id="article-1", document=a_document())], NOON, "watch_news/1")
