"""Properties of entities as columns of nodes: whatever the profile says that a class may have."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from typing import Final

from kg.errors import UsageError, in_language
from kg.model import Iri, Literal, Progress, Term, silent
from kg.network.elements import Network, Node
from kg.ontology import profile
from kg.ontology.terms import declared
from kg.rdf.iris import expand, fold, local_name
from kg.rdf.namespaces import ID, VOC
from kg.store import Store

_OWN: Final = frozenset(field.name for field in fields(Node))
#: between several values of one node
_BETWEEN: Final = "; "


def properties() -> dict[str, str]:
    """Return name → IRI of the properties that entities may have, by the profile.

    The columns that every node has are left out.
    """
    entities = {name for cls in profile.ENTITY for name in declared().subclasses(cls)}
    uses = [use for use in profile.project() if entities.intersection(use.classes)]
    names = {local_name(use.property): use.property for use in uses}
    return {name: iri for name, iri in names.items() if name not in _OWN}


def with_columns(
    network: Network,
    store: Store,
    names: Sequence[str],
    language: str,
    progress: Progress = silent,
) -> Network:
    """Return the network with measures and properties of its entities as columns.

    Args:
        network: the network.
        store: where it comes from.
        names: measures, and what `with_properties` takes.
        language: es or en.
        progress: is told how far it is.

    Raises:
        UsageError: something is neither.
    """
    if not names:
        return network
    from kg.network.measures.columns import MEASURES, with_measures

    measures = [name for name in names if name in MEASURES]
    measured = with_measures(network, measures, progress) if measures else network
    return with_properties(measured, store, [n for n in names if n not in MEASURES], language)


def with_properties(network: Network, store: Store, names: Sequence[str], language: str) -> Network:
    """Return the network with a column for each property: codes, ids and texts of its values.

    Args:
        network: the network.
        store: where it comes from.
        names: legalForm, hx:legalForm, or a label in Spanish or English.
        language: es or en, which texts are preferred; others where a node has none in it.

    Raises:
        UsageError: no entity has such a property; the message names the nearest.
    """
    columns = dict(network.measures)
    for name in names:
        column, iri = _property(name)
        columns[column] = _column(network, store, iri, language)
    return replace(network, measures=columns)


def _property(name: str) -> tuple[str, str]:
    """Return name of the column and IRI of the property that is called so."""
    known = properties()
    by_name = {fold(column): column for column in known}
    for column, iri in known.items():
        for label in declared()[iri].labels.values():
            by_name.setdefault(fold(label), column)
    full = expand(name)
    called = by_name.get(fold(local_name(full) if full else name))
    if called is not None and full in (None, known[called]):
        return called, known[called]
    near = difflib.get_close_matches(fold(name), by_name, n=1)
    listed = ", ".join(sorted(known))
    english = f"did you mean '{by_name[near[0]]}'? " if near else ""
    spanish = f"¿quiso decir «{by_name[near[0]]}»? " if near else ""
    raise UsageError(
        in_language(
            f"'{name}' is no measure and no property of entities; {english}the properties: "
            f"{listed}",
            f"«{name}» no es una medida ni una propiedad de entidades; {spanish}las propiedades: "
            f"{listed}",
        )
    )


def _column(network: Network, store: Store, iri: str, language: str) -> dict[str, str]:
    """Return id of a node → the values of a property; nodes without one are left out."""
    values: dict[str, list[Term]] = defaultdict(list)
    for subject, value in store.select(f"SELECT ?s ?o WHERE {{ ?s <{iri}> ?o }}").rows:
        if isinstance(subject, Iri) and value is not None:
            values[subject.value].append(value)
    return {
        node.id: _BETWEEN.join(_texts(values[node.iri], language))
        for node in network.nodes
        if node.iri in values
    }


def _texts(values: Iterable[Term], language: str) -> list[str]:
    """Return values as a cell has them, sorted: codes and ids short, texts in one language."""
    texts = [value for value in values if isinstance(value, Literal)]
    preferred = [text for text in texts if text.language in ("", language, "mul")]
    others = [
        value.value.removeprefix(ID) if value.value.startswith(ID) else _code(value.value)
        for value in values
        if isinstance(value, Iri)
    ]
    return sorted({*others, *(text.value for text in preferred or texts)})


def _code(iri: str) -> str:
    """Return the code of a concept, another IRI whole."""
    return iri.rpartition("/")[2] if iri.startswith(VOC) else iri
