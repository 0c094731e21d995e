"""The page to look around in, opened in a real browser; skipped where there is no Chromium."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from playwright.sync_api import Browser, Page

from kg.export import export
from kg.export.html import write_html
from kg.network import Network
from tests.export.test_round_trips import HOSTILE, RELAXED, a_network


@pytest.fixture
def page(browser: Browser, network: Network, tmp_path: Path) -> Iterator[Page]:
    """The page of the small network; a test fails where it raises an error or asks the network."""
    captions = {"relation": {"locatedIn": "ubicado en"}, "helix": {"academia": "Academia"}}
    file = tmp_path / "kg.html"
    export(replace(network, display_labels=captions), "html", file, language="es")
    opened = browser.new_page(viewport={"width": 1000, "height": 700})
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda said: complaints.append(said.text))
    opened.on(
        "request",
        lambda request: (
            None
            if request.url.startswith(("file:", "blob:", "data:"))
            else complaints.append(request.url)
        ),
    )
    opened.goto(file.as_uri())
    opened.wait_for_function("window.helixkg")
    yield opened
    opened.close()
    assert complaints == []


def counts(page: Page) -> list[int]:
    """Return how many nodes and edges are shown."""
    return [int(number) for number in re.findall(r"\d+", page.inner_text("#counts"))]


def test_it_opens_without_a_network_and_shows_all(page: Page) -> None:
    assert counts(page) == [3, 5]
    assert page.title() == "HelixKG: Red"
    assert page.locator("canvas").count() > 0


def test_something_is_drawn(page: Page, tmp_path: Path) -> None:
    picture = page.screenshot(clip={"x": 270, "y": 0, "width": 730, "height": 700})
    page.evaluate(
        "helixkg.state.hidden = new Set(['', 'academia', 'intermediary']);helixkg.leave()"
    )
    page.wait_for_timeout(200)
    empty = page.screenshot(clip={"x": 270, "y": 0, "width": 730, "height": 700})
    assert len(picture) > len(empty) + 2_000  # a blank sheet compresses to little


def test_search_finds_without_accents_and_a_click_shows_the_card(page: Page) -> None:
    page.fill("#search", "cluster automotriz")
    page.click("#found li")
    assert page.inner_text("#card h2") == 'Clúster "Automotriz" de Nuevo León; A.C.'
    card = page.inner_text("#card")
    assert "ubicado en → Nuevo León" in card
    assert "← 003, s1-2" in card
    assert "← 001, annex-table-6" in card
    assert "member (2016–2018-05-01) ← Universidad" in card
    assert "kg show claut" in card
    assert page.get_attribute("#card a", "href") == "https://w3id.org/helixkg/id/claut"
    page.click("#card button")
    assert page.is_hidden("#card")


def test_a_click_on_a_node_shows_its_card_and_the_pointer_what_it_is_over(page: Page) -> None:
    place: dict[str, float] = page.evaluate("""() => {
        const { renderer, graph } = helixkg;
        const { x, y } = renderer.graphToViewport(graph.getNodeAttributes("uanl"));
        const box = document.getElementById("graph").getBoundingClientRect();
        return { x: x + box.x, y: y + box.y };
    }""")
    page.mouse.move(place["x"] - 3, place["y"])
    page.mouse.move(place["x"], place["y"])
    page.wait_for_selector("#hover", state="visible")
    assert "Universidad Autónoma, <UANL> & Cía." in page.inner_text("#hover")
    assert "← 001, s3--inferred" in page.inner_text("#hover")
    page.mouse.click(place["x"], place["y"])
    page.wait_for_selector("#card", state="visible")
    assert page.inner_text("#card h2") == "Universidad Autónoma, <UANL> & Cía."


def test_filters_by_colour_relation_source_and_year(page: Page) -> None:
    page.uncheck("input[value=academia]")
    assert counts(page) == [2, 2]
    page.check("input[value=academia]")
    page.select_option("#relation", label="ubicado en")
    assert counts(page) == [3, 1]
    page.select_option("#relation", "")
    page.select_option("#source", "003")
    assert counts(page) == [3, 1]
    page.select_option("#source", "")
    page.fill("#year", "2017")
    assert counts(page) == [3, 4]  # the membership of 2016 to 2018, and what has no date
    page.fill("#year", "2020")
    assert counts(page) == [3, 4]
    page.fill("#year", "2015")  # before the first: any year
    assert counts(page) == [3, 5]


@RELAXED
@given(HOSTILE)
def test_no_name_leaves_the_data_of_the_page(label: str) -> None:
    output = io.BytesIO()
    write_html(a_network(label), output)
    text = output.getvalue().decode()
    data = text.split('id="network">', 1)[1].split("</script>", 1)[0]
    shown: Any = json.loads(data)["nodes"][0]["attributes"]["label"]
    assert shown == label.encode("utf-8", "replace").decode()
    assert text.count("<script") == 5


def test_a_name_that_is_markup_stays_text(browser: Browser, tmp_path: Path) -> None:
    label = '</script><img src=x onerror="window.broken = 1">'
    file = tmp_path / "kg.html"
    export(a_network(label), "html", file)
    page = browser.new_page()
    page.goto(file.as_uri())
    page.wait_for_function("window.helixkg")
    page.evaluate("helixkg.choose('a')")
    assert page.inner_text("#card h2") == label
    assert page.evaluate("window.broken") is None
    page.close()


def test_the_libraries_inside_come_with_their_licences() -> None:
    licences = (Path(__file__).parents[2] / "src/kg/export/page/LICENSES.txt").read_text()
    assert "sigma" in licences.lower()
    assert "graphology" in licences.lower()
    assert licences.count("Permission is hereby granted") >= 1
