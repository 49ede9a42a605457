"""A warehouse of any size, made of invented rows and filled past its doors: for measuring questions, not writing.

Mentions of a year until a given day: 24 conflicts of uneven size, 80 feeds, 2,000 places, an arrangement for every hundred
mentions; of each 200 arrangements one has a seventh of the mentions. Rows are prepared a part at a time and go in by COPY or executemany.
"""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, Table, insert

from trucewatch.codebook import ACTS, Category, Position
from trucewatch.warehouse import tables
from trucewatch.warehouse.engine import writing
from trucewatch.warehouse.folding import fold
from trucewatch.warehouse.indexing import count_day

PART = 20_000
DAYS = 365
FEEDS, PLACES = 80, 2_000
CONFLICTS = tuple(f"conflict-{number}" for number in range(24))
_SAY = (
    "Moscow",
    "Kyiv",
    "the envoy",
    "l'Élysée",
    "the army",
    "rebels",
    "the ministry",
    "analysts",
    "le président",
    "Khartoum",
)
_DO = (
    "accepted",
    "rejected",
    "violated",
    "extended",
    "a refusé",
    "called for",
    "captured",
    "lost",
    "discussed",
    "a démenti",
)
_WHAT = (
    "the ceasefire",
    "la trêve",
    "the talks",
    "the town",
    "le cessez-le-feu",
    "the front",
    "négociations",
    "the province",
)
_ORDER = (
    "feeds", "entries", "articles", "documents", "mentions", "mention_parties", "mention_places", "mention_index",
    "arrangements", "mention_links", "stances", "changes", "change_evidence",
)  # fmt: skip
Row = Mapping[str, Any]


def fill(engine: Engine, count: int, now: datetime) -> None:
    """Put so many mentions into an empty warehouse at the newest schema, count its days, and let the database look."""
    chance = random.Random(20)  # noqa: S311
    with writing(engine) as connection:
        connection.execute(insert(tables.feeds), [_feed(number, now) for number in range(FEEDS)])
        days = (now - timedelta(days=day) for day in range(DAYS + 1))
        connection.execute(insert(tables.runs), [_run(day) for day in days])
    for start in range(0, count, PART):
        rows: dict[str, list[Row]] = {name: [] for name in _ORDER}
        for number in range(start, min(start + PART, count)):
            _add(rows, chance, number, now - timedelta(days=DAYS) * (1 - number / count))
        _write(engine, {name: some for name, some in rows.items() if some})
        print(f"  {min(start + PART, count):9,} mentions written", flush=True)
    with writing(engine) as connection:
        for day in range(DAYS + 1):
            count_day(connection, (now - timedelta(days=DAYS) + timedelta(days=day)).date())
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def _write(engine: Engine, rows: Mapping[str, Sequence[Row]]) -> None:
    with writing(engine) as connection:
        for name, some in rows.items():
            table: Table = getattr(tables, name)
            if engine.dialect.name == "sqlite":
                connection.execute(insert(table), some)
                continue
            columns = [table.c[column] for column in some[0]]
            cursor = connection.connection.cursor()
            with cursor.copy(f"COPY {name} ({', '.join(column.name for column in columns)}) FROM STDIN") as copy:
                for row in some:
                    copy.write_row([_plain(row[column.name]) for column in columns])


def _plain(value: Any) -> Any:
    return "[]" if value == () else str(value) if hasattr(value, "value") else value


def _feed(number: int, now: datetime) -> Row:
    country = ("RU", "US", "FR", "GB", "UA")[number % 5]
    return {
        "id": f"feed-{number}", "outlet": f"Outlet {number}", "url": f"https://outlet-{number}.example/feed",
        "language": "fr" if country == "FR" else "en", "country": country, "family": f"family-{number // 2}",
        "poll_minutes": 15, "active": True, "due_at": now, "failures": 0.0,
    }  # fmt: skip


def _run(day: datetime) -> Row:
    return {"run_id": f"watch_news/{day:%Y-%m-%d}", "origin": "airflow", "started_at": day}


def _add(rows: Mapping[str, list[Row]], chance: random.Random, number: int, at: datetime) -> None:
    document = f"d{number // 3:08}"
    feed = number // 3 % FEEDS
    language = "fr" if feed % 5 == 2 else "en"
    title = f"{chance.choice(_SAY)} {chance.choice(_DO)} {chance.choice(_WHAT)}".capitalize()
    if number % 3 == 0:
        _add_document(rows, document, f"feed-{feed}", language, title, at)
    category = chance.choice(tuple(Category))
    mention = {
        "id": f"m{number:08}", "document_id": document, "category": category, "act": chance.choice(ACTS[category]),
        "polarity": "NEG" if chance.random() < 0.1 else "POS", "certainty": chance.choice(("CT", "CT", "PR", "PS", "U")),
        "conflict": CONFLICTS[min(int(chance.expovariate(0.2)), 23)],
    }  # fmt: skip
    _add_mention(rows, chance, mention, at)
    _add_index(rows, mention, f"feed-{feed}", language, title, at)
    _add_arrangement(rows, chance, mention, number, at)


