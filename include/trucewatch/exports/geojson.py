"""GeoJSON (RFC 7946) for maps: one feature per mention and place with coordinates, longitude first.

A mention without coordinates is one feature without a geometry, which the RFC allows and maps pass over, so that no mention
is lost on the way. Rows have `mention_id`, `places` and `place_coordinates`, as the view results has them; or they are of one place
each, with `latitude` and `longitude`.
"""

import json
from collections.abc import Iterable, Iterator, Sequence

from trucewatch.exports.values import SEPARATOR, Row, batches, plain
from trucewatch.model import ExportColumn

HEAD, TAIL = b'{"type": "FeatureCollection", "features": [\n', b"\n]}\n"
BETWEEN = ",\n"


def write(rows: Iterable[Row], columns: Sequence[ExportColumn]) -> Iterator[bytes]:
    """Yield a FeatureCollection, a feature a line; all columns are properties, with `place` where it is sure which it is."""
    names = [column.name for column in columns]
    yield HEAD
    between = ""
    for batch in batches(rows):
        lines = (json.dumps(one, ensure_ascii=False) for row in batch for one in _features(row, names))
        yield (between + BETWEEN.join(lines)).encode()
        between = BETWEEN
    yield TAIL


def _features(row: Row, names: Sequence[str]) -> Iterator[dict[str, object]]:
    properties = {name: plain(row[name]) for name in names}
    if "latitude" in row:
        where = {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]}
        yield {"type": "Feature", "geometry": where, "properties": properties}
        return
    points, places = _list(row["place_coordinates"]), _list(row["places"])
    told = places if len(places) == len(points) else [None] * len(points)
    for number, (point, place) in enumerate(zip(points, told, strict=True)):
        latitude, longitude = map(float, point.split(","))
        geometry = {"type": "Point", "coordinates": [longitude, latitude]}
        yield _feature(f"{row['mention_id']}-{number}", geometry, {**properties, "place": plain(place)})
    if not points:
        yield _feature(str(row["mention_id"]), None, {**properties, "place": None})


def _feature(identifier: str, geometry: object, properties: object) -> dict[str, object]:
    return {"type": "Feature", "id": identifier, "geometry": geometry, "properties": properties}


def _list(joined: object) -> list[str]:
    return str(joined).split(SEPARATOR) if joined else []
