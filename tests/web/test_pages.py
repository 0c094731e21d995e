"""The pages, in both languages: complete, linked and safe."""

from __future__ import annotations

import datetime
import json
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

import kg.web
from kg.claims import references, stated
from kg.model import Iri, Literal, Quad, text
from kg.names.searching import REASONS
from kg.rdf.namespaces import BASE, HX, ID, PREF_LABEL, RDF_TYPE, REGISTRY_GRAPH, SCHEMA, XSD
from kg.store import EmbeddedStore
from kg.web.texts import GROUPS, TEXTS
from tests.short_form import spread
from tests.web.conftest import client_of

PAGES = (
    "/",
    "/search?q=claut",
    "/questions",
    "/questions/clusters-in-state?state=nuevo-leon",
    "/documents",
    "/source/001",
    "/conflicts",
    "/loads",
    "/ontology/classes.html",
    "/ontology/constraints.html",
    "/sparql",
    "/id/claut-nuevo-leon",
    "/id/nuevo-leon",
    "/voc/sector/automotive",
    "/nothing/here",
)
#: the scripts of pages that have some
SCRIPTS = {
    "/sparql": ["/static/yasqe/yasqe.min.js", "/static/editor.js"],
    "/id/claut-nuevo-leon": ["/static/copy.js"],
    "/id/nuevo-leon": ["/static/copy.js"],
    "/voc/sector/automotive": ["/static/copy.js"],
}
REGISTRY = Iri(REGISTRY_GRAPH)
html = {"accept": "text/html"}


class Outline(HTMLParser):
    """What a page consists of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.labelled: list[str] = []
        self.scripts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a link, a heading, an id, a label."""
        values = {name: value or "" for name, value in attrs}
        if "href" in values:
            self.links.append(values["href"])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if "id" in values:
            self.ids.append(values["id"])
        self.labelled += values.get("aria-labelledby", "").split() + values.get("for", "").split()
        if tag == "script" or any(name.startswith("on") for name in values):
            self.scripts.append(values.get("src", ""))


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_well_made(client: TestClient, path: str, language: str) -> None:
    answer = client.get(path, headers={**html, "accept-language": language})
    assert answer.status_code == (404 if path == "/nothing/here" else 200)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert f'<html lang="{language}">' in answer.text
    outline = Outline(answer.text)
    assert outline.headings[0] == 1
    assert outline.headings.count(1) == 1
    assert len(outline.ids) == len(set(outline.ids))
    assert set(outline.labelled) <= set(outline.ids)
    assert outline.scripts == SCRIPTS.get(path, [])


@pytest.mark.parametrize("path", spread(PAGES[:-1], 2))
def test_every_link_of_a_page_leads_somewhere(client: TestClient, path: str) -> None:
    answer = client.get(path, headers=html)
    inner = {link for link in Outline(answer.text).links if link.startswith("/")}
    assert inner
    for link in sorted(inner)[:60]:
        status = client.get(link, headers=html).status_code
        # the default of a question may be a thing that the small store lacks
        assert status == 200 or (status in (400, 404) and link.startswith("/questions/")), link


def test_no_word_of_the_other_language_stands_on_a_page() -> None:
    english, spanish = TEXTS["en"], TEXTS["es"]
    assert english.keys() == spanish.keys()
    same = {key for key in english if english[key] == spanish[key]}
    assert same == {"sparql", "title"}
    assert GROUPS["en"].keys() == GROUPS["es"].keys()
    assert REASONS["en"].keys() == REASONS["es"].keys()


def test_every_text_is_used() -> None:
    """StrictUndefined fails on a text that is missing; one that nobody uses is found here."""
    source = "".join(
        path.read_text(encoding="utf-8")
        for path in Path(kg.web.__path__[0]).rglob("*")
        if path.suffix in (".html", ".py") and path.name != "texts.py"
    )
    unused = [key for key in TEXTS["en"] if not re.search(rf"""["']{key}["']""", source)]
    assert unused == []


def test_the_language_can_be_switched(client: TestClient) -> None:
    english = client.get("/search?q=claut", headers=html)
    (link,) = (link for link in Outline(english.text).links if "lang=es" in link)
    assert '<html lang="es">' in client.get(link, headers=html).text
    assert "q=claut" in link


