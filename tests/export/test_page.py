"""The page to look around in, opened in a real browser; skipped where there is no Chromium."""

from __future__ import annotations

import io
import json
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from playwright.sync_api import Browser, Page

from kg.claims.documents import Document
from kg.claims.evidence import Evidence
from kg.export import export
from kg.export.background import Background, Figure, Statement
from kg.export.html import MODULES, script, write_html
from kg.network import Edge, Network, Node
from kg.network.elements import LeftOut
from tests.export.conftest import ENTITY, EVIDENCE
from tests.export.test_round_trips import HOSTILE, RELAXED, a_network

FOLDER = Path(__file__).parents[2] / "src/kg/export/page"
AXE = Path(__file__).parents[1] / "npm" / "node_modules" / "axe-core" / "axe.min.js"
SIZES = {"phone": (390, 844), "tablet": (820, 1180), "desk": (1280, 800)}
MOST_BYTES = 1_500_000
Open = Callable[..., Page]


def of_nodes() -> Background:
    """What is told of the small network."""
    places = {
        EVIDENCE + "003/s1-2": Evidence(EVIDENCE + "003/s1-2", "003", "Book", "§1.2", "explicit"),
        EVIDENCE + "001/annex-table-6": Evidence(
            EVIDENCE + "001/annex-table-6", "001", "Briefing", "Annex Table 6", "explicit"
        ),
        EVIDENCE + "001/s3--inferred": Evidence(
            EVIDENCE + "001/s3--inferred", "001", "Briefing", "§3", "inferred", "name"
        ),
    }
    return Background(
        {"001": Document("001", "Briefing"), "003": Document("003", "Book", url="http://e.org/b")},
        places,
        {"claut": ("CLAUT", "Automotive Cluster")},
        {"claut": (Statement("web address", "http://claut.mx/", (EVIDENCE + "003/s1-2",), True),)},
        {"claut": (Figure("Members", "99", "2016", "more than", (EVIDENCE + "003/s1-2",)),)},
        {"inferred": "Inferido", "name": "El nombre lo dice", "explicit": "Literal"},
        True,
    )


