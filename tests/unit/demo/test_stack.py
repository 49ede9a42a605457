"""How the demo asks Airflow, which may be slow on a busy machine."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from demo import stack
from demo.stack import Stack, StackError


class SlowAtFirst(BaseHTTPRequestHandler):
    """Answers the second time that it is asked."""

    asked = 0
    stop = threading.Event()

    def do_GET(self) -> None:
        type(self).asked += 1
        if self.asked == 1:
            self.stop.wait(5)
            return
        body = b'{"state": "success"}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815  # the name that http.server looks for

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def airflow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stack]:
    monkeypatch.setattr(stack, "ANSWER_SECONDS", 0.2)
    monkeypatch.setattr(stack, "WAITS", (0.0,))
    SlowAtFirst.asked, SlowAtFirst.stop = 0, threading.Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), SlowAtFirst)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Stack(home=tmp_path, port=server.server_port, variables={}, say=print, _token="known")
    SlowAtFirst.stop.set()
    server.shutdown()
    server.server_close()


@pytest.mark.enable_socket
def test_a_question_is_asked_again_where_the_answer_takes_too_long(airflow: Stack) -> None:
    assert airflow.call("GET", "/api/v2/dags/watch_news") == {"state": "success"}


@pytest.mark.enable_socket
def test_an_order_is_given_once(airflow: Stack) -> None:
    with pytest.raises(StackError, match="does not answer"):
        airflow.call("POST", "/api/v2/dags/watch_news/dagRuns", {})
    assert SlowAtFirst.asked == 1
