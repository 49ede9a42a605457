"""`make up`: Airflow with its UI until it is interrupted; feeds that cannot be reached each say why."""

import os
import signal
import urllib.request

import pytest
import yaml

from demo.stack import free_port
from tests.e2e.test_demo import clean_environment, left_over, query, start

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

AWAITED = ("silent-3", "health 3>0 (lost: refused 3)")


@pytest.mark.usefixtures("can_be_interrupted")
def test_feeds_that_do_not_answer_are_named_and_nothing_breaks(tmp_path):
    silent = free_port()
    feeds = [
        {"id": f"silent-{n}", "outlet": f"Silent {n}", "family": "silent", "language": "en", "country": "GB"}
        | {"url": f"http://127.0.0.{n}:{silent}/feed"}
        for n in (1, 2, 3)
    ]
    (tmp_path / "feeds.yaml").write_text(yaml.safe_dump({"feeds": feeds}))
    port = free_port()
    command = ["make", "--no-print-directory", "up", f"VAR={tmp_path}", f"PORT={port}"]
    environment = clean_environment() | {
        "TRUCEWATCH_FEEDS": str(tmp_path / "feeds.yaml"),
        "TRUCEWATCH_ALLOW_PRIVATE_HOSTS": "1",
        "TRUCEWATCH_TEND_CRON": "* * * * *",
    }
    lines = []
    with start(command, environment) as process:
        for line in process.stdout:
            lines.append(line)
            if "No feed answered" in line:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as page:
                    assert page.status == 200
            if all(any(word in said for said in lines) for word in AWAITED):
                os.killpg(process.pid, signal.SIGINT)
                break
        lines.extend(process.stdout)
        process.wait(60)
    text = "".join(lines)
    assert f"http://localhost:{port}" in text
    assert "user admin, password" in text
    assert "poll 3>0" in text
    assert "tend_warehouse: success. health 3>0" in text
    assert "Traceback" not in text
    assert left_over(tmp_path / "live") == []
    health = query(tmp_path / "live", "SELECT feed_id, status, message FROM feed_health")
    assert [feed_id for feed_id, _, _ in health] == ["silent-1", "silent-2", "silent-3"]
    assert all(status == "refused" and "refused" in message for _, status, message in health)
