"""Terms that are declared, and stand where they mean nothing (C63): no shape looks there.

A class as a property, a property as a class, an axiom among the facts, a term of RDF or OWL that
would change what the data means for a reasoner and for nothing here, or what belongs in the
catalogue. Undeclared terms are those of `kg.validation.terms`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from kg.model import Iri, Quad, Severity, Term, Violation
from kg.ontology.terms import Terms, declared
from kg.rdf.iris import shorten
from kg.rdf.namespaces import CATALOGUE_GRAPH, HX, OWL, RDF, RDF_TYPE, RDFS, SH, SHAPE, SKOSXL, XSD
from kg.rdf.numbered import NumberedQuads
from kg.store import Store
from kg.validation.position_index import PositionIndex

_COMPONENT: Final = SH + "ClosedConstraintComponent"
_BUILT_IN: Final = (RDF, RDFS, OWL, XSD)
#: what facts and the catalogue use of RDF, RDFS and OWL
_USED: Final = frozenset((RDF_TYPE, OWL + "deprecated", OWL + "versionInfo", RDFS + "comment"))
#: what is read by people and by nothing here
_FOR_PEOPLE: Final = frozenset((RDFS + "label", RDFS + "seeAlso", RDFS + "isDefinedBy"))
_OF_THE_CATALOGUE: Final = frozenset((
    *(HX + name for name in ("Evidence", "SourceDocument", "Listing", "Conflict")),
    HX + "IdentityDecision",
    SKOSXL + "Label",
))  # fmt: skip
_CATALOGUE: Final = Iri(CATALOGUE_GRAPH)


class _Fault(NamedTuple):
    """What is wrong with a statement, in two languages, without the code."""

    english: str
    spanish: str
    severity: Severity = "violation"


def misused(quads: Iterable[Quad], index: PositionIndex | None = None) -> list[Violation]:
    """Return a result for each statement whose terms stand where they mean nothing.

    Args:
        quads: Statements; those that are neither facts nor of the catalogue are left out.
        index: Where statements stand; results without it have no positions.
    """
    wrong = list(_faulty(NumberedQuads.of(quads), declared()))
    if index:
        index = index.about({str(quad.subject) for quad, _ in wrong})
    return [_result(quad, fault, index) for quad, fault in wrong]


def misused_in(store: Store) -> list[Violation]:
    """Return the same for a whole store: it is asked for the terms that are in use."""
    terms = declared()
    suspects: dict[Quad, None] = {}
    for name in (None, _CATALOGUE):
        for quad in _suspects(store, name, terms):
            suspects[quad] = None
    return misused(suspects)


def _suspects(store: Store, graph: Iri | None, terms: Terms) -> Iterator[Quad]:
    """Yield the statements of a graph that may be faulty."""
    group = f"GRAPH <{graph.value}>" if graph else ""
    pattern = f"{group} {{ ?s ?p ?o }}"
    for (predicate,) in store.select(f"SELECT DISTINCT ?p WHERE {{ {pattern} }}").rows:
        if isinstance(predicate, Iri) and _of_predicate(predicate.value, terms):
            yield from store.quads(predicate=predicate, graph=graph)
    typed = f"{group} {{ ?s <{RDF_TYPE}> ?o }}"
    for (value,) in store.select(f"SELECT DISTINCT ?o WHERE {{ {typed} }}").rows:
        if value is not None and _of_type(value, terms, is_fact=graph is None):
            yield from store.quads(predicate=Iri(RDF_TYPE), object=value, graph=graph)
    for iri, term in terms.items():
        if term.is_class or term.is_property:
            yield from store.quads(Iri(iri), graph=graph)


def _faulty(quads: NumberedQuads, terms: Terms) -> Iterator[tuple[Quad, _Fault]]:
    """Yield the facts and the statements of the catalogue with which something is wrong.

    Each property, class and subject is looked at once; most batches have nothing that is wrong.
    """

    def wrong(
        numbers: Iterable[int], fault_of: Callable[[Term | None], _Fault | None]
    ) -> dict[int, _Fault]:
        faults = ((number, fault_of(quads.terms[number])) for number in set(numbers))
        return {number: fault for number, fault in faults if fault}

    subjects = wrong(quads.subjects, lambda term: _of_subject(term, terms))
    properties = wrong(quads.predicates, lambda term: _of_predicate(str(term), terms))
    type_of = quads.number(Iri(RDF_TYPE))
    pairs = zip(quads.predicates, quads.objects, strict=True)
    classes = {value for predicate, value in pairs if predicate == type_of}
    types = {
        quads.number(None): wrong(classes, lambda term: _of_type(term, terms, is_fact=True)),
        quads.number(_CATALOGUE): wrong(classes, lambda term: _of_type(term, terms, is_fact=False)),
    }
    if not subjects and not properties and not any(types.values()):
        return
    columns = zip(quads, quads.subjects, quads.predicates, quads.objects, quads.graphs, strict=True)
    for quad, subject, predicate, value, graph in columns:
        if graph not in types:
            continue
        of_pair = types[graph].get(value) if predicate == type_of else properties.get(predicate)
        if fault := subjects.get(subject) or of_pair:
            yield quad, fault


def _of_subject(subject: Term | None, terms: Terms) -> _Fault | None:
    """Return what is wrong with a node that is described."""
    if not isinstance(subject, Iri) or not _is_term(subject.value, terms):
        return None
    name = shorten(subject.value)
    return _Fault(
        f"describes the term {name} among the data: what terms mean stands in ontology/helixkg.ttl",
        f"describe el término {name} entre los datos: lo que significan los términos está en "
        "ontology/helixkg.ttl",
    )


def _is_term(iri: str, terms: Terms) -> bool:
    term = terms.get(iri)
    return iri.startswith(HX) or (term is not None and (term.is_class or term.is_property))


def _of_predicate(iri: str, terms: Terms) -> _Fault | None:
    """Return what is wrong with a term as a property."""
    name = shorten(iri)
    if iri in terms and not terms[iri].is_property:
        return _Fault(
            f"uses {name} as a property, and it is none: name a property",
            f"usa {name} como propiedad, y no lo es: nombre una propiedad",
        )
    if not iri.startswith(_BUILT_IN) or iri in _USED:
        return None
    if iri in _FOR_PEOPLE:
        return _Fault(
            f"uses {name}, which nothing here reads: names are skos:prefLabel and skos:altLabel, "
            "addresses schema:url",
            f"usa {name}, que nada lee aquí: los nombres son skos:prefLabel y skos:altLabel, las "
            "direcciones schema:url",
            "warning",
        )
    return _Fault(
        f"uses {name}, which says how terms or statements are related and no fact: leave it out; "
        "that two entities are one is a row of identities.csv, an id elsewhere is schema:sameAs",
        f"usa {name}, que dice cómo se relacionan términos o enunciados y ningún hecho: omítalo; "
        "que dos entidades son una es una fila de identities.csv, un id de otra parte es "
        "schema:sameAs",
    )


def _of_type(value: Term | None, terms: Terms, *, is_fact: bool) -> _Fault | None:
    """Return what is wrong with a value as a class."""
    if not isinstance(value, Iri):
        return _Fault(
            "has a type that is no class, but a text or a node without address: name a class, such "
            "as hx:Company",
            "tiene un tipo que no es una clase, sino un texto o un nodo sin dirección: nombre una "
            "clase, como hx:Company",
        )
    iri, name = value.value, shorten(value.value)
    if iri.startswith(_BUILT_IN) or (iri in terms and not terms[iri].is_class):
        return _Fault(
            f"has the type {name}, which is no class of things in the graph: name a class, such as "
            "hx:Company",
            f"tiene el tipo {name}, que no es una clase de cosas del grafo: nombre una clase, como "
            "hx:Company",
        )
    if is_fact and iri in _OF_THE_CATALOGUE:
        return _Fault(
            f"states a {name} as a fact: put it into the graph {shorten(CATALOGUE_GRAPH)}, as in a "
            "dump",
            f"enuncia un {name} como hecho: póngalo en el grafo {shorten(CATALOGUE_GRAPH)}, como "
            "en un volcado",
        )
    return None


def _result(quad: Quad, fault: _Fault, index: PositionIndex | None) -> Violation:
    value = quad.object
    text = value.value if hasattr(value, "value") else str(value)
    positions = index.find(str(quad.subject), quad.predicate.value, text) if index else ()
    return Violation(
        code="C63",
        severity=fault.severity,
        focus=quad.subject,
        path=quad.predicate.value,
        value=value,
        messages=(("en", f"C63 {fault.english}"), ("es", f"C63 {fault.spanish}")),
        component=_COMPONENT,
        positions=tuple(positions),
        shape=Iri(SHAPE + "C63"),
    )