def test_the_language_that_an_address_asks_for_stays(client: TestClient) -> None:
    for path in PAGES[:-1]:
        joint = "&" if "?" in path else "?"
        text = client.get(f"{path}{joint}lang=es", headers=html).text
        links = [link for link in Outline(text).links if link.startswith("/")]
        left = [link for link in links if not link.startswith("/static/") and "lang=" not in link]
        assert [link for link in left if "." not in link.rpartition("/")[2]] == [], path
        assert text.count("<form") == text.count('name="lang" value="es"')


def test_a_question_is_a_form_with_its_answer(client: TestClient) -> None:
    empty = client.get("/questions/clusters-in-state", headers=html).text
    assert "<table>" not in empty
    assert 'name="state"' in empty
    assert ">Nuevo León</option>" in empty or 'value="Nuevo León"' in empty
    full = client.get("/questions/clusters-in-state?state=Nuevo+Le%C3%B3n", headers=html).text
    assert 'href="/id/claut-nuevo-leon"' in full


def test_a_name_of_several_things_is_asked_back_with_links(client: TestClient) -> None:
    answer = client.get("/questions/figures-of?thing=CLAUT&lang=en", headers=html)
    assert answer.status_code == 409
    links = [link for link in Outline(answer.text).links if "claut-nuevo-leon" in link]
    assert client.get(links[0], headers=html).status_code == 200


@pytest.mark.parametrize(
    ("address", "status", "message"),
    [
        ("/questions/clusters-in-stat", 404, "did you mean"),
        ("/questions/clusters-in-state.doc?state=nuevo-leon", 404, "no answer ends with .doc"),
        ("/questions/clusters-in-state.csv?stat=jalisco", 400, "has no parameter 'stat'"),
        ("/questions/clusters-in-state.csv?state=Atlantis", 404, "Atlantis"),
        ("/questions/clusters-in-state?state=nuevo-leon&page=0", 400, "page is a number"),
        ("/questions/clusters-in-state?state=nuevo-leon&page=x", 400, "page is a number"),
        ("/id/nobody", 404, "nothing is said of"),
        ("/id/nobody.ttl", 404, "nothing is said of"),
    ],
)
def test_what_is_wrong_is_told_to_programs(
    client: TestClient, address: str, status: int, message: str
) -> None:
    answer = client.get(address, headers={"accept": "application/json"})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert message in answer.json()["detail"]
    assert answer.json()["status"] == status


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        (
            "SELECT ?s { ?s a <https://w3id.org/helixkg/def#Cluster> }",
            'href="/id/claut-nuevo-leon"',
        ),
        ("ASK { ?s ?p ?o }", "true"),
        ("CONSTRUCT { ?s a ?c } WHERE { ?s a ?c } LIMIT 3", "subject"),
        ("SELECT ?s { ?s a <http://nothing> }", "No row answers"),
        ("SELECT ?s ?p { ?s ?p ?o }", "only the first are shown"),
        ("SELECT ?s {", "does not parse"),
        ("SELECT * { SERVICE <http://x/> { ?s ?p ?o } }", "SERVICE is not allowed"),
    ],
)
def test_a_query_is_answered_on_its_page(client: TestClient, query: str, shown: str) -> None:
    answer = client.get("/sparql", params={"query": query}, headers=html)
    assert answer.status_code in (200, 400)
    assert shown in answer.text
    assert "<textarea" in answer.text


@pytest.mark.parametrize("ending", ["csv", "json", "xml", "tsv", "xlsx"])
def test_an_answer_can_be_downloaded(client: TestClient, ending: str) -> None:
    answer = client.get(f"/questions/clusters-in-state.{ending}?state=nuevo-leon")
    assert answer.status_code == 200
    assert f'filename="clusters-in-state.{ending}"' in answer.headers["content-disposition"]
    assert answer.content[:2] == b"PK" if ending == "xlsx" else "claut" in answer.text


