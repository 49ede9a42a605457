"""The page in a real browser: every view draws, asks nobody else, is usable by all, and runs nobody's script."""

import pytest

from tests.browser.tabs import a_mention_of, moderate_faults

VIEWS = {
    "overview": "", "timeline": "timeline", "map": "map?category=territory", "map without borders": "map?borders=off",
    "arrangements": "arrangements", "an arrangement": "arrangements/russia-ukraine-ceasefire", "mentions": "mentions",
    "a mention": "mentions/mention-1-{category}", "feeds": "feeds", "runs": "runs", "sorry": "mentions/nothing",
}  # fmt: skip
CHARTS = {"timeline": 3, "map": 1, "map without borders": 1, "an arrangement": 1}


@pytest.fixture(scope="session")
def views(address):
    """The addresses of the views, with a mention that is there."""
    return VIEWS | {"a mention": f"mentions/{a_mention_of(address)}"}


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_draws_without_a_complaint_and_asks_no_other_host(opened, address, views, view):
    tab = opened(address)
    page = tab.open(views[view])
    assert page.locator("canvas").count() == CHARTS.get(view, 0)
    expected = (
        ["Failed to load resource: the server responded with a status of 404 (Not Found)"] if view == "sorry" else []
    )
    assert tab.said == expected
    host = address.split("/below")[0]
    assert [url for url in tab.asked if not url.startswith((host, "data:"))] == []


@pytest.mark.parametrize(("width", "scheme", "lang"), [(1200, "light", "en-GB"), (360, "dark", "fr-FR")])
@pytest.mark.parametrize("view", VIEWS)
def test_a_view_is_accessible_and_fits_its_screen(opened, address, views, view, width, scheme, lang):
    tab = opened(address, width=width, scheme=scheme, lang=lang)
    page = tab.open(views[view])
    for details in page.locator("details").all():
        details.evaluate("element => { element.open = true; }")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert moderate_faults(page) == []


@pytest.mark.parametrize("view", VIEWS)
def test_words_of_strangers_run_no_script(opened, hostile_address, view):
    tab = opened(hostile_address)
    views = VIEWS | {"a mention": f"mentions/{a_mention_of(hostile_address)}"}
    page = tab.open(views[view])
    assert page.locator("main h1").count() == 1
    assert page.title() not in {"run", ""}
    assert page.locator("img").count() == 0
    assert not [words for words in tab.said if "Content Security Policy" in words]


@pytest.mark.parametrize(("view", "name"), [("map", "countries"), ("map without borders", "land")])
def test_no_land_is_torn_by_the_edge_of_the_map(opened, address, views, view, name):
    page = opened(address).open(views[view])
    longest_step, east, west = page.evaluate(
        """(name) => {
          const rings = echarts.getMap(name).geoJSON.features.flatMap((one) => one.geometry.coordinates.flat());
          const steps = rings.flatMap((ring) => ring.slice(1).map((point, at) => Math.abs(point[0] - ring[at][0])));
          const all = rings.flat().map((point) => point[0]);
          return [steps, all].map((some) => some.reduce((most, one) => Math.max(most, one))).concat(all.reduce((a, b) => Math.min(a, b)));
        }""",
        name,
    )  # fmt: skip
    assert longest_step < 90
    assert -200 < west < east < 200


def test_a_view_is_whole_without_scripts(chromium, address, views):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + views["timeline"])
    page.locator("details.numbers summary").first.click()
    assert page.locator("details.numbers table").first.is_visible()
    context.close()


def test_the_first_key_leads_to_the_content(opened, address):
    page = opened(address).open("mentions")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_a_form_leaves_no_empty_values_in_the_address(opened, address):
    page = opened(address).open("mentions")
    page.get_by_label("Category").select_option("ceasefire")
    page.get_by_role("button", name="Show").click()
    page.wait_for_load_state("networkidle")
    assert page.url == f"{address}mentions?category=ceasefire"


def test_in_the_frame_of_airflow_a_source_opens_beside_it(opened, address):
    tab = opened(address.replace("trucewatch/", "frame"))
    page = tab.open("")
    link = page.frame_locator("iframe").locator("a[data-outside]").first
    tab.context.route("https://*.example/**", lambda route: route.fulfill(body="the source"))
    with tab.context.expect_page() as popup:
        link.click()
    assert popup.value.url.startswith("https://")
    assert popup.value.evaluate("window.opener") is None


def test_in_the_frame_of_airflow_charts_draw_and_forms_work(opened, address):
    page = opened(address.replace("trucewatch/", "frame")).open("")
    frame = page.frame_locator("iframe")
    frame.get_by_role("link", name="Timeline").click()
    frame.locator("canvas").first.wait_for()
    frame.get_by_label("Category").select_option("territory")
    frame.get_by_role("button", name="Show").click()
    frame.locator("h2", has_text="Territory").wait_for()
    assert frame.locator("canvas").count() == 1
