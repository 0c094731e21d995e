"""A load into an endpoint is judged near what it touches, as it would be on a copy of the whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import ingest
from kg.errors import StoreError
from kg.ingest.change import Change
from kg.mapping.custom import read_mapping
from kg.model import Iri
from kg.rdf.namespaces import ID, RDF_TYPE
from kg.rdf.oxigraph import quad_from_ox
from kg.store import EmbeddedStore
from kg.store.client import Client
from kg.store.neighbourhood import Everything, Neighbourhood
from kg.store.remote import RemoteStore
from tests import servers
from tests.conftest import ROOT
from tests.ingest.conftest import Write
from tests.short_form import spread

MAPPING = ROOT / "docs" / "examples" / "directorio.toml"
DIRECTORY = (
    "Directorio;;;;;\n;;;;;\n"
    "Nombre del clúster;Siglas;Entidad;Sectores;Fecha de fundación;Sitio web\n"
    "Clúster del Ñandú;CÑ;Jalisco;Autos/energy;01/03/2010;https://example.mx/1\n"
    "Clúster Automotriz de Nuevo León;CL;Nuevo León;Autos;01/03/2007;\n"
)
#: name → file, what it says
FILES = {
    "new": (
        "new.ttl",
        "id:clautito a hx:Cluster ; hx:locatedIn id:nuevo-leon ; hx:sector "
        "<https://w3id.org/helixkg/voc/sector/automotive> .\n",
    ),
    "a second value, a wrong class and a place that is none": (
        "wrong.ttl",
        'id:claut-nuevo-leon <https://schema.org/foundingDate> "1801"^^'
        "<http://www.w3.org/2001/XMLSchema#gYear> ; hx:locatedIn id:claut-nuevo-leon ;\n"
        "  hx:sector <https://w3id.org/helixkg/voc/sector/no-such-sector> .\n"
        'id:nuevo-leon hx:locatedIn "Sonora" .\n',
    ),
    "a chain that closes": (
        "chain.ttl",
        "id:mexico hx:partOfArea id:nuevo-leon . id:nuevo-leon hx:partOfArea id:mexico .\n",
    ),
    "a node that much names": ("hub.ttl", 'id:mexico hx:acronym "MX" ; a hx:Cluster .\n'),
    "blank nodes": ("blank.ttl", "id:clautito a hx:Cluster ; hx:locatedIn [ a hx:State ] .\n"),
    "a class below another": (
        "class.ttl",
        "hx:Cluster <http://www.w3.org/2000/01/rdf-schema#subClassOf> hx:State .\n",
    ),
}


@pytest.fixture(scope="module")
def local(project_store_once: Path) -> EmbeddedStore:
    """The project's data in memory."""
    return EmbeddedStore.open(project_store_once).copy()


@pytest.fixture(
    scope="module", params=["oxigraph", pytest.param("virtuoso", marks=pytest.mark.full)]
)
def remote(
    request: pytest.FixtureRequest, local: EmbeddedStore, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RemoteStore]:
    """The same data behind a real server."""
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "oxigraph":
        server = servers.oxigraph(folder / "data")
    else:
        if servers.virtuoso_program() is None:
            pytest.skip("Virtuoso is not installed (Debian: apt install virtuoso-opensource-7)")
        server = servers.virtuoso(folder, rows=10_000)
    with server as address, pytest.MonkeyPatch.context() as patch:
        patch.setenv("KG_USER", "dba")
        patch.setenv("KG_PASSWORD", "dba")
        patch.setenv("KG_LOGIN_FOR", address)
        store = RemoteStore(Client(address, 60))
        store.replace(local.quads(every_graph=True))
        yield store


@pytest.fixture
def near(monkeypatch: pytest.MonkeyPatch) -> list[Neighbourhood]:
    """The neighbourhoods that are fetched; a copy of the whole fails."""
    built: list[Neighbourhood] = []
    begin = Neighbourhood.__init__

    def counted(self: Neighbourhood, *arguments: object) -> None:
        begin(self, *arguments)  # type: ignore[arg-type]
        built.append(self)

    def refused(store: object) -> EmbeddedStore:
        assert isinstance(store, EmbeddedStore), "the whole store was copied"
        return store

    monkeypatch.setattr(Neighbourhood, "__init__", counted)
    monkeypatch.setattr(EmbeddedStore, "local", refused)
    return built


def described(change: Change) -> tuple[object, ...]:
    """Return what is told of a change; results in no order where they are alike."""
    report = change.report
    return (
        change.added,
        change.removed,
        change.entities,
        change.left,
        sorted(map(repr, report.results)),
        report.checked,
    )