def _add_document(
    rows: Mapping[str, list[Row]], document: str, feed: str, language: str, title: str, at: datetime
) -> None:
    url = f"https://outlet.example/{document}"
    rows["entries"].append(
        {"id": f"e{document}", "feed_id": feed, "url": url, "title": title, "summary": "", "content": "", "authors": (),
         "published_at": at, "seen_at": at, "fetched_at": at, "host": "outlet.example"}
    )  # fmt: skip
    rows["articles"].append(
        {"id": f"a{document}", "entry_id": f"e{document}", "final_url": url, "status_code": 200, "content_type": "text/html",
         "fetched_at": at, "body_digest": document, "archive_file": "20260101.warc.gz", "archive_offset": 1000, "read_at": at}
    )  # fmt: skip
    rows["documents"].append(
        {"id": document, "article_id": f"a{document}", "url": url, "title": title, "text": f"{title}.\n\n{title} again. " * 8,
         "language": language, "published_at": at, "authors": (), "text_source": "page", "fingerprint": document, "read_at": at,
         "run_id": f"watch_news/{at:%Y-%m-%d}"}
    )  # fmt: skip


def _add_mention(rows: Mapping[str, list[Row]], chance: random.Random, mention: Row, at: datetime) -> None:
    sentence = (
        f"{chance.choice(_SAY)} {chance.choice(_DO)} {chance.choice(_WHAT)} near place {chance.randrange(PLACES)}."
    )
    rows["mentions"].append(
        {**mention, "trigger_text": "the ceasefire", "trigger_start": 0, "trigger_end": 4, "sentence_text": sentence,
         "sentence_start": 0, "sentence_end": len(sentence), "in_title": False, "time": "present", "attribution": "none",
         "rule_id": "en.bench", "pack_version": "1", "model_version": "1", "found_at": at, "linked_at": at, "link_batch": 1}
    )  # fmt: skip
    rows["mention_parties"].extend(
        {"mention_id": mention["id"], "position": place, "text": "party", "span_start": 0, "span_end": 5,
         "actor_id": f"actor-{min(int(chance.expovariate(0.05)), 199)}", "name": "Party", "role": "party"}
        for place in range(chance.choice((1, 1, 2)))
    )  # fmt: skip
    for place in range(chance.choice((0, 1, 1, 2))):
        at_place = min(int(chance.expovariate(0.005)), PLACES - 1)
        country = ("UA", "SD", "CD", "IL", "YE")[at_place % 5]
        rows["mention_places"].append(
            {"mention_id": mention["id"], "position": place, "text": "place", "span_start": 0, "span_end": 5,
             "place_id": f"place-{at_place}", "name": f"Place {at_place}", "code": f"{country}-{at_place % 60:02}",
             "country": country, "latitude": 10 + at_place / 50, "longitude": 20 + at_place % 70}
        )  # fmt: skip


def _add_index(rows: Mapping[str, list[Row]], mention: Row, feed: str, language: str, title: str, at: datetime) -> None:
    rows["mention_index"].append(
        {"mention_id": mention["id"], "document_id": mention["document_id"], "feed_id": feed, "said_at": at,
         "said_on": at.date(), "category": mention["category"], "act": mention["act"], "polarity": mention["polarity"],
         "certainty": mention["certainty"], "conflict": mention["conflict"], "language": language,
         "words": fold(f"{title} {rows['mentions'][-1]['sentence_text']}")}
    )  # fmt: skip


def _add_arrangement(
    rows: Mapping[str, list[Row]], chance: random.Random, mention: Row, number: int, at: datetime
) -> None:
    arrangement = f"r{number // PART}-{number % 200 if number % 7 else 0}"
    if number % PART < 200:
        rows["arrangements"].append(
            {"id": f"r{number // PART}-{number % 200}", "category": mention["category"], "conflict": mention["conflict"], "places": (),
             "state": "proposed", "first_said_at": at, "last_said_at": at, "updated_at": at}
        )  # fmt: skip
    rows["mention_links"].append({"mention_id": mention["id"], "arrangement_id": arrangement})
    rows["stances"].append(
        {"arrangement_id": arrangement, "mention_id": mention["id"], "position": 0, "party": f"actor-{chance.randrange(6)}",
         "act": mention["act"], "polarity": mention["polarity"], "said_at": at, "standing": chance.choice(tuple(Position)),
         "told_by": "press:family-1", "rank": int(at.timestamp()) * 1_000_000 + number % 1_000_000}
    )  # fmt: skip
    if number % 20 == 0:
        rows["changes"].append(
            {"key": f"c{number:08}", "arrangement_id": arrangement, "act": mention["act"], "actors": (), "state": "proposed",
             "found_at": at}
        )  # fmt: skip
        rows["change_evidence"].append({"change_key": f"c{number:08}", "mention_id": mention["id"]})