@pytest.mark.parametrize(
    ("accept", "ending", "media_type"),
    [
        ("text/html", "html", "text/html"),
        ("text/turtle", "ttl", "text/turtle"),
        ("application/ld+json", "jsonld", "application/ld+json"),
        ("application/n-triples", "nt", "application/n-triples"),
        ("application/rdf+xml", "rdf", "application/rdf+xml"),
        ("application/json", "json", "application/json"),
        ("text/csv", "csv", "text/csv"),
    ],
)
def test_a_thing_comes_as_the_client_prefers(
    client: TestClient, accept: str, ending: str, media_type: str
) -> None:
    negotiated = client.get("/id/claut-nuevo-leon", headers={"accept": accept})
    named = client.get(f"/id/claut-nuevo-leon.{ending}", headers={"accept": "image/png"})
    assert negotiated.headers["content-type"].partition(";")[0] == media_type
    assert negotiated.headers["content-location"] == f"/id/claut-nuevo-leon.{ending}"
    assert "Accept" in negotiated.headers["vary"]
    if ending != "html":
        assert negotiated.content == named.content


def test_a_thing_that_the_client_cannot_have(client: TestClient) -> None:
    answer = client.get("/id/claut-nuevo-leon", headers={"accept": "image/png"})
    assert answer.status_code == 406
    assert "text/turtle" in answer.json()["detail"]


def test_a_thing_as_json_has_the_place_of_each_statement(client: TestClient) -> None:
    about = client.get("/id/claut-nuevo-leon.json").json()
    assert about["iri"] == "https://w3id.org/helixkg/id/claut-nuevo-leon"
    places = [
        evidence
        for statement in about["statements"]
        if statement["property"]["iri"].endswith("#locatedIn")
        for evidence in statement["evidence"]
    ]
    assert places
    assert all(place["document"] and place["place"] for place in places)


def test_what_refers_to_a_hub_comes_page_by_page_and_is_counted(tmp_path: Path) -> None:
    hub, located = Iri(ID + "hub"), Iri(HX + "locatedIn")
    area, measure = Iri(HX + "refArea"), Iri(HX + "measure")
    entities = [Iri(f"{ID}thing-{number}") for number in range(250)]
    figures = [Iri(f"{BASE}observation/{number}") for number in range(30)]
    facts = [Quad(entity, located, hub) for entity in entities]
    for number, figure in enumerate(figures):
        facts += [Quad(figure, area, hub), Quad(figure, measure, text(f"figure {number}"))]
    quads = [fact._replace(graph=graph) for fact in facts for graph in (None, REGISTRY)]
    EmbeddedStore.create(tmp_path / "store", [*quads, Quad(hub, Iri(RDF_TYPE), Iri(HX + "State"))])
    hub_client = client_of(tmp_path / "store")
    matches: list[str] = []
    referring: list[str] = []
    address = "/id/hub?lang=en"
    while address:
        page = hub_client.get(address, headers=html).text
        links = [link for link in Outline(page).links if link.startswith("/id/thing-")]
        shown = re.findall(r"<span>(figure \d+)</span>", page)
        assert len(links) + 4 * len(shown) <= 32
        matches += links
        referring += shown
        assert "locatedIn 250 · hx:refArea 30" in page
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = unescape(following[1]) if following else ""
    assert len(matches) == len(set(matches)) == 250
    assert len(referring) == len(set(referring)) == 30


def test_many_values_of_a_property_are_folded_and_counted(tmp_path: Path) -> None:
    entity = Iri(ID + "thing")
    facts = [
        Quad(entity, Iri(HX + "product"), text(f"product {number:03}")) for number in range(130)
    ]
    EmbeddedStore.create(
        tmp_path / "store",
        [fact._replace(graph=graph) for fact in facts for graph in (None, REGISTRY)],
    )
    page = client_of(tmp_path / "store").get("/id/thing?lang=en", headers=html).text
    assert re.findall(r"<span>(product \d+)</span>", page) == [f"product {n:03}" for n in range(64)]
    assert '<span class="number">130</span>' in page
    assert "<summary>122 more</summary>" in page
    assert "66 more are not shown here" in page


