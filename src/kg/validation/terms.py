"""Undeclared terms: what is a misspelling of a term (C61), and what nobody here declares (C62).

Shapes look at properties and classes that they name; a property that no shape names would stand
in the graph without a word. So each property, class and datatype of a statement must be declared
in the ontology. Of the project's own namespace, and of the vocabularies that it uses written with
http for https or the other way round, it is an error; of another vocabulary a warning.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from kg.model import Iri, Literal, Quad, Report, Severity, Violation
from kg.ontology.terms import Terms, declared
from kg.rdf.iris import shorten
from kg.rdf.namespaces import CATALOGUE_GRAPH, HX, RDF_TYPE, SH, SHAPE
from kg.rdf.numbered import NumberedQuads
from kg.store import Store
from kg.validation.position_index import PositionIndex
from kg.validation.results import Preceded, in_order

_COMPONENT: Final = SH + "ClosedConstraintComponent"
_NAMES_A_PROPERTY: Final = HX + "conflictProperty"
_NAMING: Final = (RDF_TYPE, _NAMES_A_PROPERTY)  # properties whose values are terms
_GRAPHS: Final = ("", f"GRAPH <{CATALOGUE_GRAPH}>")
_USED: Final = (
    "SELECT DISTINCT ?p WHERE {{ {graph} {{ ?s ?p ?o }} }}",
    f"SELECT DISTINCT ?o WHERE {{{{ {{graph}} {{{{ ?s <{RDF_TYPE}> ?o }}}} }}}}",
)


def undeclared(quads: Iterable[Quad], index: PositionIndex | None = None) -> list[Violation]:
    """Return a result for each statement with a misspelt term, and for each foreign term.

    Args:
        quads: Statements; those that are neither facts nor of the catalogue are left out.
        index: Where statements stand; results without it have no positions.
    """
    terms = declared()
    wrong: list[tuple[Quad, str, bool]] = []
    foreign: dict[str, tuple[Quad, bool]] = {}
    times: Counter[str] = Counter()
    for quad in _suspects(NumberedQuads.of(quads), terms):
        for iri, of_class in _unknown(quad, terms):
            if terms.is_ours(iri):
                wrong.append((quad, iri, of_class))
            else:
                foreign.setdefault(iri, (quad, of_class))
                times[iri] += 1
    if index:
        terms_told = [*(item[0] for item in wrong), *(item[0] for item in foreign.values())]
        index = index.about({str(quad.subject) for quad in terms_told})
    results = [
        _result(quad, iri, "violation", terms, index, of_class=of_class)
        for quad, iri, of_class in wrong
    ]
    for iri, (quad, of_class) in foreign.items():
        results.append(
            _result(quad, iri, "warning", terms, index, of_class=of_class, times=times[iri])
        )
    return results


def undeclared_in(store: Store) -> list[Violation]:
    """Return the same for a whole store: it is asked only for statements with unknown terms."""
    terms = declared()
    quads: dict[Quad, None] = {}
    for graph in _GRAPHS:
        for position, query in enumerate(_USED):
            for (term,) in store.select(query.format(graph=graph)).rows:
                if isinstance(term, Iri) and not terms.is_known(term.value):
                    name = Iri(CATALOGUE_GRAPH) if graph else None
                    predicate, value = (Iri(RDF_TYPE), term) if position else (term, None)
                    quads.update(
                        dict.fromkeys(store.quads(predicate=predicate, object=value, graph=name))
                    )
    return undeclared(quads)


def joined(report: Report, results: Sequence[Violation]) -> Report:
    """Return a report with more results in it."""
    if not results:
        return report
    if report.counts is None:
        return replace(report, results=tuple(in_order([*results, *report.results])))
    counts = Counter(result.severity for result in results)
    for severity, count in report.counts.items():
        counts[severity] += count
    return replace(report, results=Preceded(in_order(results), report.results), counts=counts)


def _suspects(quads: NumberedQuads, terms: Terms) -> Iterator[Quad]:
    """Yield the facts and the statements of the catalogue that may have an unknown term.

    Each term is looked at once; most batches have none that is unknown.
    """
    properties = {number: str(quads.terms[number]) for number in set(quads.predicates)}
    wrong = {number for number, iri in properties.items() if not terms.is_known(iri)}
    naming = {number for number, iri in properties.items() if iri in _NAMING}
    pairs = zip(quads.predicates, quads.objects, strict=True)
    named = {value for predicate, value in pairs if predicate in naming}
    unknown = {
        number
        for number, term in enumerate(quads.terms)
        if (isinstance(term, Literal) and term.datatype.startswith(HX))
        or (number in named and isinstance(term, Iri) and not terms.is_known(term.value))
    }
    if not wrong and not unknown:
        return
    visible = {quads.number(None), quads.number(Iri(CATALOGUE_GRAPH))}
    columns = zip(quads, quads.predicates, quads.objects, quads.graphs, strict=True)
    for quad, predicate, value, graph in columns:
        if graph in visible and (predicate in wrong or value in unknown):
            yield quad


def _unknown(quad: Quad, terms: Terms) -> Iterator[tuple[str, bool]]:
    """Yield each term of a statement that is not declared, and whether it stands as a class."""
    if not terms.is_known(quad.predicate.value):
        yield quad.predicate.value, False
    value = quad.object
    if quad.predicate.value == _NAMES_A_PROPERTY and isinstance(value, Iri):
        if not terms.is_known(value.value):
            yield value.value, False
    elif quad.predicate.value == RDF_TYPE and isinstance(value, Iri):
        if not terms.is_known(value.value):
            yield value.value, True
    elif isinstance(value, Literal) and value.datatype.startswith(HX):
        yield from ((name, False) for name in (value.datatype,) if name not in terms)


def _result(
    quad: Quad,
    iri: str,
    severity: Severity,
    terms: Terms,
    index: PositionIndex | None,
    *,
    of_class: bool,
    times: int = 1,
) -> Violation:
    code = "C61" if severity == "violation" else "C62"
    near = terms.nearest(iri, of_class=of_class)
    term = shorten(iri) if severity == "violation" else f"<{iri}>"
    english = f"{code} uses {term}, which is not declared in the ontology"
    spanish = f"{code} usa {term}, que no está declarado en la ontología"
    if near:
        english += f": did you mean {shorten(near)}?"
        spanish += f": ¿quiso decir {shorten(near)}?"
    elif severity == "violation":
        english += ": correct it, or declare it in helixkg.ttl and profile.csv"
        spanish += ": corríjalo, o declárelo en helixkg.ttl y profile.csv"
    else:
        english += f" ({times} time{'s' * (times > 1)}): nothing checks what it says"
        spanish += f" ({times} ve{'ces' if times > 1 else 'z'}): nada comprueba lo que dice"
    positions = index.find(str(quad.subject), quad.predicate.value, _text(quad)) if index else ()
    return Violation(
        code=code,
        severity=severity,
        focus=quad.subject,
        path=quad.predicate.value,
        value=quad.object,
        messages=(("en", english), ("es", spanish)),
        component=_COMPONENT,
        positions=tuple(positions),
        shape=Iri(SHAPE + code),
    )


def _text(quad: Quad) -> str:
    return quad.object.value if isinstance(quad.object, Iri | Literal) else str(quad.object)
