"""Documents of one host that share words, on every database."""

import random
from datetime import timedelta

import pytest

from tests.builders import NOON, a_feed
from tests.contract.warehouse_world import a_document, retold, told
from trucewatch.codebook import PassedOver
from trucewatch.knowledge.addresses import host_of
from trucewatch.model import LOOKED_UP, Document, Lookalike
from trucewatch.ports import Warehouse

DAY = timedelta(days=1)
MONTH = 30 * DAY
GREATEST = 2**63 - 1


@pytest.fixture(autouse=True)
def feeds(warehouse: Warehouse) -> None:
    warehouse.sync_feeds([a_feed(), a_feed(id="rival", family="rival")], NOON)


def found(warehouse: Warehouse, document: Document, within: timedelta = MONTH) -> list[str]:
    return [other.document_id for other in warehouse.lookalikes([document], within).get(document.id, ())]


def test_a_lookalike_comes_with_its_title_and_its_whole_sketch(warehouse: Warehouse) -> None:
    sketch = (0, *range(7, 47), GREATEST)
    told(warehouse, 1, title="Please log in", sketch=sketch)
    asked = told(warehouse, 2, sketch=(0, GREATEST))
    assert warehouse.lookalikes([asked], MONTH) == {
        asked.id: (Lookalike(document_id="d00001", title="Please log in", sketch=sketch),)
    }


def test_what_is_not_kept_yet_is_compared_with_what_is(warehouse: Warehouse) -> None:
    told(warehouse, 1, sketch=(1, 2))
    new = a_document(id="new", url="https://herald.example/2", article_id="a1", sketch=(2, 3))
    assert found(warehouse, new) == []
    told(warehouse, 2, sketch=(5,))
    other = a_document(id="new", url="https://herald.example/2", article_id="a2", sketch=(2, 3))
    assert found(warehouse, other) == ["d00001"]


def test_only_the_least_hashes_are_looked_up(warehouse: Warehouse) -> None:
    told(warehouse, 1, sketch=tuple(range(100)))
    assert found(warehouse, told(warehouse, 2, sketch=(LOOKED_UP - 1,))) == ["d00001"]
    assert found(warehouse, told(warehouse, 3, sketch=(LOOKED_UP,))) == []


def test_another_host_is_no_lookalike(warehouse: Warehouse) -> None:
    told(warehouse, 1, sketch=(1, 2))
    assert found(warehouse, told(warehouse, 2, feed="rival", sketch=(1, 2))) == []


@pytest.mark.parametrize(("age", "is_found"), [(MONTH, True), (MONTH + timedelta(seconds=1), False)])
def test_what_was_said_too_long_before_is_left_out(warehouse: Warehouse, age: timedelta, *, is_found: bool) -> None:
    told(warehouse, 1, sketch=(1,), published_at=NOON - age)
    asked = told(warehouse, 2, sketch=(1,), published_at=NOON)
    assert bool(found(warehouse, asked)) is is_found


def test_a_page_without_a_date_was_said_when_it_was_seen(warehouse: Warehouse) -> None:
    told(warehouse, 1, sketch=(1,), published_at=None)
    assert found(warehouse, told(warehouse, 2, sketch=(1,), published_at=NOON + DAY), within=DAY) == ["d00001"]
    assert found(warehouse, told(warehouse, 3, sketch=(1,), published_at=NOON + 2 * DAY), within=DAY) == ["d00002"]


def test_versions_of_one_article_are_no_lookalikes(warehouse: Warehouse) -> None:
    told(warehouse, 1, sketch=(1,))
    second = retold(warehouse, 1, article="later", after=DAY, id="second", sketch=(1,), title="Another title")
    assert found(warehouse, second) == []
    asked = told(warehouse, 2, sketch=(1,))
    assert found(warehouse, asked) == ["second"]


def test_a_page_that_was_passed_over_is_no_lookalike(warehouse: Warehouse) -> None:
    told(warehouse, 1, text="", passed_over=PassedOver.NO_TRIGGER)
    assert found(warehouse, told(warehouse, 2, sketch=(1,))) == []


def test_documents_without_a_sketch_have_none(warehouse: Warehouse) -> None:
    told(warehouse, 1, sketch=(1,))
    assert warehouse.lookalikes([told(warehouse, 2)], MONTH) == {}
    assert warehouse.lookalikes([], MONTH) == {}


def test_a_hash_of_every_page_leads_to_the_newest_twenty(warehouse: Warehouse) -> None:
    for number in range(25):
        told(warehouse, number, sketch=(1,), published_at=NOON + timedelta(minutes=number))
    asked = told(warehouse, 99, feed="herald", sketch=(1,), published_at=NOON + DAY)
    assert found(warehouse, asked) == [f"d{number:05}" for number in range(6, 25)]


def test_reading_anew_finds_by_the_new_sketch_only(warehouse: Warehouse) -> None:
    told(warehouse, 1, sketch=(1,))
    told(warehouse, 1, sketch=(2,))
    assert found(warehouse, told(warehouse, 2, sketch=(1,))) == []
    assert found(warehouse, told(warehouse, 3, sketch=(2,))) == ["d00001"]
    retold(warehouse, 1, article="a1", id="other text", sketch=(3,))
    assert found(warehouse, told(warehouse, 4, sketch=(2,))) == ["d00003"]


def test_look_ups_agree_with_comparing_all(warehouse: Warehouse) -> None:
    chance = random.Random(4)  # noqa: S311
    kept = [
        told(
            warehouse,
            number,
            feed=chance.choice(("herald", "rival")),
            sketch=tuple(sorted(chance.sample(range(150), chance.randrange(12)))),
            published_at=NOON + timedelta(hours=chance.randrange(100)),
        )
        for number in range(60)
    ]
    since = max(document.published_at or NOON for document in kept) - 2 * DAY
    expected = {
        document.id: {
            one.id
            for one in kept
            if one.id != document.id
            and host_of(one.url) == host_of(document.url)
            and (one.published_at or NOON) >= since
            and {*one.sketch[:LOOKED_UP]} & {*document.sketch[:LOOKED_UP]}
        }
        for document in kept
    }
    answer = warehouse.lookalikes(kept, 2 * DAY)
    assert sum(map(len, expected.values())) > 60
    assert {id_: {one.document_id for one in alike} for id_, alike in answer.items()} == {
        id_: others for id_, others in expected.items() if others
    }