@pytest.mark.parametrize("name", spread(FILES, 2))
def test_a_change_is_judged_near_the_server_as_on_a_copy(
    name: str, local: EmbeddedStore, remote: RemoteStore, near: list[Neighbourhood], write: Write
) -> None:
    file = write(*FILES[name])
    assert described(ingest.propose(remote, [file])) == described(ingest.propose(local, [file]))
    requests, quads = (20, 1_000) if name == "new" else (400, 20_000)
    assert near[0].requests < requests, near[0].requests
    assert near[0].fetched < quads, near[0].fetched


def test_a_curated_table_is_judged_near_the_server(
    local: EmbeddedStore, remote: RemoteStore, near: list[Neighbourhood], write: Write
) -> None:
    rows = (ROOT / "data" / "facts.csv").read_text("utf-8").splitlines()
    home = next(row for row in rows if row.startswith("accenture,home_country,ireland,"))
    spoiled = [*rows[:60], home.replace("ireland", "canada")]
    file = write("facts.csv", "\n".join(spoiled) + "\n")
    assert described(ingest.propose(remote, [file])) == described(ingest.propose(local, [file]))
    assert near[0].requests < 400, near[0].requests
    assert near[0].fetched < 20_000, near[0].fetched


def test_a_custom_table_is_judged_near_the_server(
    local: EmbeddedStore, remote: RemoteStore, near: list[Neighbourhood], write: Write
) -> None:
    mapping = read_mapping(MAPPING)
    file = write("directorio.csv", DIRECTORY)
    changes = [ingest.propose(store, [file], custom=mapping) for store in (remote, local)]
    assert described(changes[0]) == described(changes[1])
    assert near[0].fetched < 30_000, near[0].fetched  # the names, too


def test_what_is_taken_away_is_judged_near_the_server(
    local: EmbeddedStore, remote: RemoteStore, near: list[Neighbourhood], write: Write
) -> None:
    claims = [q for q in local.quads(every_graph=True) if "/evidence/004/" in str(q.graph)][:5]
    text = "".join(
        f"GRAPH <{q.graph}> {{ <{q.subject}> <{q.predicate}> <{q.object}> }}\n"
        for q in claims
        if str(q.object).startswith("https://w3id.org/")
    )
    file = write("gone.trig", text)
    assert text
    assert described(ingest.propose(remote, [], [file])) == described(
        ingest.propose(local, [], [file])
    )
    both = [ingest.propose(store, [], replace="004") for store in (remote, local)]
    assert described(both[0]) == described(both[1])
    assert both[0].removed.quads > 20
    assert near[1].fetched < 20_000, near[1].fetched


@pytest.mark.full
def test_a_load_into_a_server_leaves_what_a_load_into_a_folder_leaves(
    local: EmbeddedStore, remote: RemoteStore, near: list[Neighbourhood], write: Write
) -> None:
    here = local.copy()
    file = write(*FILES["new"])
    for store in (here, remote):
        assert ingest.load(store, [file], "none")
        assert not ingest.load(store, [file], "none"), "loaded again, it changes nothing"
    remote_lines, wanted = (
        {line for line in map(str, store.quads(every_graph=True)) if "BNode" not in line}
        for store in (remote, here)
    )
    is_load = "Iri(value='https://w3id.org/helixkg/load/"
    assert {line for line in remote_lines if is_load not in line} == {
        line for line in wanted if is_load not in line
    }, "but for blank nodes, which a server renames"
    remote.replace(local.quads(every_graph=True))


def test_what_comes_in_small_parts_is_the_same(
    remote: RemoteStore, local: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What names a node comes in halves, or as a part and the rest where it is wanted."""
    monkeypatch.setattr("kg.store.neighbourhood._PART", 3)
    near = Neighbourhood(remote)
    mexico, queretaro = Iri(ID + "mexico"), Iri(ID + "queretaro")
    near.prefetch([mexico], named=[mexico, queretaro])
    for node in (mexico, queretaro):
        named = ox.NamedNode(node.value)
        received = {quad_from_ox(quad) for quad in near.quads_for_pattern(None, None, named)}
        assert received == set(local.quads(object=node, every_graph=True))
    with pytest.raises(Everything):
        near.quads_for_pattern(None, None, None)


def test_a_change_that_hangs_together_with_too_much_is_refused(
    remote: RemoteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.store.neighbourhood._MOST", 5)
    with pytest.raises(StoreError, match="hangs together with more than 5 statements"):
        Neighbourhood(remote).fetch_property(Iri(RDF_TYPE), None)
