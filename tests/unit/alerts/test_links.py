"""Where an alert leads on the page."""

import pytest

from tests.builders import an_alert
from trucewatch.alerts.links import Links

QUERY = "category=ceasefire&conflict=ardania-borland"


@pytest.mark.parametrize(
    ("page_url", "expected"),
    [
        ("https://airflow.example.org/trucewatch/", f"https://airflow.example.org/trucewatch/mentions?{QUERY}"),
        ("https://airflow.example.org/trucewatch", f"https://airflow.example.org/trucewatch/mentions?{QUERY}"),
        ("https://page.example.org", f"https://page.example.org/mentions?{QUERY}"),
        ("https://page.example.org/?lang=fr", f"https://page.example.org/mentions?lang=fr&{QUERY}"),
    ],
)
def test_an_alert_leads_to_the_mentions_of_its_conflict_and_category(page_url, expected):
    assert Links(page_url=page_url).page(an_alert()) == expected


def test_an_alert_without_evidence_leads_to_the_page_itself():
    links = Links(page_url="https://page.example.org/")
    assert links.page(an_alert(evidence=())) == "https://page.example.org/"


def test_an_alert_leads_nowhere_where_nobody_says_where_the_page_is():
    assert Links().page(an_alert()) is None
