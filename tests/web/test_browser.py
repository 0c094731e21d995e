"""The pages of `kg serve` in a real browser, at three sizes, checked for accessibility."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import httpx
import pytest
from playwright.sync_api import Browser, Page

from tests import servers
from tests.short_form import in_full, in_part, spread
from tests.web.test_guard import EVIL_PAGES, hostile_store
from tests.web.test_pages import PAGES

AXE = Path(__file__).parents[1] / "npm" / "node_modules" / "axe-core" / "axe.min.js"
SIZES = {"phone": (390, 844), "tablet": (820, 1180), "desk": (1280, 900)}


@pytest.fixture(scope="module")
def address(small_store_once: Path) -> Iterator[str]:
    """The address of a server for the small store."""
    with servers.pages(small_store_once) as started:
        yield started


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that may raise no error, open no dialog and ask no other server."""
    opened = browser.new_page(bypass_csp=False)
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("dialog", lambda dialog: complaints.append(dialog.message))
    opened.on(
        "console",
        lambda message: complaints.append(message.text) if message.type != "log" else None,
    )
    opened.on(
        "request",
        lambda request: None if "//127.0.0.1:" in request.url else complaints.append(request.url),
    )
    yield opened
    opened.close()
    assert complaints == []


#: a page of each type
TYPES = (
    *PAGES[:-1],
    "/questions/figures-without-period?lang=es",
    "/questions/conflicts?lang=en",
    "/questions/clusters-by-state",
    "/questions/clusters-in-state",
    "/questions/figures-of?thing=CLAUT",
    "/sparql?query=SELECT+*+{+%3Fs+%3Fp+%3Fo+}",
    "/ontology/properties.html",
    "/ontology/codes.html",
    "/id/mexico",
    "/time-line/id/hled?format=html",
    "/profile/id/claut-nuevo-leon",
    "/reconcile/preview?id=claut-nuevo-leon",
    "/nothing/here",
)
#: pages of a thousand articles, which the checker reads for a minute
LONG = tuple(f"/ontology/{name}.html" for name in ("classes", "constraints", "properties", "codes"))


@pytest.mark.parametrize(
    "path",
    [*spread([p for p in TYPES if p not in LONG], 2), *map(in_full, LONG)],
)
@in_part(2)
def test_a_page_fits_every_screen_and_is_accessible(
    browser: Browser, address: str, path: str, share: int
) -> None:
    """On a phone and on a desk, in a light and a dark room, with everything unfolded.

    The short form looks for barriers on a phone only.
    """
    if not AXE.exists():
        pytest.skip("axe-core is not installed: npm ci --prefix tests/npm")
    context = browser.new_context(bypass_csp=True)  # the checker is a script, which pages forbid
    opened = context.new_page()
    opened.goto(address + path)
    opened.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    opened.add_script_tag(path=AXE)
    for name, (width, height) in SIZES.items():
        opened.set_viewport_size({"width": width, "height": height})
        assert opened.evaluate("document.documentElement.scrollWidth") <= width, name
        if name == "phone" or (name != "tablet" and share == 1):
            for scheme, rules in SCHEMES:
                opened.emulate_media(color_scheme=scheme)
                report: dict[str, Any] = opened.evaluate(f"axe.run({rules})")
                problems = {each["id"]: each["nodes"][0]["html"] for each in report["violations"]}
                assert problems == {}, (name, scheme)
    context.close()


#: how the room is, and what the checker looks for there
SCHEMES: tuple[tuple[Literal["light", "dark"], str], ...] = (
    ("light", ""),
    ("dark", "{runOnly: ['color-contrast']}"),
)


