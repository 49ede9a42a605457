"""Serves the demo's news on loopback: one host per outlet, feeds and pages with validators.

`python -m demo.news_server --folder var/demo` also writes the feeds file that points there. The folder remembers when
the demo first started and on which ports, so that a later run shows the same items under the same dates and URLs.
"""

import argparse
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import MappingProxyType
from typing import cast
from urllib.parse import urlsplit

import yaml

from demo.news import FeedSource, Outlet, Resource, World, load_world, render_outlet

FALLBACK_ADDRESS = "127.0.0.1"
ANY_PORTS: Mapping[str, int] = MappingProxyType({})
NOT_FOUND = b"<!DOCTYPE html><html><head><title>404</title></head><body><h1>404</h1></body></html>"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsSite:
    """Where the outlets answer while they are served."""

    world: World
    bases: Mapping[str, str]
    """Outlet id -> base URL, without a slash at the end."""

    @property
    def ports(self) -> Mapping[str, int]:
        """Outlet id -> port."""
        return {outlet_id: urlsplit(base).port or 0 for outlet_id, base in self.bases.items()}

    def feed_url(self, outlet: Outlet, feed: FeedSource) -> str:
        """Return the URL of one feed."""
        return self.bases[outlet.id] + feed.path

    def article_url(self, slug: str) -> str:
        """Return the URL of one story."""
        story = next(story for story in self.world.stories if story.slug == slug)
        return self.bases[story.outlet] + story.path

    def write_feeds(self, path: Path) -> Path:
        """Write a feeds file, of the form of include/knowledge/feeds.yaml, with all feeds served here; return it."""
        feeds = [
            {
                "id": feed.id,
                "outlet": outlet.name,
                "family": outlet.family,
                "url": self.feed_url(outlet, feed),
                "language": outlet.language,
                "country": outlet.country,
            }
            for outlet in self.world.outlets
            for feed in outlet.feeds
        ]
        path.parent.mkdir(parents=True, exist_ok=True)
        text = yaml.safe_dump({"feeds": feeds}, allow_unicode=True, sort_keys=False, width=200)
        path.write_text(text, encoding="utf-8")
        return path


@contextmanager
def serve(started: datetime, ports: Mapping[str, int] = ANY_PORTS) -> Iterator[NewsSite]:
    """Serve all outlets until the block ends; publication dates count back from `started`.

    `ports` are wishes, by outlet id; an outlet gets any free port where there is none, or where it is taken.
    """
    world = load_world()
    with ExitStack() as stack:
        servers = {o.id: stack.enter_context(_bind(o.address, ports.get(o.id, 0))) for o in world.outlets}
        site = NewsSite(world=world, bases={outlet_id: server.base for outlet_id, server in servers.items()})
        for outlet in world.outlets:
            server = servers[outlet.id]
            server.resources = render_outlet(world, outlet, server.base, started)
            thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
            thread.start()
            stack.callback(_stop, server, thread)
        yield site


@contextmanager
def serve_from(folder: Path, now: datetime, port: int = 0) -> Iterator[NewsSite]:
    """As `serve`, with start and ports as this folder remembers them, and its feeds.yaml written."""
    memory = folder / "started.yaml"
    ports = ANY_PORTS
    if memory.exists():
        remembered = yaml.safe_load(memory.read_text(encoding="utf-8"))
        now, ports = datetime.fromisoformat(remembered["started"]), remembered["ports"]
    if port:
        ports = {outlet.id: port for outlet in load_world().outlets}
    with serve(now, ports) as site:
        site.write_feeds(folder / "feeds.yaml")
        memory.write_text(yaml.safe_dump({"started": now.isoformat(), "ports": dict(site.ports)}), encoding="utf-8")
        yield site


class _OutletServer(ThreadingHTTPServer):
    """One outlet's host."""

    daemon_threads = True
    resources: Mapping[str, Resource] = {}

    @property
    def base(self) -> str:
        return f"http://{self.server_address[0]!s}:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD from what was rendered."""

    protocol_version = "HTTP/1.1"
    server_version = "DemoNews"
    sys_version = ""

    def do_GET(self) -> None:  # the name http.server calls
        self._answer(with_body=True)

    def do_HEAD(self) -> None:  # the name http.server calls
        self._answer(with_body=False)

    def _answer(self, *, with_body: bool) -> None:
        resource = cast("_OutletServer", self.server).resources.get(urlsplit(self.path).path)
        if resource is None:
            self._send(HTTPStatus.NOT_FOUND, {"Content-Type": "text/html; charset=utf-8"}, NOT_FOUND, with_body)
            return
        headers = {"ETag": resource.etag, "Last-Modified": resource.last_modified, "Cache-Control": "max-age=0"}
        if self._is_current(resource):
            self._send(HTTPStatus.NOT_MODIFIED, headers, b"", with_body=False)
        else:
            self._send(HTTPStatus.OK, headers | {"Content-Type": resource.content_type}, resource.body, with_body)

    def _is_current(self, resource: Resource) -> bool:
        """Whether the client's copy is the one served; If-None-Match wins over If-Modified-Since (RFC 9110, 13.2.2)."""
        if (tags := self.headers.get("If-None-Match")) is not None:
            return resource.etag in {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        try:
            since = parsedate_to_datetime(self.headers.get("If-Modified-Since", ""))
        except ValueError:
            return False
        return since.replace(tzinfo=since.tzinfo or UTC) >= resource.modified_at

    def _send(self, status: HTTPStatus, headers: Mapping[str, str], body: bytes, with_body: bool) -> None:  # noqa: FBT001
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status is not HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if with_body:
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its parent's name
        """Say nothing: the pipeline's own log is what the demo shows."""


def _bind(address: str, port: int) -> _OutletServer:
    """Bind an outlet's own address, or the common one where the system has only 127.0.0.1 (macOS) or the port is taken."""
    for host, number in ((address, port), (address, 0)):
        try:
            return _OutletServer((host, number), _Handler)
        except OSError:
            continue
    return _OutletServer((FALLBACK_ADDRESS, 0), _Handler)


def _stop(server: _OutletServer, thread: threading.Thread) -> None:
    server.shutdown()
    thread.join()


def main() -> None:
    """Serve until interrupted, and print where."""
    parser = argparse.ArgumentParser(description="Serve the demo's news on loopback.")
    parser.add_argument("--port", type=int, default=0, help="0: any free port, or those used before")
    parser.add_argument("--folder", type=Path, default=Path("var/demo"), help="feeds.yaml is written there")
    options = parser.parse_args()
    with serve_from(options.folder, datetime.now(UTC), options.port) as site:
        for outlet in site.world.outlets:
            print(f"{site.bases[outlet.id]}  {outlet.name}", flush=True)
        print(f"feeds file: {options.folder / 'feeds.yaml'}", flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print("stopped")


if __name__ == "__main__":
    main()
