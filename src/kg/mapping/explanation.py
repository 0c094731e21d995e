"""Say in words what the mapping of a custom table says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from kg.errors import in_language
from kg.files import content
from kg.mapping.column import Column
from kg.mapping.custom import CellForm, CustomMapping
from kg.mapping.declaration import declarations, place_of
from kg.model import Problem
from kg.ontology import terms
from kg.rdf import iris


def explain(mapping: CustomMapping) -> Iterator[str]:
    """Yield what a mapping says, a line each, as a curator reads it."""
    title = mapping.source["title"]
    yield in_language("source", "fuente") + f" {mapping.source['id']}: {title}"
    for part in mapping.parts:
        english = " or ".join(part.subject.kinds)
        spanish = " o ".join(part.subject.kinds)
        column = part.subject.column
        yield in_language(
            f"each row is about a {english}, named in '{column}'",
            f"cada fila trata de: {spanish}, según '{column}'",
        )
        for name, declared in part.declaration.columns.items():
            states = declared.property or in_language("nothing", "nada")
            yield f"{_cells(name, part.forms[name])} → {states}: {_cell_kind(declared)}"


def undeclared(mapping: CustomMapping, path: Path) -> Iterator[Problem]:
    """Yield a warning for each column whose property the ontology does not declare.

    It is one of another vocabulary; a misspelt property of the project is an error where a mapping
    is read.

    Args:
        mapping: The mapping.
        path: The file that it was read from.
    """
    known = terms.declared()
    for part in mapping.parts:
        for name, column in part.declaration.columns.items():
            iri = iris.expand(column.property)
            if not iri or known.is_known(iri):
                continue
            near = known.nearest(iri, of_class=False)
            english = f"did you mean {iris.shorten(near)}?" if near else ""
            spanish = f"¿quiso decir {iris.shorten(near)}?" if near else ""
            message = in_language(
                f"column {name}: {column.property} is not declared in the ontology: "
                f"{english or 'nothing checks what it says'}",
                f"columna {name}: {column.property} no está declarada en la ontología: "
                f"{spanish or 'nada comprueba lo que dice'}",
            )
            yield Problem(place_of(path, name), message)


def _cells(name: str, form: CellForm) -> str:
    """Return what a column is read from."""
    return f"'{name}'" if form.headers(name) == (name,) else f"'{form.template or form.constant}'"


def _cell_kind(column: Column) -> str:
    """Return in words what the cells of a column may hold."""
    if column.scheme:
        return in_language(f"code of {column.scheme}", f"código de {column.scheme}")
    if column.entity:
        return in_language(" or ", " o ").join(column.entity)
    if column.concept:
        return in_language("concept", "concepto")
    return column.type or in_language(f"text ({column.lang})", f"texto ({column.lang})")


def stated_in_tables() -> dict[str, list[str]]:
    """Return IRI of a property → where the project's tables state it, "clusters.csv: form"."""
    places: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for table, declaration in declarations(content.folder("data") / "mapping").items():
        for name, column in (*declaration.columns.items(), *declaration.properties.items()):
            special = (*column.for_kind.values(), *column.for_variant.values())
            for prop in {column.property, *(words.get("property", "") for words in special)} - {""}:
                places[iris.expand(prop) or prop][table].append(name)
    return {
        prop: [f"{table}.csv: {', '.join(names)}" for table, names in columns.items()]
        for prop, columns in places.items()
    }