def test_a_reference_is_copied_by_its_button(browser: Browser, address: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    opened = context.new_page()
    opened.goto(f"{address}/id/claut-nuevo-leon?lang=en")
    opened.get_by_text("Cite", exact=True).first.click()
    opened.get_by_role("button", name="Copy").click()
    opened.get_by_role("button", name="Copied").wait_for()
    copied = opened.evaluate("navigator.clipboard.readText()")
    assert copied.endswith(opened.locator("details.cite[open] p").last.inner_text())
    assert "Cited through HelixKG, version" in copied
    assert "Statement: Nuevo León Automotive Cluster" in copied
    context.close()


def test_without_scripts_a_reference_is_there_to_be_selected(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto(f"{address}/id/claut-nuevo-leon?lang=en")
    cite = opened.locator("details.cite").first
    assert not cite.locator("p").first.is_visible()
    cite.locator("summary").click()
    assert "Cited through HelixKG" in cite.locator("p").first.inner_text()
    context.close()


def test_an_answer_is_narrowed_without_scripts(browser: Browser, project_address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto(f"{project_address}/questions/clusters-in-state?state=nuevo-leon&lang=en")
    link = opened.locator(".facets a").first
    word, count = link.inner_text(), opened.locator(".facets li .number").first.inner_text()
    link.click()
    assert opened.locator("tbody tr").count() == int(count)
    opened.get_by_text(f"{count} of ").wait_for()
    opened.locator(".facets [aria-current]").click()
    assert opened.locator("tbody tr").count() > int(count)
    assert word in opened.inner_text(".facets")
    context.close()


@pytest.fixture(scope="module")
def project_address(project_store_once: Path) -> Iterator[str]:
    """The address of a server for the project's own graph."""
    with servers.pages(project_store_once) as started:
        yield started


def test_a_question_is_asked_by_keyboard(page: Page, address: str) -> None:
    page.goto(f"{address}/?lang=en")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the content"
    page.goto(f"{address}/questions/clusters-in-state?lang=en")
    page.get_by_label("State").fill("nuevo leon")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Nuevo León Automotive Cluster").click()
    assert page.url.startswith(f"{address}/id/claut-nuevo-leon")


def test_the_network_of_a_thing_is_drawn_by_its_own_scripts_alone(page: Page, address: str) -> None:
    page.goto(f"{address}/id/claut-nuevo-leon?lang=en")
    page.get_by_role("link", name="The network around it").click()
    page.wait_for_function("window.helixkg")
    assert page.locator("canvas").count() > 0
    assert "nodes" in page.inner_text("#counts")


def test_search_leads_to_a_thing(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("searchbox").fill("clautt")
    page.keyboard.press("Enter")
    page.get_by_role("main").get_by_role("link").first.click()
    assert "/id/claut" in page.url


def test_nothing_in_the_data_runs(page: Page, tmp_path: Path) -> None:
    with servers.pages(hostile_store(tmp_path / "store")) as address:
        shown = 0
        for path in (*EVIL_PAGES, "/search?q=<script>alert(5)</script>"):
            if httpx.get(address + path, headers={"accept": "text/html"}).status_code != 200:
                continue  # Chromium complains of each page that is an error
            shown += 1
            page.goto(address + path)
            page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert shown > 12
        page.goto(f"{address}/id/evil")
        assert "<script>alert(1)</script>" in page.inner_text("h1")
        reference = page.locator("details.cite p").first.text_content()
        assert "<script>alert(1)</script>" in (reference or "")


def test_a_query_is_completed_with_the_terms_of_the_graph(page: Page, address: str) -> None:
    page.goto(f"{address}/sparql?lang=en")
    page.wait_for_selector(".CodeMirror-code")
    head = "PREFIX hx: <https://w3id.org/helixkg/def#>\nSELECT (COUNT(?a) AS ?n) {\n  ?a a "
    page.evaluate("text => helixkgEditor.setValue(text + '\\n}')", head)
    page.evaluate("helixkgEditor.setCursor(2, 7); helixkgEditor.focus()")
    page.keyboard.type("hx:Clus")
    page.keyboard.press("Control+Space")
    page.locator(".CodeMirror-hint").first.click()
    assert "?a a hx:Cluster" in page.evaluate("helixkgEditor.getValue()")
    page.locator(".CodeMirror-code").click()
    page.keyboard.press("Tab")  # leads out, as everywhere
    page.get_by_role("button", name="Run").click()
    assert page.locator("table td").inner_text().isdigit()


def test_without_scripts_a_query_is_written_in_a_field(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto(f"{address}/sparql?lang=en")
    opened.locator("textarea").fill("ASK {}")
    opened.get_by_role("button", name="Run").click()
    assert opened.locator("table td").inner_text() == "true"
    context.close()
