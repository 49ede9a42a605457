"""Where an alert leads besides its sources: the page with what was found, and the run that sends it."""

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit, urlunsplit

from trucewatch.alerts.cleaning import clean, safe_url
from trucewatch.model import Alert

MENTIONS = "mentions"
"""The view of the page that has the filters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Addresses that are known when something is sent; '' where one is not."""

    page_url: str = ""
    """The page in Airflow (TRUCEWATCH_PAGE_URL)."""
    run_url: str = ""
    """The DAG run that sends."""

    def page(self, alert: Alert) -> str | None:
        """Return the page's address with the mentions of an alert's conflict and category; None: nobody knows it."""
        base = safe_url(self.page_url)
        if base is None or not alert.evidence:
            return base
        mention = alert.evidence[0].mention
        filters = {"category": str(mention.category), "conflict": clean(mention.conflict or "", 100)}
        query = urlencode({name: value for name, value in filters.items() if value})
        parts = urlsplit(base)
        path = f"{parts.path.rstrip('/')}/{MENTIONS}"
        return urlunsplit(parts._replace(path=path, query="&".join(filter(None, (parts.query, query)))))

    def run(self) -> str | None:
        """Return the run's address; None: nobody knows it."""
        return safe_url(self.run_url)
