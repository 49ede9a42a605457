"""A page of the browser, and what is asked of every page."""

import json
import urllib.request
from pathlib import Path

AXE = Path(__file__).parent / "axe" / "axe.min.js"
RUN_AXE = """async () => {
  const found = await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]});
  return found.violations.filter((one) => ["serious", "critical", "moderate"].includes(one.impact))
    .map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html).join(" | ")}`);
}"""


class Tab:
    """One page of the browser, with all that it said and asked for."""

    def __init__(self, chromium, address, *, width=1200, scheme="light", lang="en-GB"):
        self.context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, locale=lang, bypass_csp=False
        )
        self.page = self.context.new_page()
        self.address = address
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))

    def open(self, view):
        """Go there, and wait until it asks for nothing more."""
        self.page.goto(self.address + view)
        self.page.wait_for_load_state("networkidle")
        return self.page


def a_mention_of(address):
    """Return the identifier of a mention that the page at this address shows."""
    with urllib.request.urlopen(f"{address}api/mentions?limit=1") as answer:  # noqa: S310  # our own server
        return json.load(answer)[0]["mention_id"]


def moderate_faults(page):
    """Return what axe-core finds hard to use in a page, from moderate to critical."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    return page.evaluate(RUN_AXE)