def test_what_is_contradicted_says_so_and_leads_to_the_contradiction(client: TestClient) -> None:
    marked = 0
    for entity in client.get("/api/entities?size=1000").json()["entities"]:
        path = "/" + entity["iri"].removeprefix(BASE)
        about = client.get(f"{path}.json")
        for statement in about.json()["statements"] if about.status_code == 200 else ():
            for conflict in statement["conflicts"]:
                marked += 1
                page = client.get(path, headers=html).text
                assert f'href="/conflicts#{conflict}">in conflict</a>' in page
                assert f'id="{conflict}"' in client.get("/conflicts", headers=html).text
    assert marked


def test_a_document_tells_what_it_says_place_by_place(client: TestClient) -> None:
    text = client.get("/source/001", headers=html).text
    assert "<h3>" in text
    assert 'href="/id/' in text


def test_what_a_client_has_is_not_sent_again(small_store: Path) -> None:
    client = client_of(small_store)
    first = client.get("/id/claut-nuevo-leon", headers={"accept": "text/turtle"})
    again = {"accept": "text/turtle", "if-none-match": first.headers["etag"]}
    assert client.get("/id/claut-nuevo-leon", headers=again).status_code == 304
    other = {**again, "accept": "application/json"}
    assert client.get("/id/claut-nuevo-leon", headers=other).status_code == 200
    EmbeddedStore.open(small_store).commit([Quad(Iri("a:b"), Iri("a:c"), Iri("a:d"))])
    assert client.get("/id/claut-nuevo-leon", headers=again).status_code == 200


def test_tags_are_those_of_one_address_and_of_what_stays(client: TestClient) -> None:
    tag = client.get("/id/claut-nuevo-leon.json").headers["etag"]
    known = {"if-none-match": tag}
    assert client.get("/id/claut-nuevo-leon.json", headers=known).status_code == 304
    assert client.get("/id/nobody.json", headers=known).status_code == 404
    answer = client.get("/sparql", params={"query": 'SELECT (BNODE("a") AS ?n) {}'})
    assert "etag" not in answer.headers


def test_the_page_and_the_endpoint_answer_alike(client: TestClient) -> None:
    asked = {"query": "ASK { ?s ?p ?o }", "default-graph-uri": "http://nothing"}
    assert client.get("/sparql", params=asked).json()["boolean"] is False
    assert "<td><span>false</span></td>" in client.get("/sparql", params=asked, headers=html).text


def test_health(client: TestClient) -> None:
    assert client.get("/health").text == "ok\n"


def test_requests_are_counted_and_logged_without_what_they_ask(
    small_store: Path, caplog: pytest.LogCaptureFixture
) -> None:
    client = client_of(small_store)
    with caplog.at_level("INFO", "kg.web.access"):
        client.get("/search?q=secret-name")
        client.get("/id/nobody%0A")
        client.get("/sparql", params={"query": "ASK { ?s ?p 'secret' }"})
    counted = client.get("/metrics").text
    assert 'kg_requests_total{page="/search",status="200"} 1.0' in counted
    assert 'kg_requests_total{page="/id/{rest:path}",status="404"} 1.0' in counted
    assert "GET /search 200" in caplog.text
    assert "secret-name" not in caplog.text + counted
    assert "'secret'" not in caplog.text + counted
    assert r"GET /id/nobody\n 404" in caplog.text


def test_json_is_json(client: TestClient) -> None:
    assert json.loads(client.get("/id/claut-nuevo-leon.jsonld").text)


@pytest.mark.parametrize(("language", "title"), [("en", "Classes"), ("es", "Clases")])
def test_the_vocabulary_is_explained(client: TestClient, language: str, title: str) -> None:
    text = client.get(f"/ontology/classes.html?lang={language}", headers=html).text
    assert f"<h1>{title}</h1>" in text
    assert 'id="hx-Cluster"' in text
    for name in ("properties", "codes", "constraints"):
        page = client.get(f"/ontology/{name}.html", headers=html)
        assert page.status_code == 200
        wide = re.findall(r"<pre[^>]*>|<[^>]*>(?=<table)", page.text)
        assert all('tabindex="0"' in tag for tag in wide), "what is wide is moved by the keyboard"
    assert client.get("/ontology/nothing.html", headers=html).status_code == 404
    assert client.get("/def", headers=html).headers["location"] == "/ontology/classes.html"


