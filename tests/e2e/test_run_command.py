"""`trucewatch run`: the road without Airflow, every part pointed elsewhere on the command line."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime

import pytest
import yaml

from demo.mail_catcher import catch_mail
from demo.news_server import serve
from tests.conftest import ROOT
from tests.e2e.test_demo import ORIGIN, STATEMENTS, clean_environment

pytestmark = pytest.mark.e2e


def trucewatch(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "trucewatch", *map(str, arguments)],
        cwd=ROOT, env=clean_environment() | environment, capture_output=True, text=True, timeout=200, check=False,
    )  # fmt: skip


def rows(path, sql):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def test_one_pass_gives_rows_archive_and_one_mail_and_a_second_gives_nothing_more(tmp_path):
    with serve(datetime.now(UTC)) as site, catch_mail(tmp_path / "mail") as mail:
        command = (
            "run", "--feeds", site.write_feeds(tmp_path / "feeds.yaml"), "--warehouse", f"sqlite:///{tmp_path}/w.sqlite",
            "--archive", tmp_path / "archive", "--smtp", mail.smtp_url, "--mail-to", "desk@example.org",
            "--allow-private-hosts", "--pause", "0",
        )  # fmt: skip
        first = trucewatch(*command)
        assert first.returncode == 0, first.stderr
        assert "http_404 1" in first.stdout
        mentions = rows(tmp_path / "w.sqlite", "SELECT mention_id FROM results ORDER BY 1")
        for slug in ORIGIN.values():
            for statement in STATEMENTS.values():
                sql = f"SELECT 1 FROM results WHERE url LIKE '%{slug}%' AND {statement}"  # noqa: S608
                assert rows(tmp_path / "w.sqlite", sql), statement
        (sent,) = mail.mails()
        assert b"To: desk@example.org" in sent.read_bytes()
        second = trucewatch(*command)
        assert second.returncode == 0
        assert rows(tmp_path / "w.sqlite", "SELECT mention_id FROM results ORDER BY 1") == mentions
        assert len(mail.mails()) == 1
    assert list((tmp_path / "archive").rglob("*.warc.gz"))


def test_a_feed_of_a_site_is_found_shown_and_saved_and_then_known(tmp_path):
    feeds = tmp_path / "feeds.yaml"
    feeds.write_text("# ours\nfeeds:\n")
    with serve(datetime.now(UTC)) as site:
        listed = yaml.safe_load(site.write_feeds(tmp_path / "others.yaml").read_text())["feeds"]
        command = ("feeds", "add", listed[0]["url"], "--yes", "--country", "GB", "--file", feeds)
        added = trucewatch(*command, TRUCEWATCH_ALLOW_PRIVATE_HOSTS="1")
        again = trucewatch(*command, TRUCEWATCH_ALLOW_PRIVATE_HOSTS="1")
    assert added.returncode == 0, added.stderr
    assert "mentions" in added.stdout
    assert feeds.read_text().startswith("# ours\nfeeds:\n- {id: ")
    assert listed[0]["url"] in feeds.read_text()
    assert again.returncode == 1
    assert again.stderr.strip().splitlines()[-1].startswith("trucewatch: This feed is in the list already")
    assert feeds.read_text().count("- {id: ") == 1


def test_feeds_that_do_not_answer_are_losses_of_the_world_not_ours(tmp_path):
    feeds = tmp_path / "feeds.opml"
    feeds.write_text(
        '<opml version="2.0"><body><outline text="Silent" xmlUrl="http://127.0.0.1:9/feed"/></body></opml>'
    )
    done = trucewatch(
        "run", "--feeds", feeds, "--warehouse", f"sqlite:///{tmp_path}/w.sqlite", "--archive", tmp_path / "archive",
        "--allow-private-hosts", "--pause", "0",
    )  # fmt: skip
    assert done.returncode == 0
    assert "refused 1" in done.stdout
    assert "127.0.0.1:9" in done.stdout


def test_private_hosts_are_refused_unless_allowed(tmp_path):
    feeds = tmp_path / "feeds.opml"
    feeds.write_text(
        '<opml version="2.0"><body><outline text="Inside" xmlUrl="http://127.0.0.1:9/feed"/></body></opml>'
    )
    done = trucewatch("run", "--feeds", feeds, "--warehouse", tmp_path / "w.sqlite", "--archive", tmp_path / "archive")
    assert "forbidden_address 1" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--smtp", "mail.example.org"), "is not a mail server; write smtp://host:port"),
        (("--warehouse", "nosuch://db/x"), "nosuch"),
        (("--feeds", "missing.yaml"), "missing.yaml"),
        (("--mail-to", "nobody"), "'nobody' is not a mail address"),
        (("--pause", "-1"), "--pause"),
    ],
)
def test_a_wrong_option_is_one_plain_sentence_and_status_2(tmp_path, arguments, words):
    feeds = tmp_path / "feeds.yaml"
    feeds.write_text("feeds: []\n")
    defaults = ("--feeds", feeds, "--warehouse", f"sqlite:///{tmp_path}/w.sqlite", "--archive", tmp_path / "archive")
    done = trucewatch("run", *defaults, *arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
