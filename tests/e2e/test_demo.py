"""`make demo` itself, twice: a real Airflow from feeds to rows to one mail; then nothing new."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import time
from contextlib import closing
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from tests.conftest import ROOT

pytestmark = pytest.mark.e2e

SECONDS = 420
"""Generous, since the machine may be shared; what it takes is in the README."""
ORIGIN = {"fr": "appel-trump-poutine", "en": "trump-putin-call"}
SILENT = (
    "amenagement-du-territoire", "cold-front", "expo-frontieres", "nurses-pay-talks", "tariff-truce", "transfer-talks",
    "treve-des-confiseurs", "treve-hivernale",
)  # fmt: skip
STATEMENTS = {
    "a limited ceasefire is accepted": "category = 'ceasefire' AND act = 'accept' AND polarity = 'POS'"
    " AND scope = 'partial' AND target = 'energy' AND duration IN ('P30D', 'P1M')",
    "a general ceasefire is rejected": "category = 'ceasefire' AND act = 'reject' AND scope = 'general' AND duration = 'P30D'",
    "talks were held by phone": "category = 'negotiation' AND act = 'hold' AND format = 'phone'"
    " AND party_codes LIKE '%USA%' AND party_codes LIKE '%RUS%'",
    "Russia demands four oblasts": "category = 'territory' AND act = 'demand' AND party_codes LIKE '%RUS%' AND place_codes"
    " LIKE '%UA-14%' AND place_codes LIKE '%UA-09%' AND place_codes LIKE '%UA-65%' AND place_codes LIKE '%UA-23%'",
    "Ukraine demands Crimea": "category = 'territory' AND act = 'demand' AND party_codes LIKE '%UKR%'"
    " AND place_codes LIKE '%UA-43%'",
}


def make(*words, var, **options):
    return subprocess.run(
        ["make", "--no-print-directory", *words, f"VAR={var}"],
        cwd=ROOT, env=clean_environment(), capture_output=True, text=True, timeout=SECONDS, check=False, **options,
    )  # fmt: skip


def clean_environment():
    return {k: v for k, v in os.environ.items() if not k.startswith(("AIRFLOW", "TRUCEWATCH", "PYTEST"))}


def start(command, environment):
    """Start a command in a session of its own, as a terminal would, to be read and interrupted."""
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def left_over(var):
    """Return processes that still work in this folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"AIRFLOW_HOME={var}".encode() in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_bytes())
        except OSError:
            continue
    return found


def query(var, sql):
    with closing(sqlite3.connect(f"file:{var}/warehouse.sqlite?mode=ro", uri=True)) as connection:
        return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def var(tmp_path_factory):
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def first(var):
    return make("demo", var=var)


def test_the_demo_ends_green_and_says_what_it_did(first, var):
    assert first.returncode == 0, first.stdout[-3000:] + first.stderr[-3000:]
    for words in ("DAG runs", "watch_news   success", "send_alerts  success", "Funnel", "Mentions in the warehouse", ".eml",
                  "SELECT", "make up", "All green"):  # fmt: skip
        assert words in first.stdout
    assert re.search(r"fetch +pages fetched +\d+ +\d+ +http_404 1", first.stdout)
    assert left_over(var) == []


@pytest.mark.parametrize("language", ORIGIN)
@pytest.mark.parametrize("statement", STATEMENTS)
def test_both_languages_tell_the_same_statements(first, var, language, statement):
    sql = f"SELECT evidence FROM results WHERE url LIKE '%{ORIGIN[language]}%' AND {STATEMENTS[statement]}"  # noqa: S608
    assert query(var, sql), statement


@pytest.mark.parametrize("slug", SILENT)
def test_articles_on_other_things_give_nothing(first, var, slug):
    assert query(var, f"SELECT category, act, evidence FROM results WHERE url LIKE '%{slug}%'") == []  # noqa: S608


def test_the_evidence_stands_in_the_text_at_its_offsets(first, var):
    rows = query(
        var,
        "SELECT m.in_title, m.sentence_start, m.sentence_end, r.evidence, d.title, d.text FROM results r"
        " JOIN mentions m ON m.id = r.mention_id JOIN documents d ON d.id = r.document_id",
    )
    assert rows
    for in_title, start, end, sentence, title, text in rows:
        assert (title if in_title else text)[start:end] == sentence


def test_every_response_is_in_the_archive(first, var):
    records = []
    for path in (var / "archive").rglob("*.warc.gz"):
        with path.open("rb") as file:
            records += [
                r.rec_headers.get_header("WARC-Target-URI") for r in ArchiveIterator(file) if r.rec_type == "response"
            ]
    assert len(records) >= 25 + 8
    assert any("trump-putin-call" in url for url in records)


def test_one_mail_tells_of_both_truces_and_of_no_opinion(first, var):
    (path,) = (var / "mail").glob("*.eml")
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert mail["Message-ID"]
    assert mail["List-Id"]
    text = mail.get_body(("plain",)).get_content()
    assert mail.get_body(("html",)) is not None
    headlines = [line.lower() for line in text.splitlines() if line.startswith("* ")]
    assert [
        line for line in headlines if "30-day energy ceasefire" in line and ("accepted" in line or "agreed" in line)
    ]
    assert [line for line in headlines if "general 30-day ceasefire rejected by russia" in line]
    opinions = [row[0] for row in query(var, "SELECT evidence FROM results WHERE speaker_role = 'expert'")]
    assert opinions
    assert not [opinion for opinion in opinions if opinion[:60] in " ".join(text.split())]


def test_a_second_run_finds_the_same_and_sends_nothing(first, var):
    before = query(var, "SELECT mention_id FROM results ORDER BY 1")
    second = make("demo", var=var)
    assert second.returncode == 0, second.stdout[-3000:] + second.stderr[-3000:]
    assert query(var, "SELECT mention_id FROM results ORDER BY 1") == before
    assert len(list((var / "mail").glob("*.eml"))) == 1
    assert "Mail: 0 new" in second.stdout


def test_a_port_that_is_taken_is_one_plain_sentence(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = make("demo", f"PORT={port}", var=tmp_path)
    assert done.returncode != 0
    assert f"Port {port} is taken by another program; choose another with PORT=" in done.stderr
    assert "Traceback" not in done.stderr + done.stdout


@pytest.mark.usefixtures("can_be_interrupted")
def test_interrupting_leaves_nothing_running(tmp_path):
    lines = []
    with start(["make", "--no-print-directory", "demo", f"VAR={tmp_path}"], clean_environment()) as process:
        for line in process.stdout:
            lines.append(line)
            if "Airflow: starting" in line:
                time.sleep(3)
                os.killpg(process.pid, signal.SIGINT)
        assert process.wait(60) != 0
    text = "".join(lines)
    assert "everything that was started has ended" in text
    assert "Traceback" not in text
    assert left_over(tmp_path) == []
