"""What the page brings along: the files of others are what their list says, and nothing asks another host."""

import re
from importlib.resources import files

import pytest

from tests.conftest import ROOT
from trucewatch.page.assets import Assets

PAGE = files("trucewatch.page")
OWN = ["static/page.css", "static/page.js", *(f"templates/{path.name}" for path in (PAGE / "templates").iterdir())]


@pytest.fixture
def vendor(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    import vendor

    return vendor


def test_every_bundled_file_is_the_one_that_is_listed(vendor):
    assert vendor.wrong() == []


def test_every_bundled_file_is_listed_with_a_licence(vendor):
    listed = {entry["file"]: entry["licence"] for entry in vendor.listed()}
    there = {str(path.relative_to(vendor.VENDOR)) for path in vendor.VENDOR.rglob("*") if path.is_file()}
    assert there - {"vendored.json"} == set(listed)
    assert all(listed.values())


def test_a_file_that_is_not_what_its_hash_says_is_noticed(vendor, tmp_path):
    assert len(vendor.wrong(tmp_path)) == len(vendor.listed())
    (tmp_path / "echarts.min.js").write_text("alert(1)")
    assert "echarts.min.js" in vendor.wrong(tmp_path)


@pytest.mark.parametrize("name", OWN)
def test_no_file_of_ours_names_another_host(name):
    text = (PAGE / name).read_text(encoding="utf-8")
    assert not re.findall(r"""(?:https?:)?//[a-z0-9-]+\.[a-z]""", text)


@pytest.mark.parametrize("name", [name for name in OWN if name.endswith(".html")])
def test_no_template_has_a_script_or_a_style_in_line(name):
    text = (PAGE / name).read_text(encoding="utf-8")
    assert not re.findall(
        r"<script(?![^>]* src=)|<style|\sstyle=|\son(?:click|change|error|input|load|submit)=|\|\s*safe|javascript:",
        text,
    )


def test_a_version_tells_one_content_from_another():
    assets = Assets()
    css, script = assets.get("page.css"), assets.get("page.js")
    assert css is not None
    assert script is not None
    assert css.version == assets.version("page.css") != script.version
    assert (css.media_type, script.media_type) == ("text/css", "text/javascript")


@pytest.mark.parametrize("name", ["", "page.css/", "../app.py", "vendor", "words/en.yaml", "nothing.css"])
def test_nothing_else_is_a_file_of_the_page(name):
    assert Assets().get(name) is None
