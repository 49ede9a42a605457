"""A browser before the page: Debian's chromium, offline but for the page itself."""

import shutil
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.browser.small_world import fill
from tests.browser.tabs import Tab
from trucewatch.warehouse import open_reader, open_warehouse, upgrade

ARGUMENTS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
HOSTILE = "<img src=x onerror=\"document.title='run'\"><script>document.title='run'</script>\"'>"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test here is slow, opens sockets on loopback, and needs a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            for mark in (pytest.mark.slow, pytest.mark.browser, pytest.mark.enable_socket):
                item.add_marker(mark)
            item.add_marker(pytest.mark.filterwarnings("default"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("no chromium is installed here")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium):
    tabs: list[Tab] = []

    def open_tab(address, **looks):
        tabs.append(Tab(chromium, address, **looks))
        return tabs[-1]

    yield open_tab
    for tab in tabs:
        tab.context.close()


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the page answers, mounted below a path and within a frame as Airflow does it, on a filled warehouse."""
    yield from serving(tmp_path_factory.mktemp("page"), datetime.now(UTC), days=20)


@pytest.fixture(scope="session")
def hostile_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The same, where every word of strangers tries to run a script."""
    yield from serving(tmp_path_factory.mktemp("hostile"), datetime.now(UTC), days=20, hostile=HOSTILE)


def serving(folder: Path, now: datetime, **world: Any) -> Iterator[str]:
    """Give the address of the page on a small warehouse, filled with these options."""
    import uvicorn

    url = f"sqlite:///{folder / 'warehouse.sqlite'}"
    upgrade(url)
    warehouse = open_warehouse(url)
    fill(warehouse, now, **world)
    warehouse.close()
    server = uvicorn.Server(uvicorn.Config(_house(url), host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/below/trucewatch/"
    server.should_exit = True
    thread.join(10)


def _house(url: str) -> Any:
    """The page below a path, and the frame that Airflow shows it in."""
    from fastapi import FastAPI
    from fastapi.responses import HTMLResponse, Response

    from trucewatch.page import Surroundings, create_page

    reader = open_reader(url)
    names = {"en": {"russia-ukraine": "Russia and Ukraine"}, "fr": {"russia-ukraine": "Russie et Ukraine"}}
    surroundings = Surroundings(names=names, run_link=lambda run_id: "../dags/watch_news")
    root = FastAPI()

    @root.get("/below/frame")
    def frame() -> HTMLResponse:
        sandbox = "allow-scripts allow-same-origin allow-forms allow-downloads"
        return HTMLResponse(
            f'<iframe sandbox="{sandbox}" src="/below/trucewatch/mentions" width=900 height=800></iframe>'
        )

    @root.get("/favicon.ico")
    def icon() -> Response:
        return Response(status_code=204)

    root.mount("/below/trucewatch", create_page(lambda: reader, [_anybody], surroundings))
    return root


def _anybody() -> None:
    """A guard that lets all pass."""