def measured(network: Network) -> Network:
    """Return the small network with words, places, a measure, communities and a proposal."""
    captions = {"relation": {"locatedIn": "ubicado en"}, "helix": {"academia": "Academia"}}
    edges = tuple(
        replace(edge, realisation="proposed" if edge.kind == "strategicPartner" else "")
        for edge in network.edges
    )
    lonely = Node("alone", ENTITY + "alone", "Alone", "Company", "industry")
    return replace(
        network,
        nodes=tuple(sorted((*network.nodes, lonely), key=lambda node: node.id)),
        edges=edges,
        display_labels=captions,
        coordinates={
            "alone": (0, 0),
            "claut": (100, 80),
            "nuevo-leon": (200, 0),
            "uanl": (90, 190),
        },
        measures={
            "betweenness": {"alone": 0.0, "claut": 0.5, "nuevo-leon": 0.0, "uanl": 0.0},
            "community": {"alone": 2, "claut": 1, "nuevo-leon": 1, "uanl": 1},
        },
    )


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Open the page of a network; the test fails where it complains or asks the network."""
    opened: list[Page] = []
    complaints: list[str] = []

    def complain_of_request(address: str) -> None:
        if not address.startswith(("file:", "blob:", "data:")):
            complaints.append(address)

    def open_(network: Network, size: str = "desk", address: str = "", lang: str = "es") -> Page:
        file = tmp_path / f"kg-{lang}.html"
        export(network, "html", file, lang, of_nodes())
        width, height = SIZES[size]
        page = browser.new_page(viewport={"width": width, "height": height})
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("request", lambda request: complain_of_request(request.url))
        page.goto(file.as_uri() + address)
        page.wait_for_function("window.helixkg?.view.done.camera")
        opened.append(page)
        return page

    yield open_
    for page in opened:
        page.close()
    assert complaints == []


@pytest.fixture
def page(open_page: Open, network: Network) -> Page:
    """The page of the small network, on a desk."""
    return open_page(measured(network))


def counts(page: Page) -> list[int]:
    """Return how many nodes and edges are shown, and of how many where some are hidden."""
    return [int(number) for number in re.findall(r"\d+", page.inner_text("#counts"))]


def chip(page: Page, name: str) -> None:
    """Press the chip with a name, which may stand in a part that is shut."""
    page.evaluate(
        "for (const part of document.querySelectorAll('#panel details')) part.open = true"
    )
    page.locator("#panel .chip", has_text=name).first.click()


def choose(page: Page, id: str) -> None:
    """Choose a node."""
    page.evaluate(f"helixkg.choose(helixkg.network.nodeOf('{id}'))")
    page.wait_for_timeout(450)  # of the flight


def place_of(page: Page, id: str) -> tuple[float, float]:
    """Return where a node is in the window."""
    x, y = page.evaluate(
        """(id) => {
        const { view, network } = helixkg, node = network.nodeOf(id);
        const [x, y] = view.camera.toScreen(network.nodes.x[node], network.nodes.y[node]);
        const box = view.canvas.getBoundingClientRect();
        return [x + box.x, y + box.y];
    }""",
        id,
    )
    return x, y


def test_it_opens_without_a_network_and_shows_all(page: Page) -> None:
    assert counts(page) == [4, 5]
    assert page.title() == "HelixKG: Red"


def test_something_is_drawn(page: Page) -> None:
    inked = """(({ context, canvas: { width, height } }) =>
        context.getImageData(0, 0, width, height).data.filter((v, n) => n % 4 === 3 && v > 0).length
    )(helixkg.view)"""
    page.wait_for_timeout(100)
    drawn = page.evaluate(inked)
    page.evaluate(
        "helixkg.shown.isNode.fill(0); helixkg.view.show({...helixkg.scene,"
        "solid: new Int32Array(), dashed: new Int32Array(), largestFirst: new Int32Array()})"
    )
    page.wait_for_timeout(200)
    assert drawn > 1_000
    assert page.evaluate(inked) == 0


@pytest.mark.parametrize("text", ["cluster automotriz", "CLAUT", "automotive clust", "clauut"])
def test_search_forgives_accents_typos_and_beginnings(page: Page, text: str) -> None:
    page.fill("#search", text)
    page.keyboard.press("Enter")
    assert page.inner_text("#card h2") == 'Clúster "Automotriz" de Nuevo León; A.C.'
    assert "node=claut" in page.url


def test_search_tells_where_nothing_is_alike_and_what_is_hidden(page: Page) -> None:
    page.fill("#search", "zzzzzz")
    assert page.inner_text("#found") == "Ningún nombre se parece"
    chip(page, "Academia")
    page.fill("#search", "nuevo")
    assert "oculto por los filtros" in page.inner_text("#found")
    page.keyboard.press("ArrowDown")
    assert page.get_attribute("#search", "aria-activedescendant") == "found-0"
    page.keyboard.press("Escape")
    assert page.is_hidden("#found")


def test_the_card_has_facts_figures_and_relations_with_document_and_place(page: Page) -> None:
    choose(page, "claut")
    page.evaluate("for (const part of document.querySelectorAll('#card details')) part.open = true")
    card = page.inner_text("#card")
    assert "También se llama: CLAUT · Automotive Cluster" in card
    assert "99 Members2016" in card
    assert "web address" in card
    assert "en contradicción" in card
    assert "→ ubicado en 1" in card
    assert "Book, §1.2" in card
    assert "Briefing, §3 · Inferido: El nombre lo dice" in card
    assert "2016–2018-05-01" in card
    assert page.get_attribute("#card .evidence a", "href") == "http://e.org/b"
    page.click("#card button.link:has-text('Universidad')")
    assert page.inner_text("#card h2") == "Universidad Autónoma, <UANL> & Cía."
    page.go_back()
    assert page.inner_text("#card h2").startswith("Clúster")
    page.keyboard.press("Escape")
    assert page.is_hidden("#card")


def test_a_click_on_a_node_shows_its_card_and_the_pointer_what_it_is_over(page: Page) -> None:
    x, y = place_of(page, "uanl")
    page.mouse.move(x - 2, y)
    page.mouse.move(x, y)
    assert "Universidad Autónoma, <UANL> & Cía." in page.inner_text("#hover")
    (x1, y1), (x2, y2) = place_of(page, "claut"), place_of(page, "nuevo-leon")
    page.mouse.move((x1 + x2) / 2, (y1 + y2) / 2)
    assert "ubicado en →" in page.inner_text("#hover")
    assert "Book, §1.2" in page.inner_text("#hover")
    page.mouse.click(x, y)
    assert page.inner_text("#card h2") == "Universidad Autónoma, <UANL> & Cía."
    assert page.is_hidden("#hover")


def test_filters_hide_nodes_and_edges_and_count_both(page: Page) -> None:
    chip(page, "Academia")  # of two, one is left
    assert counts(page) == [1, 4, 0, 5]
    page.click("#reset")
    assert counts(page) == [4, 5]
    chip(page, "ubicado en")
    assert counts(page) == [2, 4, 1, 5]  # what is left without any tie goes, too
    chip(page, "member")
    assert counts(page) == [3, 4, 3, 5]
    page.click("#reset")
    chip(page, "Book")
    assert counts(page) == [2, 4, 1, 5]
    page.click("#reset")
    chip(page, "Inferido")
    assert counts(page) == [2, 4, 1, 5]


def test_a_chip_pressed_twice_takes_its_value_out(open_page: Open, network: Network) -> None:
    page = open_page(measured(network))
    chip(page, "State")
    chip(page, "State")
    assert counts(page) == [3, 4, 4, 5]
    page.wait_for_url("**without-kind=State")
    pressed = page.locator("#panel .chip", has_text="State")
    assert "sin State" in (pressed.text_content() or "")
    assert pressed.get_attribute("aria-pressed") == "true"
    again = open_page(measured(network), address="#" + page.url.partition("#")[2])
    assert counts(again) == [3, 4, 4, 5]
    chip(page, "State")
    assert counts(page) == [4, 5]


def test_a_chip_tells_how_many_the_other_filters_leave(page: Page) -> None:
    assert page.locator(".chip", has_text="sin valor").first.inner_text().endswith("1")
    chip(page, "State")
    counts = {
        name: page.locator(".chip", has_text=name).first.inner_text().split("\n")[-1]
        for name in ("Academia", "State", "Cluster")
    }
    assert {name: re.sub(r"\D", "", text) for name, text in counts.items()} == {
        "Academia": "0",
        "State": "1",
        "Cluster": "1",
    }


def test_years_keep_what_has_no_date_until_it_is_taken_out(page: Page) -> None:
    page.locator("#year-0").fill("2019")
    assert counts(page) == [3, 4, 4, 5]  # not the membership of 2016 to 2018
    page.uncheck("#undated")
    assert counts(page) == [2, 4, 1, 5]
    page.wait_for_url("**years=2019%7E2020&undated=0")


def test_a_path_between_two_nodes_is_told_with_its_evidence(page: Page) -> None:
    choose(page, "uanl")
    page.click("#card .actions button")
    page.fill("#search", "nuevo leon")
    page.keyboard.press("Enter")
    card = page.inner_text("#card")
    assert "2 pasos" in card
    assert "Briefing, Annex Table 6" in card
    assert page.evaluate("helixkg.view.highlight.nodes.length") == 3
    page.evaluate("helixkg.showPath({ from: 0, to: 1 })")
    assert "No hay camino" in page.inner_text("#card")
    page.evaluate("helixkg.showPath({ from: 2, to: 3 })")
    chip(page, "member")
    assert "Sin filtros hay uno de 2 pasos" in page.inner_text("#card")


def test_surroundings_of_a_node(page: Page) -> None:
    choose(page, "uanl")
    page.select_option("#card select", "1")
    assert counts(page) == [2, 4, 4, 5]
    page.select_option("#card select", "2")
    assert counts(page) == [3, 4, 5]


def test_a_core_takes_away_what_has_few_edges(open_page: Open, network: Network) -> None:
    page = open_page(measured(network))
    page.locator("#least").fill("3")
    assert counts(page) == [2, 4, 4, 5]  # the loop, and three edges between the two
    page.wait_for_url("**least=3")
    assert page.locator(".legend .chip", has_text="industry").inner_text().endswith("0")
    page.click("#reset")
    assert counts(page) == [4, 5]


def test_colour_and_size_by_measure_with_a_complete_legend(page: Page) -> None:
    page.select_option("#colour", "betweenness")
    assert "0.5" in page.inner_text(".legend .ramp")
    page.select_option("#size", "betweenness")
    radii = page.evaluate("[...helixkg.sizing.radii]")
    assert radii[1] == max(radii)
    assert radii[1] > radii[0]
    page.select_option("#colour", "community")
    legend = page.inner_text(".legend")
    assert "en torno a Clúster" in legend  # named by the node with most ties
    assert "grupos pequeños" in legend
    assert "solo propuesto o planeado" in legend
    page.select_option("#colour", "kind")
    used = page.evaluate("helixkg.colouring.entries.map(({ word }) => word)")
    assert sorted(used) == ["AcademicInstitution", "Cluster", "Company", "State"]


def test_the_address_keeps_the_state(open_page: Open, network: Network) -> None:
    page = open_page(measured(network))
    chip(page, "member")
    page.select_option("#colour", "kind")
    choose(page, "uanl")
    page.evaluate("helixkg.view.zoom(2); helixkg.keep()")
    page.wait_for_url("**at=**")
    address = page.url.partition("#")[2]
    again = open_page(measured(network), address=f"#{address}")
    assert counts(again) == [2, 4, 2, 5]
    assert again.inner_text("#card h2") == "Universidad Autónoma, <UANL> & Cía."
    assert again.input_value("#colour") == "kind"
    strange = open_page(measured(network), address="#node=nobody&kind=x&years=a~b&at=1~2~x&size=q")
    assert counts(strange) == [4, 5]


def test_a_node_is_dragged_and_the_drawing_moved_and_zoomed(page: Page) -> None:
    x, y = place_of(page, "alone")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y - 40, steps=4)
    page.mouse.up()
    page.mouse.move(x + 300, y - 40)  # beside it, so that nothing covers it
    assert place_of(page, "alone") == pytest.approx((x + 60, y - 40), abs=2)
    assert page.is_hidden("#card")
    page.focus("canvas")
    page.keyboard.press("ArrowLeft")
    assert place_of(page, "alone")[0] == pytest.approx(x + 120, abs=2)
    before = page.evaluate("helixkg.view.camera.scale")
    page.keyboard.press("+")
    assert page.evaluate("helixkg.view.camera.scale") == pytest.approx(before * 1.3)
    page.keyboard.press("0")
    page.wait_for_timeout(500)
    boxes = [place_of(page, id) for id in ("alone", "claut", "nuevo-leon", "uanl")]
    assert all(300 < x < 1280 and 0 < y < 800 for x, y in boxes)


def test_what_is_seen_is_saved(page: Page, tmp_path: Path) -> None:
    chip(page, "member")
    saved = {}
    for name in ("SVG", "PNG", "GEXF"):
        page.click("#tools summary")
        with page.expect_download() as download:
            page.click(f"#tools .items button:has-text('{name}')")
        saved[name] = tmp_path / download.value.suggested_filename
        download.value.save_as(saved[name])
    svg = saved["SVG"].read_text()
    assert svg.count("<circle") >= 2
    assert "Universidad Autónoma, &lt;UANL&gt; &amp; Cía." in svg
    assert "Nuevo León</title>" not in svg.replace("de Nuevo León", "")
    assert svg.count("<polygon") == 2  # arrowheads
    assert ">member<" not in svg
    assert "2 nodos de" not in svg
    assert saved["PNG"].read_bytes().startswith(b"\x89PNG")
    graph = nx.read_gexf(saved["GEXF"])
    assert sorted(graph) == ["claut", "uanl"]
    assert graph.number_of_edges() == 2
    assert graph.nodes["claut"]["kind"] == "Cluster"
    assert graph.nodes["claut"]["iri"] == ENTITY + "claut"


def test_a_saved_picture_shows_what_is_chosen_and_the_rest_faintly(page: Page) -> None:
    choose(page, "uanl")
    page.evaluate("helixkg.view.fit(false)")
    svg = page.evaluate("helixkg.svgOf(helixkg)")
    assert svg.count('opacity="0.16"') == 4  # each faintly, and two again
    assert svg.count("<title>") == 6


def test_saved_gexf_fits_its_schema(page: Page, gexf_errors: Callable[[bytes], list[str]]) -> None:
    assert gexf_errors(page.evaluate("helixkg.gexfOf(helixkg)").encode()) == []


LOOKS = ("helixkg.leave()", "helixkg.choose(1)", "helixkg.showPath({ from: 2, to: 3 })")


@pytest.mark.parametrize(
    ("size", "schemes", "looks"),
    [
        ("phone", ("light",), LOOKS[1:2]),
        ("tablet", ("dark",), LOOKS[1:2]),
        ("desk", ("light",), LOOKS[2:]),
        *(
            pytest.param(size, ("light", "dark"), LOOKS, marks=pytest.mark.full, id=f"{size}-all")
            for size in SIZES
        ),
    ],
)
def test_it_fits_every_screen_and_is_accessible(
    open_page: Open, network: Network, size: str, schemes: tuple[str, ...], looks: tuple[str, ...]
) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed: npm ci --prefix tests/npm")
    page = open_page(measured(network), size, lang="en")
    page.add_script_tag(path=AXE)
    width, height = SIZES[size]
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for look in looks:
            page.evaluate(look)
            page.evaluate("document.querySelectorAll('details').forEach((one) => one.open = true)")
            page.wait_for_timeout(200)
            judged: dict[str, Any] = page.evaluate("axe.run()")
            problems = {item["id"]: item["nodes"][0]["html"] for item in judged["violations"]}
            assert problems == {}, (scheme, look)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert page.evaluate("document.documentElement.scrollHeight") <= height


def test_on_a_tablet_the_card_leaves_the_width_to_the_drawing(
    open_page: Open, network: Network
) -> None:
    page = open_page(measured(network), "tablet")
    choose(page, "uanl")
    sheet = page.locator("#card").bounding_box()
    assert sheet is not None
    assert sheet["y"] > 500
    assert place_of(page, "uanl")[1] < sheet["y"]


def test_on_a_phone_the_card_is_a_sheet_below_the_node(open_page: Open, network: Network) -> None:
    page = open_page(measured(network), "phone")
    low = page.locator("#panel").bounding_box()
    assert low is not None
    assert low["y"] > 700
    page.click("#panel .grip")
    page.wait_for_timeout(300)
    assert (page.locator("#panel").bounding_box() or low)["y"] < 450
    choose(page, "uanl")
    sheet = page.locator("#card").bounding_box()
    assert sheet is not None
    assert place_of(page, "uanl")[1] < sheet["y"]
    page.click("#card .shut")
    assert page.is_hidden("#card")


def test_the_keyboard_does_it_all(page: Page) -> None:
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("uanl")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "H2"
    for _ in range(12):
        page.keyboard.press("Tab")
        if "link" in (page.evaluate("document.activeElement.className") or ""):
            break
    page.keyboard.press("Enter")
    assert page.inner_text("#card h2").startswith("Clúster")
    assert page.title() == 'Clúster "Automotriz" de Nuevo León; A.C. – HelixKG: Red'
    page.keyboard.press("Escape")
    assert page.is_hidden("#card")
    assert page.evaluate("document.activeElement.id") == "search"


def large(nodes: int, edges: int) -> Network:
    """Return a network of groups, with places; the same one each time."""
    state = 1
    numbers: list[int] = []
    for _ in range(2 * edges):
        state = state * 48271 % 2147483647
        numbers.append(state % nodes)
    kinds = ("Cluster", "Company", "Programme")
    return Network(
        tuple(
            Node(f"n{n:05}", f"{ENTITY}n{n:05}", f"Entity {n}", kinds[n % 3]) for n in range(nodes)
        ),
        tuple(
            Edge(f"e{e:06}", f"n{numbers[2 * e]:05}", f"n{numbers[2 * e + 1]:05}", "member", "hx:x")
            for e in range(edges)
        ),
        coordinates={f"n{n:05}": (n % 100 * 30.0, n // 100 * 20.0) for n in range(nodes)},
    )


@pytest.mark.full
@pytest.mark.parametrize("size", SIZES)
def test_ten_thousand_nodes_move_at_thirty_frames_a_second(
    size: str, open_page: Open, report_counts: Callable[[str], None]
) -> None:
    page = open_page(large(10_000, 30_000), size)
    frames = page.evaluate("""async () => {
        const { view } = helixkg, start = performance.now();
        let count = 0;
        while (performance.now() - start < 3000) {
            view.move(6 * Math.sin(count / 10), 0);
            view.zoom(1 + Math.sin(count / 20) / 50);
            await new Promise(requestAnimationFrame);
            count++;
        }
        return count / 3;
    }""")
    report_counts(f"{frames:.0f} frames a second with 10,000 nodes, 30,000 edges ({size})")
    assert frames > 15  # 50 where nothing else runs


def test_the_page_alone_is_small() -> None:
    output = io.BytesIO()
    write_html(Network((), ()), output)
    assert len(output.getvalue()) < MOST_BYTES / 10
    assert b"http" not in re.sub(rb"https?://[\w./#]+", b"", output.getvalue()[:200])


def test_what_is_not_in_the_file_is_counted(open_page: Open, network: Network) -> None:
    left = LeftOut(proposed=7, places=83, place_ties=600, kinds={"Platform": 2}, kind_ties=9)
    left = replace(left, relation_ties=758)
    panel = open_page(replace(measured(network), left_out=left)).inner_text("#panel")
    assert "83 lugares son atributos, no nodos (600 aristas): --places node" in panel
    assert "No están en este archivo: 2 Platform (9 aristas): --profile full" in panel
    assert "758 aristas que no dicen dónde está algo no están en este archivo: --profile" in panel
    assert (
        "7 aristas solo propuestas o planeadas no están en este archivo: --with-proposed" in panel
    )


def test_an_empty_network_says_so(open_page: Open) -> None:
    page = open_page(Network((), ()))
    assert counts(page) == [0, 0]
    assert "Nada cumple" in page.inner_text("#counts")


def test_modules_import_what_comes_before_them_and_are_all_joined() -> None:
    assert sorted(MODULES) == sorted(path.stem for path in FOLDER.glob("*.js"))
    for number, name in enumerate(MODULES):
        text = (FOLDER / f"{name}.js").read_text()
        imported = re.findall(r'^import .* from "\./(\w+)\.js";$', text, re.MULTILINE)
        assert set(imported) <= set(MODULES[:number]), name
        exports = dict.fromkeys(re.findall(r"^export \w+\*? (\w+)", text, re.MULTILINE))
        users = "".join((FOLDER / f"{other}.js").read_text() for other in MODULES if other != name)
        assert all(re.search(rf"\b{export_}\b", users) for export_ in exports), name
    assert not re.search(r"^(import|export) ", script(), re.MULTILINE)


def test_every_module_is_a_module_of_its_own(tmp_path: Path) -> None:
    """A browser or an editor can load them one by one: node finds no name that is missing."""
    (tmp_path / "package.json").write_text('{"type": "module"}')
    for path in FOLDER.glob("*.js"):
        (tmp_path / path.name).write_text(path.read_text())
    names = json.dumps([name for name in MODULES if name != "main"])
    load = f"await Promise.all({names}.map((name) => import(`./${{name}}.js`)))"
    done = subprocess.run(
        ["node", "--input-type=module", "-e", load],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.stderr == ""


@RELAXED
@given(HOSTILE)
def test_no_name_leaves_the_data_of_the_page(label: str) -> None:
    output = io.BytesIO()
    write_html(a_network(label), output)
    text = output.getvalue().decode()
    data = text.split('id="network">', 1)[1].split("</script>", 1)[0]
    shown: Any = json.loads(data)["nodes"]["label"][0]
    assert shown == label.encode("utf-8", "replace").decode()
    assert text.count("<script") == 2


def test_a_name_that_is_markup_stays_text(open_page: Open) -> None:
    label = '</script><img src=x onerror="window.broken = 1">'
    page = open_page(a_network(label))
    page.evaluate("helixkg.choose(0)")
    assert page.inner_text("#card h2") == label
    assert page.evaluate("window.broken") is None
    assert "<img" not in page.evaluate("helixkg.svgOf(helixkg)")
    assert "<img" not in page.evaluate("helixkg.gexfOf(helixkg)")
