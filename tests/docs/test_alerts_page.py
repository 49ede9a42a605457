"""docs/alerts.md tells the truth: its payload has the fields that are sent, and its check of signatures works."""

import json
import re
from typing import Any

import pytest

from tests.builders import a_mention, a_parcel, an_actor, an_alert, an_evidence
from tests.conftest import ROOT
from trucewatch.alerts import Links
from trucewatch.alerts.channels import CHANNELS
from trucewatch.alerts.channels.webhook import sign, write_body
from trucewatch.codebook import Channel

PAGE = (ROOT / "docs" / "alerts.md").read_text(encoding="utf-8")
SECRET = "only-for-these-tests"


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found
    return found[1]


def keys(value: object) -> object:
    if isinstance(value, dict):
        return {key: keys(item) for key, item in value.items()}
    return [keys(value[0])] if isinstance(value, list) and value else type(value)


def test_the_example_has_the_fields_that_are_sent():
    mention = a_mention(speaker=an_actor("the premier", id="ARD"))
    alert = an_alert(evidence=(an_evidence(mention=mention),))
    sent = json.loads(write_body(a_parcel(alert), Links(page_url="https://airflow.example.org/trucewatch/")))
    assert keys(json.loads(block("json"))) == keys(sent)
    assert list(json.loads(block("json"))["alerts"][0]) == list(sent["alerts"][0])


@pytest.mark.parametrize(
    ("change", "good"),
    [
        ({}, True),
        ({"body": b"{}"}, False),
        ({"secret": "another-secret"}, False),
        ({"header": ""}, False),
        ({"header": "t=1,v1=00"}, False),
        ({"late": 301}, False),
        ({"late": -301}, False),
        ({"late": 299}, True),
    ],
)
def test_signatures_are_checked_as_the_page_says(change: dict[str, Any], *, good: bool):
    from datetime import UTC, datetime, timedelta

    body = write_body(a_parcel(), Links())
    moment = datetime.now(UTC) - timedelta(seconds=change.pop("late", 0))
    given = {"header": sign(body, SECRET, moment), "body": body, "secret": SECRET} | change
    names: dict[str, Any] = {}
    exec(block("python"), names)  # noqa: S102  # it is ours, and this is what the page is for
    assert names["is_ours"](**given) is good


def test_every_channel_has_a_courier_and_a_line():
    assert set(CHANNELS) == set(Channel)
    assert all(f"| `{channel}` |" in PAGE for channel in Channel)
