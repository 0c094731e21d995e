"""A store that nobody validated: of each class a thing of which nothing else is known."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kg.model import Iri, Quad
from kg.ontology import profile
from kg.rdf.iris import local_name
from kg.rdf.namespaces import (
    BASE,
    CATALOGUE_GRAPH,
    CONFLICT,
    EVIDENCE,
    HX,
    RDF_TYPE,
    REGISTRY_GRAPH,
    SOURCE,
)
from kg.store import EmbeddedStore
from tests.conftest import Run
from tests.short_form import in_part
from tests.web.conftest import client_of

CATALOGUE = {
    CONFLICT + "bare": HX + "Conflict",
    SOURCE + "bare": HX + "SourceDocument",
    EVIDENCE + "bare": HX + "Evidence",
    BASE + "load/bare": HX + "Load",
}
#: a path → its class, of all that the tables state as facts
THINGS = {
    f"id/bare-{local_name(cls).lower()}": cls
    for cls in sorted({cls for use in profile.project() for cls in use.classes})
    if cls not in CATALOGUE.values()
}


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of things that have a class, and nothing else."""
    quads = [
        Quad(Iri(BASE + path), Iri(RDF_TYPE), Iri(cls), graph)
        for path, cls in THINGS.items()
        for graph in (None, Iri(REGISTRY_GRAPH))
    ]
    quads += [
        Quad(Iri(iri), Iri(RDF_TYPE), Iri(cls), Iri(CATALOGUE_GRAPH))
        for iri, cls in CATALOGUE.items()
    ]
    folder = tmp_path_factory.mktemp("bare") / "store"
    EmbeddedStore.create(folder, quads)
    return folder


@pytest.fixture(scope="module")
def client(bare: Path) -> Iterator[TestClient]:
    """A client of a server for that store."""
    with client_of(bare) as client:
        yield client


def failing(client: TestClient, *paths: str) -> dict[str, int]:
    """Return path → status of the paths at which the server fails."""
    return {
        path: status
        for path in paths
        if (status := client.get(path, headers={"accept": "text/html"}).status_code) >= 500
    }


@in_part(4)
def test_every_thing_has_its_pages_and_files(client: TestClient, share: int) -> None:
    assert len(THINGS) > 20
    for path in list(THINGS)[::share]:
        assert not failing(
            client,
            *(f"/{path}{ending}" for ending in ("", ".ttl", ".jsonld", ".json", ".csv")),
            *(f"/{view}/{path}" for view in ("network", "time-line", "map", "profile")),
            f"/reconcile/preview?id={path.partition('/')[2]}",
        )


def test_every_page_and_question_is_answered(client: TestClient) -> None:
    questions = client.get("/api/questions").json()["questions"]
    assert not failing(
        client,
        *("/", "/documents", "/conflicts", "/loads", "/search?q=bare", "/source/bare"),
        *(f"/questions/{question['name']}" for question in questions),
    )


@pytest.mark.parametrize(
    "command",
    [
        ("stats",), ("conflicts",), ("coverage",), ("log",), ("sources",), ("sources", "bare"),
        ("dump",), ("list", "cluster"), ("search", "bare"), ("network", "summary"),
        ("network", "degree"), ("export", "gexf", "-o", "a.gexf"),
        *(("show", path.partition("/")[2]) for path in THINGS),
    ],
    ids=" ".join,
)  # fmt: skip
def test_no_command_ends_in_a_traceback(
    bare: Path, quick_kg: Run, command: tuple[str, ...]
) -> None:
    done = quick_kg(*command, "--store", bare)
    assert done.returncode in (0, 1, 2), done.stderr
