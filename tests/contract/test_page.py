"""The page on a filled warehouse: every view shows its rows, and what strangers wrote stays text."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.builders import NOON, a_change, a_feed, a_mention, an_evidence
from tests.contract.warehouse_world import a_document, a_full_mention, a_linking, a_poll, fetched, read, save_poll, told
from trucewatch.codebook import Matter, Position
from trucewatch.exports import FORMATS
from trucewatch.model import ConflictParty, Contradiction, HopReport, ReadOutcome
from trucewatch.warehouse import SqlReader, SqlWarehouse

pytestmark = pytest.mark.filterwarnings("ignore:Using `httpx` with `starlette.testclient`")

HOSTILE = "<script>alert(1)</script>"
NAMES = {"en": {"ARD": "Ardania", "ardania-borland": "Ardania and Borland"}, "fr": {"ARD": "Ardanie"}}


def anybody() -> None:
    """A guard that lets all pass."""


@pytest.fixture
def client(reader: SqlReader) -> Iterator[object]:
    from fastapi.testclient import TestClient

    from trucewatch.page import Surroundings, create_page

    surroundings = Surroundings(
        names=NAMES,
        exporters=FORMATS,
        run_link=lambda run_id: f"../dags/{run_id}",
        now=lambda: NOON + timedelta(hours=1),
    )
    with TestClient(create_page(lambda: reader, [anybody], surroundings)) as opened:
        yield opened


@pytest.fixture
def linked(warehouse: SqlWarehouse) -> None:
    """Two mentions of one ceasefire, of which Ardania's stance is told in two ways."""
    found = read(warehouse)
    warehouse.sync_parties(
        [
            ConflictParty(conflict="ardania-borland", party="ARD", name="Ardania", country="AR"),
            ConflictParty(conflict="ardania-borland", party="BOR", name="Borland", country=None),
        ]
    )
    evidence = {one.mention.id: one for one in warehouse.unlinked_mentions(10)}
    linking = a_linking(found)
    stances = [
        {"position": Position.ACCEPTS, "told_by": "press:herald"},
        {"position": Position.REJECTS, "told_by": "ARD"},
    ]
    said = tuple(_with(stance, **changes) for stance, changes in zip(linking.stances, stances, strict=True))
    change = a_change(evidence=(an_evidence(mention=evidence["mention-1"].mention),), found_at=NOON)
    account = Contradiction(
        id="c1", arrangement_id="arrangement-1", party="ARD", matter=Matter.ACCEPTANCE,
        yes_mention_id=found[0].id, no_mention_id=found[1].id,
    )  # fmt: skip
    warehouse.save_linking(_with(linking, stances=said, changes=(change,), contradictions=(account,)), (), NOON)
    warehouse.refresh_counts()


def _with(thing, **changes):
    from dataclasses import replace

    return replace(thing, **changes)


def test_the_feeds_show_when_they_were_asked_and_what_is_the_matter(warehouse: SqlWarehouse, client) -> None:
    warehouse.sync_feeds([a_feed(), a_feed(id="idle")], NOON)
    save_poll(warehouse, a_poll(status="http_404", message=HOSTILE, flaws=("no_dates",)))
    answer = client.get("/feeds")
    assert answer.status_code == 200
    assert "18 March 2026, 12:00" in answer.text
    assert "http_404" in answer.text
    assert "never" in answer.text
    assert "no_dates" not in answer.text  # the flaws are those of the last poll that was read
    assert HOSTILE not in answer.text


def test_the_flaws_of_a_feed_that_was_read_are_shown(warehouse: SqlWarehouse, client) -> None:
    from datetime import UTC, datetime

    warehouse.sync_feeds([a_feed()], NOON)
    save_poll(warehouse, a_poll(polled_at=datetime.now(UTC), flaws=("no_dates", "no_links")))
    assert "no_dates, no_links" in client.get("/feeds").text


def test_only_feeds_in_trouble_are_shown_where_these_are_asked_for(warehouse: SqlWarehouse, client) -> None:
    warehouse.sync_feeds([a_feed(), a_feed(id="idle", outlet="The Idler")], NOON)
    save_poll(warehouse, a_poll(status="http_404"))
    text = client.get("/feeds", params={"only": "trouble"}).text
    assert "The Herald" in text
    assert "The Idler" not in text


def test_the_mentions_show_their_sentence(warehouse: SqlWarehouse, client) -> None:
    read(warehouse)
    answer = client.get("/mentions", params={"category": "ceasefire"})
    assert answer.status_code == 200
    assert "Ardania has accepted the ceasefire." in answer.text
    assert "2 mentions" in answer.text


def test_mentions_are_found_by_their_words(warehouse: SqlWarehouse, client) -> None:
    read(warehouse)
    assert "1 mention<" in client.get("/mentions", params={"words": "lakeside truce"}).text
    assert "Nothing fits" in client.get("/mentions", params={"words": "armistice"}).text


