"""Files that come back as the rows they were made of, in every format, a part at a time."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hostile_texts import BAITS, hostile_texts
from tests.unit.exports.rows import COLUMNS, a_row, an_empty_row, as_json, read_csv, read_jsonl, written
from trucewatch.exports import FORMATS, export
from trucewatch.exports.formulas import unguard
from trucewatch.knowledge.gazetteer import load_gazetteer
from trucewatch.knowledge.languages import load_languages
from trucewatch.model import ColumnKind, ExportColumn
from trucewatch.settings import KNOWLEDGE


def read_parquet(file):
    from pyarrow import parquet

    return parquet.read_table(io.BytesIO(file))


def read_geojson(file):
    return json.loads(file)["features"]


def test_json_lines_come_back():
    rows = [a_row(), a_row(evidence='{"a": "\u2028\n\\"}'), an_empty_row()]
    assert read_jsonl(written("jsonl", rows)) == [as_json(row) for row in rows]
    assert written("jsonl", []) == b""


def test_parquet_comes_back_with_its_types():
    rows = [a_row(), an_empty_row()]
    table = read_parquet(written("parquet", rows))
    assert table.to_pylist() == rows
    assert {field.name: str(field.type) for field in table.schema} == {
        "mention_id": "string",
        "published_at": "timestamp[us, tz=UTC]",
        "event_on": "date32[day]",
        "in_title": "bool",
        "archive_offset": "int64",
        "places": "string",
        "place_coordinates": "string",
        "evidence": "string",
    }
    assert read_parquet(written("parquet", [])).schema == table.schema


def test_parquet_has_a_row_group_for_each_part():
    from pyarrow import parquet

    file = written("parquet", (a_row(mention_id=str(number)) for number in range(12_000)))
    assert parquet.ParquetFile(io.BytesIO(file)).num_row_groups == 3
    assert read_parquet(file).column("mention_id").to_pylist() == [str(number) for number in range(12_000)]


def test_a_place_is_a_feature_with_its_longitude_first():
    (feature,) = read_geojson(written("geojson", [a_row()]))
    assert feature["geometry"] == {"type": "Point", "coordinates": [-2.5123, 48.0]}
    assert feature["id"] == "m1-0"
    assert feature["properties"] == {**as_json(a_row()), "place": "Lac"}


def test_a_mention_of_two_places_is_two_features():
    row = a_row(places="Goma; Kinshasa", place_coordinates="-1.6700,29.2200; -4.3300,15.3000")
    features = read_geojson(written("geojson", [row]))
    assert [(one["id"], one["properties"]["place"], one["geometry"]["coordinates"]) for one in features] == [
        ("m1-0", "Goma", [29.22, -1.67]),
        ("m1-1", "Kinshasa", [15.3, -4.33]),
    ]


def test_a_point_that_may_be_of_either_place_has_no_name():
    (feature,) = read_geojson(written("geojson", [a_row(places="the hills; Lac")]))
    assert feature["properties"]["place"] is None
    assert feature["properties"]["places"] == "the hills; Lac"


def test_a_mention_without_coordinates_is_a_feature_without_geometry():
    features = read_geojson(written("geojson", [an_empty_row(), a_row()]))
    assert [(one["id"], one["geometry"] is None) for one in features] == [("m2", True), ("m1-0", False)]


def test_a_collection_of_nothing_is_one():
    assert json.loads(written("geojson", [])) == {"type": "FeatureCollection", "features": []}


@pytest.mark.parametrize(("name", "most"), [("csv", 500), ("jsonl", 500), ("geojson", 500), ("parquet", 5000)])
def test_rows_are_written_as_they_come(name, most):
    asked = 0

    def rows():
        nonlocal asked
        for number in range(20_000):
            asked += 1
            yield a_row(mention_id=str(number))

    largest = before = 0
    for _ in export(rows(), COLUMNS, FORMATS[name]):
        largest, before = max(largest, asked - before), asked
    assert asked == 20_000
    assert largest == most


@pytest.mark.parametrize("language", sorted(BAITS))
def test_hostile_texts_come_back(language):
    pack = next(one for one in load_languages(KNOWLEDGE).values() if one.code == language)
    texts = list(hostile_texts(pack, load_gazetteer(KNOWLEDGE), 2000).values())
    rows = [a_row(mention_id=str(number), evidence=text) for number, text in enumerate(texts)]
    kept = [text.replace("\ud800", "\ufffd") for text in texts]
    assert [unguard(row["evidence"]) for row in read_csv(written("csv", rows))] == kept
    assert [row["evidence"] for row in read_jsonl(written("jsonl", rows))] == kept
    assert [one["properties"]["evidence"] for one in read_geojson(written("geojson", rows))] == kept
    assert read_parquet(written("parquet", rows)).column("evidence").to_pylist() == kept


@given(st.lists(st.text(), max_size=5))
def test_any_text_comes_back_from_every_format(texts):
    rows = [a_row(mention_id=str(number), evidence=text) for number, text in enumerate(texts)]
    assert [unguard(row["evidence"]) for row in read_csv(written("csv", rows))] == texts
    assert [row["evidence"] for row in read_jsonl(written("jsonl", rows))] == texts
    assert read_parquet(written("parquet", rows)).column("evidence").to_pylist() == texts


def test_formats_say_what_they_are():
    assert {name: (one.name, one.ending) for name, one in FORMATS.items()} == {
        "csv": ("csv", "csv"),
        "jsonl": ("jsonl", "jsonl"),
        "geojson": ("geojson", "geojson"),
        "parquet": ("parquet", "parquet"),
    }
    assert all("/" in one.media_type for one in FORMATS.values())


def test_numbers_stay_numbers_and_what_is_none_is_left_empty():
    columns = (ExportColumn(name="latitude", kind=ColumnKind.NUMBER),)
    rows = [{"latitude": -2.51234}, {"latitude": None}]
    files = {name: b"".join(export(rows, columns, FORMATS[name])) for name in ("csv", "jsonl", "parquet")}
    assert read_parquet(files["parquet"]).to_pylist() == rows
    assert [json.loads(line) for line in files["jsonl"].splitlines()] == rows
    assert files["csv"].decode("utf-8-sig").splitlines()[1] == "-2.51234"


def test_json_has_no_number_that_json_does_not_know():
    columns = (ExportColumn(name="latitude", kind=ColumnKind.NUMBER),)
    assert b"".join(export([{"latitude": float("nan")}], columns, FORMATS["jsonl"])) == b'{"latitude": null}\n'
