"""A misspelt term in a query is said, with its place, before the query finds nothing."""

from __future__ import annotations

import pytest

from kg.errors import QueryError
from kg.ontology import terms
from kg.ontology.queries import require_declared
from kg.rdf.namespaces import PREFIXES
from tests.conftest import Run


def notes(text: str) -> list[str]:
    return require_declared(text, "q.rq", PREFIXES, terms.declared)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ASK {\n ?s hx:locatdIn ?o }", r"q\.rq:2:5: hx:locatdIn is not .* hx:locatedIn\?"),
        ("ASK { ?s a hx:Clutser }", r"q\.rq:1:12: hx:Clutser .* did you mean hx:Cluster\?"),
        ("PREFIX x: <https://w3id.org/helixkg/def#> ASK { ?s x:sektor ?o }", "hx:sector"),
        ("ASK { ?s <https://w3id.org/helixkg/def#zzz> ?o }", "zzz> is not declared in the"),
    ],
)
def test_a_term_of_the_project_is_an_error(text: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        notes(text)


def test_in_spanish(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_LANG", "es")
    with pytest.raises(QueryError, match=r"no está declarado .* ¿quiso decir hx:sector\?"):
        notes("ASK { ?s hx:sektor ?o }")


def test_the_other_scheme_is_a_note_since_another_graph_may_use_it() -> None:
    assert notes("ASK { ?s <http://schema.org/foundingDate> ?o }") == [
        "q.rq:1:10: <http://schema.org/foundingDate> is not declared in the ontology; "
        "did you mean schema:foundingDate?"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "ASK { id:no-such-thing hx:sector <https://w3id.org/helixkg/voc/sector/none> }",
        "PREFIX x: <https://w3id.org/helixkg/def#> ASK { ?s x:sector 'hx:sektor' } # hx:sektor",
        "ASK { ?s <http://example.org/colour> ?o ; unknown:name ?p }",
    ],
)
def test_what_is_no_term_of_the_project_is_left_alone(text: str) -> None:
    assert notes(text) == []


def test_the_command_says_it(quick_kg: Run, small_store: object) -> None:
    done = quick_kg("sparql", "ASK { ?s hx:sektor ?o }", "--store", str(small_store))
    assert done.returncode == 2
    assert "1:10: hx:sektor is not declared" in done.stderr