@pytest.mark.parametrize(("language", "words"), [("en", "Time line"), ("es", "Línea de tiempo")])
def test_the_page_of_a_dialogue_shows_what_has_a_date_around_it(
    tmp_path: Path, language: str, words: str
) -> None:
    facts = {
        "dialogue": (("Dialogue", "meets"), "foundingDate", "2013-05-02"),
        "council": (("Dialogue", "never meets"), "", ""),
    }
    quads = []
    for name, ((kind, label), property_, date) in facts.items():
        entity = Iri(ID + name)
        for graph in (None, REGISTRY):
            quads.append(Quad(entity, Iri(RDF_TYPE), Iri(HX + kind), graph))
        quads.append(Quad(entity, Iri(PREF_LABEL), text(label, language)))
        if property_:
            quads.append(Quad(entity, Iri(SCHEMA + property_), Literal(date, XSD + "date")))
    EmbeddedStore.create(tmp_path / "store", quads)
    client = client_of(tmp_path / "store")
    shown = client.get("/id/dialogue", headers={**html, "accept-language": language}).text
    assert f'id="time-line">{words}</h2>' in shown
    drawn = client.get("/time-line/id/dialogue", headers={"accept-language": language})
    assert drawn.headers["content-type"].startswith("image/svg+xml")
    assert f"{words}: meets" in drawn.text
    table = client.get("/time-line/id/dialogue?format=html")
    assert "<td>2013-05-02</td>" in table.text
    assert Outline(table.text).headings == [1]
    assert "unsafe" not in table.headers["content-security-policy"]
    assert "time-line" not in client.get("/id/council", headers=html).text
    for nothing in ("council", "nobody"):
        assert client.get(f"/time-line/id/{nothing}").status_code == 404


@pytest.mark.parametrize(("language", "word"), [("en", "Cite"), ("es", "Citar")])
def test_every_statement_has_a_reference_to_copy_beside_it(
    client: TestClient, small_store_once: Path, language: str, word: str
) -> None:
    """Document, place, statement, version of the graph and day: as `kg why --cite` writes it."""
    store = EmbeddedStore.open(small_store_once)
    accessed = references.access(store, datetime.date.today())
    for path in ("/id/claut-nuevo-leon", "/id/nuevo-leon", "/id/mexico"):
        about = client.get(f"{path}.json", headers={"accept-language": language}).json()
        page = client.get(path, headers={**html, "accept-language": language}).text
        text = unescape(page)
        assert page.count(f"<summary>{word}</summary>") == page.count('class="evidence"')
        for statement in about["statements"]:
            property_, value = statement["property"], statement["value"]
            facts = stated.stated(store, Iri(about["iri"]), property_["iri"], value.get("iri", ""))
            if not value.get("iri"):
                continue
            words = f"{about['label']}, {property_['text']}: {value['text']}"
            evidence = [item for fact in facts for item in fact.evidence]
            expected = references.apa(
                references.references_of(evidence, store, words), accessed, language
            )
            for line in expected.splitlines():
                assert f"<p>{line}</p>" in text
            assert evidence or f"{words}." in text


def test_the_page_of_a_state_shows_where_it_lies(client: TestClient) -> None:
    page = client.get("/id/nuevo-leon", headers=html).text
    assert 'src="/map/id/nuevo-leon"' in page
    drawn = client.get("/map/id/nuevo-leon", headers={"accept-language": "en"})
    assert drawn.headers["content-type"].startswith("image/svg+xml")
    root = ElementTree.fromstring(drawn.text)
    states = root.findall(".//{*}path")
    marked = [each for each in states if each.get("fill") != states[0].get("fill")]
    assert [each.findtext("{*}title") for each in marked] == ["Nuevo León"]
    assert len(states) == 32
    assert "Nuevo León on the map" in drawn.text
    assert "/map/" not in client.get("/id/claut-nuevo-leon", headers=html).text
    for other in ("claut-nuevo-leon", "nobody"):
        assert client.get(f"/map/id/{other}").status_code == 404
