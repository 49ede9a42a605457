"""Mentions, arrangements, stances and links, on every database."""

from dataclasses import replace
from datetime import timedelta

from tests.builders import NOON, a_mention, a_recipient, a_span, a_stance, an_arrangement, an_article
from tests.contract.warehouse_world import ENTRY, a_document, a_linking, read
from trucewatch.alerts import choose_alerts
from trucewatch.arrangements import link_mentions
from trucewatch.codebook import Act, State
from trucewatch.model import Fetch, Linking, Mention, ReadOutcome
from trucewatch.ports import Warehouse
from trucewatch.warehouse import SqlReader

HOUR = timedelta(hours=1)


def test_mentions_wait_in_the_order_of_the_text_title_first(warehouse: Warehouse) -> None:
    late = a_mention(id="a", trigger=a_span("truce", 90))
    early = a_mention(id="b", trigger=a_span("truce", 9))
    title = a_mention(id="c", trigger=a_span("truce", 50), in_title=True)
    read(warehouse, late, early, title)
    assert [evidence.mention.id for evidence in warehouse.unlinked_mentions(10)] == ["c", "b", "a"]
    assert [evidence.mention.id for evidence in warehouse.unlinked_mentions(1)] == ["c"]


def test_every_linked_mention_waits_no_more(warehouse: Warehouse) -> None:
    mentions = read(warehouse)
    warehouse.save_linking(a_linking(mentions), (), NOON)
    assert warehouse.unlinked_mentions(10) == ()


def test_arrangements_come_back_as_they_were_saved_and_change(warehouse: Warehouse) -> None:
    first = an_arrangement(places=("Lakeside", "Hill, upper"), duration="P1M")
    second = an_arrangement(id="arrangement-0", first_said_at=NOON - HOUR, conflict=None, scope=None)
    warehouse.save_linking(Linking(arrangements=(first, second), stances=(), links=(), changes=()), (), NOON)
    assert warehouse.arrangements() == (second, first)
    changed = replace(first, state=State.IN_FORCE, last_said_at=NOON + HOUR)
    warehouse.save_linking(Linking(arrangements=(changed,), stances=(), links=(), changes=()), (), NOON)
    assert warehouse.arrangements() == (second, changed)


def test_stances_come_back_oldest_first(warehouse: Warehouse) -> None:
    mentions = read(warehouse)
    late = a_stance(mention_id=mentions[0].id, said_at=NOON + HOUR)
    early = a_stance(mention_id=mentions[1].id, act=Act.REJECT, polarity="NEG", party="")
    warehouse.save_linking(a_linking(mentions, late, early), (), NOON)
    assert warehouse.stances(["arrangement-1"]) == (early, late)
    assert warehouse.stances(["nothing"]) == ()
    assert warehouse.stances([]) == ()


def test_linking_twice_is_linking_once(warehouse: Warehouse) -> None:
    mentions = read(warehouse)
    stance = a_stance(mention_id=mentions[0].id)
    linking = a_linking(mentions, stance, stance, replace(stance, party="BOR"))
    warehouse.save_linking(linking, (), NOON)
    warehouse.save_linking(linking, (), NOON)
    assert warehouse.stances(["arrangement-1"]) == (stance, replace(stance, party="BOR"))


def test_a_mention_that_moves_takes_its_stance_along(warehouse: Warehouse, reader: SqlReader) -> None:
    (mention,) = read(warehouse, a_mention(id="m"))
    warehouse.save_linking(a_linking([mention]), (), NOON)
    warehouse.save_linking(a_linking([mention], id="arrangement-2"), (), NOON)
    assert warehouse.stances(["arrangement-1"]) == ()
    assert len(warehouse.stances(["arrangement-1", "arrangement-2"])) == 1
    assert [row["arrangement_id"] for row in reader.results(limit=10)] == ["arrangement-2"]


def test_more_mentions_than_fit_into_one_statement(warehouse: Warehouse) -> None:
    mentions = read(warehouse, *(a_mention(id=f"m{number:04}") for number in range(1200)))
    assert len(warehouse.unlinked_mentions(2000)) == 1200
    warehouse.save_linking(a_linking(mentions), (), NOON)
    assert warehouse.unlinked_mentions(10) == ()
    assert len(warehouse.stances(["arrangement-1"])) == 1200


def test_a_party_may_have_a_very_long_name(warehouse: Warehouse) -> None:
    (mention,) = read(warehouse, a_mention(id="m"))
    stance = a_stance(mention_id="m", party="front " * 3000)
    warehouse.save_linking(a_linking([mention], stance), (), NOON)
    assert warehouse.stances(["arrangement-1"]) == (stance,)


def link(warehouse: Warehouse) -> int:
    """Link what waits as the road does; return how many alerts are new."""
    evidence, known = warehouse.unlinked_mentions(100), warehouse.arrangements()
    linking = link_mentions(evidence, known, warehouse.stances(one.id for one in known))
    alerts = choose_alerts(linking.changes, [a_recipient()], now=NOON, max_age=timedelta(days=3))
    return warehouse.save_linking(linking, alerts, NOON)


def read_edit(warehouse: Warehouse, number: int, mention: Mention) -> None:
    """Fetch and read the page of the world's entry again, which says something else now."""
    at = NOON + number * HOUR
    article = an_article(id=f"article-{number}", entry_id=ENTRY.id, fetched_at=at)
    warehouse.save_fetches([Fetch(entry_id=ENTRY.id, fetched_at=at, article=article)])
    document = a_document(id=mention.document_id, article_id=article.id, fingerprint=mention.id)
    warehouse.save_outcomes([ReadOutcome(article_id=article.id, document=document, mentions=(mention,))], at)


def test_an_edit_alerts_only_where_the_claim_is_another(warehouse: Warehouse, reader: SqlReader) -> None:
    read(warehouse, a_mention(id="first"))
    assert link(warehouse) == 1
    read_edit(warehouse, 2, a_mention(id="same claim", document_id="document-2"))
    assert link(warehouse) == 0
    read_edit(warehouse, 3, a_mention(id="other claim", document_id="document-3", act=Act.REJECT))
    assert link(warehouse) == 1
    alerted = [one.mention.id for alert in warehouse.pending_alerts(NOON, 10) for one in alert.evidence]
    assert sorted(alerted) == ["first", "other claim"]
    assert [row["mention_id"] for row in reader.results(limit=10)] == ["other claim"]


def test_what_an_edit_took_back_before_anybody_linked_it_is_not_linked(warehouse: Warehouse) -> None:
    read(warehouse, a_mention(id="first"))
    read_edit(warehouse, 2, a_mention(id="second", document_id="document-2", act=Act.REJECT))
    assert [one.mention.id for one in warehouse.unlinked_mentions(10)] == ["second"]