def test_pages_of_mentions_follow_each_other_without_gap_or_repetition(warehouse: SqlWarehouse, client) -> None:
    import re

    warehouse.sync_feeds([a_feed()], NOON)
    for number in range(5):
        told(
            warehouse,
            number,
            a_mention(id=f"m{number}", document_id=f"d{number:05}"),
            published_at=NOON + timedelta(minutes=number // 2),
        )
    seen, address = [], "./mentions?limit=2"
    while address:
        text = client.get(f"/{address[2:]}").text
        seen += re.findall(r'href="./mentions/(m\d)"', text)
        following = re.search(r'rel="next" href="([^"]+)"', text)
        address = following[1].replace("&amp;", "&") if following else ""
    assert sorted(seen) == ["m0", "m1", "m2", "m3", "m4"]
    assert len(seen) == 5


def test_a_mention_shows_its_sentence_in_its_paragraph_with_its_trigger(warehouse: SqlWarehouse, client) -> None:
    read(warehouse, a_mention(id="mention-1"))
    text = client.get("/mentions/mention-1").text
    assert "<mark>Ardania has accepted the <b>ceasefire</b>.</mark>" in text
    assert "en.ceasefire.accept" in text
    assert "trucewatch archive cat a.warc.gz:0" in text
    assert 'href="../mentions?party=ARD"' in text


def test_a_mention_leads_to_the_run_that_read_it(warehouse: SqlWarehouse, client) -> None:
    fetched(warehouse)
    warehouse.start_run("watch_news/manual__1", "airflow", NOON)
    outcome = ReadOutcome(article_id="article-1", document=a_document(), mentions=(a_mention(id="mention-1"),))
    warehouse.save_outcomes([outcome], NOON, run_id="watch_news/manual__1")
    assert 'href="../../dags/watch_news/manual__1"' in client.get("/mentions/mention-1").text


def test_a_headline_is_shown_as_one(warehouse: SqlWarehouse, client) -> None:
    read(warehouse, a_full_mention())
    assert "The sentence is the headline" in client.get("/mentions/mention-full").text


def test_a_mention_that_is_gone_says_so(client) -> None:
    answer = client.get("/mentions/nothing")
    assert answer.status_code == 404
    assert "There is no such mention now" in answer.text
    assert client.get("/api/mentions/nothing").json() == {
        "error": "There is no such mention now. It may belong to a document that was read again, or replaced."
    }


def test_the_overview_counts_and_says_what_changed(linked: None, client) -> None:
    text = client.get("/").text
    assert "Ardania and Borland" in text
    assert "partly accepted" in text
    assert "Ardania has accepted the ceasefire." in text


def test_addresses_of_earlier_mails_lead_on(client) -> None:
    answer = client.get("/?category=ceasefire&conflict=ardania-borland", follow_redirects=False)
    assert answer.status_code == 307
    assert answer.headers["location"] == "./mentions?category=ceasefire&conflict=ardania-borland"


def test_the_timeline_has_its_numbers_as_a_table_too(linked: None, client) -> None:
    text = client.get("/timeline").text
    assert 'data-chart="stack"' in text
    assert '<th scope="row">18 March 2026</th>' in text


def test_the_map_has_its_places_as_a_table_too(linked: None, client) -> None:
    text = client.get("/map").text
    assert "Lakeside" in text
    assert "takes no position" in text
    assert "borders=off" in text


def test_an_arrangement_shows_who_stands_where_and_who_tells_it_differently(linked: None, client) -> None:
    listed = client.get("/arrangements", params={"state": "partly_accepted"}).text
    assert 'href="./arrangements/arrangement-1"' in listed
    text = client.get("/arrangements/arrangement-1").text
    assert "press: herald" in text
    assert "Borland" in text
    assert "silent" in text
    assert text.count('class="account"') == 2
    assert 'href="../mentions?arrangement=arrangement-1"' in text
    assert client.get("/arrangements/nothing").status_code == 404


def test_the_runs_show_what_was_lost(warehouse: SqlWarehouse, client) -> None:
    warehouse.start_run("run-1", "airflow", NOON)
    warehouse.save_report("run-1", HopReport(hop="fetch", seen=3, kept=1, lost={"http_404": 2}))
    answer = client.get("/runs")
    assert answer.status_code == 200
    assert "<code>http_404</code> 2" in answer.text


VIEWS = (
    "",
    "timeline",
    "map",
    "arrangements",
    "arrangements/arrangement-1",
    "mentions",
    "mentions/mention-1",
    "feeds",
    "runs",
)


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_is_there_in_french(linked: None, client, view) -> None:
    answer = client.get(f"/{view}", params={"lang": "fr"})
    assert answer.status_code == 200
    assert '<html lang="fr">' in answer.text
    assert "lang=fr" in answer.text.split("</nav>")[0]  # the language stays, from view to view


@pytest.mark.parametrize("view", VIEWS)
def test_every_address_on_a_page_is_relative(linked: None, client, view) -> None:
    import re

    text = client.get(f"/{view}").text
    addresses = re.findall(r'(?:href|src|action|data-world)="([^"]*)"', text)
    own = [address for address in addresses if not address.startswith("https://herald.example/")]
    assert len(own) > 10
    assert all(address.startswith(("./", "../", "#")) for address in own)


@pytest.mark.parametrize("view", [view for view in VIEWS if "/" not in view])
def test_an_empty_warehouse_has_every_view(client, view) -> None:
    assert client.get(f"/{view}").status_code == 200


def test_what_strangers_wrote_stays_text(warehouse: SqlWarehouse, client) -> None:
    from tests.browser.small_world import fill

    fill(warehouse, NOON, days=3, hostile=f"{HOSTILE}\"'>")
    arrangement = client.get("/api/arrangements").json()[0]["arrangement_id"]
    mention = client.get("/api/mentions").json()[0]["mention_id"]
    for view in VIEWS:
        address = view.replace("arrangement-1", arrangement).replace("mention-1", mention)
        answer = client.get(f"/{address}")
        assert answer.status_code == 200, address
        assert HOSTILE not in answer.text, address


def cells(answer):
    return csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")))


@pytest.mark.parametrize(
    "view", ["mentions", "timeline", "conflicts", "map", "overview", "arrangements", "feeds", "runs"]
)
def test_every_view_is_a_file_too(linked: None, client, view) -> None:
    answer = client.get(f"/export/{view}.csv")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == f'attachment; filename="trucewatch-{view}-2026-03-18.csv"'
    rows = list(cells(answer))
    assert len(rows) == {
        "mentions": 2,
        "timeline": 2,
        "conflicts": 1,
        "map": 1,
        "overview": 1,
        "arrangements": 1,
        "feeds": 1,
    }.get(view, 0)


@pytest.mark.parametrize("view", ["stances", "accounts"])
def test_what_is_told_of_an_arrangement_is_a_file_too(linked: None, client, view) -> None:
    answer = client.get(f"/export/{view}.csv", params={"arrangement": "arrangement-1"})
    assert len(list(cells(answer))) == {"stances": 2, "accounts": 1}[view]
    assert client.get(f"/export/{view}.csv").status_code == 400


def test_a_file_has_the_filters_of_its_view(linked: None, client) -> None:
    answer = client.get("/export/mentions.csv", params={"act": "extend"})
    assert [row["mention_id"] for row in cells(answer)] == ["mention-full"]


@pytest.mark.parametrize(
    "view",
    ["mentions", "timeline", "conflicts", "map", "overview", "arrangements", "stances", "accounts", "feeds", "runs"],
)
def test_every_view_is_a_parquet_file_of_the_same_rows(warehouse: SqlWarehouse, linked: None, client, view) -> None:
    from pyarrow import parquet

    warehouse.start_run("run-1", "airflow", NOON)
    warehouse.save_report("run-1", HopReport(hop="fetch", seen=3, kept=1, lost={"http_404": 2}))
    told_of = {"arrangement": "arrangement-1"}
    found = parquet.read_table(io.BytesIO(client.get(f"/export/{view}.parquet", params=told_of).content))
    lines = client.get(f"/export/{view}.jsonl", params=told_of).text.splitlines()
    assert found.num_rows == len(lines)
    assert lines
    assert found.column_names == list(json.loads(lines[0]))


def test_the_places_of_the_map_are_points(linked: None, client) -> None:
    (feature,) = client.get("/export/map.geojson").json()["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [-2.51234, 48.0]}
    assert feature["properties"]["name"] == "Lakeside"
    assert client.get("/export/feeds.geojson").status_code == 400


def test_a_file_has_the_columns_of_its_rows(linked: None, reader: SqlReader) -> None:
    from trucewatch.model import Filters
    from trucewatch.page import columns

    assert set(columns.MENTIONS) == set(reader.mentions(Filters(), limit=1)[0])
    assert set(columns.ARRANGEMENTS) == set(reader.arrangements({}, limit=1)[0])
    assert set(columns.STANCES) == set(reader.stance_history("arrangement-1", 1)[0])
    assert set(columns.ACCOUNTS) == set(reader.accounts("arrangement-1", 1)[0])
    assert set(columns.FEEDS) == set(reader.feed_health()[0])


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("mentions", 2),
        ("timeline", 2),
        ("conflicts", 1),
        ("places", 1),
        ("arrangements", 1),
        ("changes", 1),
        ("feeds", 1),
        ("runs", 0),
    ],
)
def test_the_same_as_json(linked: None, client, path, number) -> None:
    answer = client.get(f"/api/{path}")
    assert answer.status_code == 200
    assert len(answer.json()) == number


def test_one_of_each_as_json(linked: None, client) -> None:
    assert client.get("/api/mentions/mention-1").json()["trigger_start"] == 25
    found = client.get("/api/arrangements/arrangement-1").json()
    assert (len(found["stances"]), len(found["history"]), len(found["accounts"])) == (2, 2, 1)
    assert client.get("/api/overview").json()["categories"][0]["name"] == "ceasefire"
    assert client.get("/api/choices").json()["conflicts"] == ["ardania-borland"]
