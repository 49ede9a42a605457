"""The page in a real Airflow, after the demo, on both databases: who may see it, and that every view draws."""

import json
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from demo.stack import Stack, free_port
from tests.browser.tabs import Tab, moderate_faults
from tests.conftest import ROOT
from tests.e2e.test_demo import clean_environment, query
from tests.postgres_server import running_server
from trucewatch.warehouse import move

VIEWS = {
    "overview": "", "timeline": "timeline", "map": "map", "arrangements": "arrangements", "an arrangement": "arrangements/{arrangement}",
    "mentions": "mentions", "a mention": "mentions/{mention}", "feeds": "feeds", "runs": "runs",
}  # fmt: skip
USERS = ("viewer", "user", "op", "admin")
DEMO_SECONDS = 420
LOGIN_SECONDS = 60


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory):
    """What `make demo` left behind."""
    folder = tmp_path_factory.mktemp("demo")
    done = subprocess.run(
        [sys.executable, "-m", "demo", "run", "--var", str(folder)],
        cwd=ROOT, env=clean_environment(), capture_output=True, text=True, timeout=DEMO_SECONDS, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return folder


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def airflow(request, demo_folder, tmp_path_factory):
    """A running Airflow with four users; its page shows the demo's warehouse, in the database it was made in or moved."""
    url = f"sqlite:///{demo_folder / 'warehouse.sqlite'}"
    if request.param == "sqlite":
        yield from _running(tmp_path_factory.mktemp("sqlite"), url)
        return
    with running_server() as server:
        target = server.url(server.create())
        move(url, target)
        yield from _running(tmp_path_factory.mktemp("postgresql"), target)


def _running(home, url):
    users = ",".join(f"{role}:{role}" for role in USERS)
    variables = {
        "TRUCEWATCH_WAREHOUSE": url,
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": users,
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "True",
    }
    stack = Stack(home=home, port=free_port(), variables=variables, say=lambda _: None)
    try:
        stack.start()
        yield stack
    finally:
        stack.stop()


def password_of(airflow, name):
    return json.loads((airflow.home / "passwords.json").read_text())[name]


def ask(airflow, path, *, token=None, method="GET"):
    """Return the status of an answer, its headers and its text."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    request = urllib.request.Request(f"http://127.0.0.1:{airflow.port}{path}", method=method, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310  # our own server
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()


@pytest.fixture(scope="session")
def token_of(airflow):
    """Log in as a user, as a program does it."""

    def log_in(name):
        body = json.dumps({"username": name, "password": password_of(airflow, name)}).encode()
        request = urllib.request.Request(  # our own server
            f"http://127.0.0.1:{airflow.port}/auth/token", data=body, headers={"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return json.load(answer)["access_token"]

    return log_in


@pytest.fixture(scope="session")
def shown(demo_folder):
    """An arrangement and a mention that the demo found."""
    ((arrangement, mention),) = query(demo_folder, "SELECT arrangement_id, mention_id FROM results LIMIT 1")
    return {"arrangement": arrangement, "mention": mention}


@pytest.fixture(scope="session")
def routes(shown):
    """Every address of the page, as the app itself lists them."""
    from trucewatch.airflow_bridge import build_page

    known = {
        "arrangement_id": shown["arrangement"],
        "mention_id": shown["mention"],
        "file": "mentions.csv",
        "name": "page.css",
    }
    listed = [route.path for route in build_page().routes]
    assert len(listed) > 20
    return [
        "/trucewatch" + re.sub(r"\{(\w+)(?::path)?\}", lambda found: known[found[1]], path) for path in listed
    ]  # fmt: skip


def test_nobody_gets_in_without_a_login(airflow, routes):
    for route in routes:
        for token in (None, "nonsense"):
            status, _, text = ask(airflow, route, token=token)
            assert status in ({401} if token is None else {401, 403}), route
            assert "Trucewatch" not in text, route


@pytest.mark.parametrize("user", USERS)
def test_users_of_airflow_see_every_view_and_change_nothing(airflow, routes, token_of, user):
    token = token_of(user)
    for route in routes:
        status, headers, _ = ask(airflow, route, token=token)
        assert status == 200, route
        assert "unsafe" not in headers["content-security-policy"], route
        assert ask(airflow, route, token=token, method="POST")[0] == 405, route


@pytest.fixture(scope="session")
def session(chromium, airflow):
    """The browser's cookies once somebody has logged in by hand."""
    tab = Tab(chromium, airflow.url)
    page = tab.open("/")
    page.get_by_label("Username").fill("viewer")
    page.locator("input[type=password]").fill(password_of(airflow, "viewer"))
    page.get_by_role("button", name="Sign in").click()
    began = time.monotonic()
    while not any(one["name"] == "_token" for one in tab.context.cookies()):
        assert time.monotonic() - began < LOGIN_SECONDS
        page.wait_for_timeout(100)
    yield tab.context.cookies()
    tab.context.close()


@pytest.mark.parametrize(("width", "scheme", "lang"), [(1200, "light", "en-GB"), (360, "dark", "fr-FR")])
def test_every_view_draws_and_asks_no_other_host(airflow, session, opened, shown, width, scheme, lang):
    for name, path in VIEWS.items():
        tab = opened(f"{airflow.url}/trucewatch/", width=width, scheme=scheme, lang=lang)
        tab.context.add_cookies(session)
        page = tab.open(path.format(**shown))
        assert page.locator("main h1").count() == 1, name
        assert tab.said == [], name
        assert [one for one in tab.asked if not one.startswith((airflow.url, "data:"))] == [], name
        assert page.evaluate("document.documentElement.scrollWidth") == width, name
        assert moderate_faults(page) == [], name


def test_the_menu_of_airflow_leads_to_the_page(airflow, session, opened):
    tab = opened(airflow.url)
    tab.context.add_cookies(session)
    page = tab.open("/plugin/trucewatch")
    page.frame_locator("iframe").locator("main h1").wait_for()
    assert page.get_by_role("link", name="Truces").count() + page.get_by_text("Truces", exact=True).count() > 0
