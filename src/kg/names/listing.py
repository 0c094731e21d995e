"""All things of a kind, all codes of a list, and which kinds there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.errors import UsageError, in_language
from kg.model import Iri
from kg.names.kinds import short_name
from kg.names.labels import labels_of
from kg.rdf.iris import fold, local_name
from kg.rdf.namespaces import CATALOGUE_GRAPH, DCT, ID, PREF_LABEL, SKOS, SOURCE, VOC

if TYPE_CHECKING:
    from kg.model import Term
    from kg.store.base import Store

_CODES: Final = "concept:"  # before the name of a list of codes
_NAMED: Final = f"""{{
  {{ ?thing a ?class ; <{PREF_LABEL}> ?label }}
  UNION {{ GRAPH <{CATALOGUE_GRAPH}> {{ ?thing a ?class ; <{DCT}title> ?label }} }} }}"""
_CLASSES: Final = f"SELECT ?class (COUNT(DISTINCT ?thing) AS ?n) WHERE {_NAMED} GROUP BY ?class"
_SCHEMES: Final = f"""SELECT ?scheme (COUNT(DISTINCT ?thing) AS ?n)
WHERE {{ ?thing <{SKOS}inScheme> ?scheme }} GROUP BY ?scheme"""
_OF_CLASS: Final = f"SELECT DISTINCT ?thing WHERE {_NAMED}"
_OF_SCHEME: Final = f"SELECT DISTINCT ?thing WHERE {{ ?thing <{SKOS}inScheme> ?scheme }}"


class Kind(NamedTuple):
    """A kind of things that have names, or a list of codes.

    Attributes:
        name: How it is asked for, such as `Cluster` or `concept:sector`.
        iri: Of the class, or of the scheme of the codes.
        things: How many things or codes there are.
    """

    name: str
    iri: str
    things: int


def kinds(store: Store) -> list[Kind]:
    """Return the kinds of which a store has anything with a name, then its lists of codes."""
    classes = [Kind(short_name(iri), iri, count) for iri, count in _counted(store, _CLASSES)]
    schemes = [
        Kind(_CODES + iri.removeprefix(VOC), iri, count)
        for iri, count in _counted(store, _SCHEMES)
        if iri.startswith(VOC)
    ]
    return [*sorted(classes), *sorted(schemes)]


def find_kind(text: str, store: Store) -> Kind:
    """Return the kind that a text means: its name, or what it is called in Spanish or English.

    Raises:
        UsageError: There is none, or there are several.
    """
    known = kinds(store)
    labels = [
        labels_of(store, (Iri(kind.iri) for kind in known), language) for language in ("es", "en")
    ]
    wanted = fold(text)
    meant = (
        [kind for kind in known if kind.name == text]
        or [kind for kind in known if fold(kind.name) == wanted]
        or [kind for kind in known if wanted in map(fold, _other_names(kind, labels))]
    )
    if len(meant) == 1:
        return meant[0]
    listed = ", ".join(kind.name for kind in meant or known)
    if meant:
        raise UsageError(
            in_language(
                f"'{text}' may be several kinds; use one of: {listed}",
                f"'{text}' puede ser varias clases; use una de: {listed}",
            )
        )
    raise UsageError(
        in_language(
            f"no kind of things is called '{text}'; use one of: {listed}",
            f"ninguna clase de cosas se llama '{text}'; use una de: {listed}",
        )
    )


def named_kinds(store: Store, language: str) -> list[tuple[Kind, str]]:
    """Return the kinds as `kinds` does, each with what it is called."""
    known = kinds(store)
    labels = labels_of(store, (Iri(kind.iri) for kind in known), language)
    return [(kind, labels.get(kind.iri, kind.name)) for kind in known]


def id_of(thing: Iri) -> str:
    """Return the id or code of a thing of the project, of any other its IRI."""
    is_short = thing.value.startswith((ID, SOURCE, VOC))
    return local_name(thing.value) if is_short else thing.value


def things_of(kind: str, store: Store, language: str) -> Iterator[tuple[Iri, str]]:
    """Yield the things or codes of a kind with their names, in the order of the names.

    A thing has the kinds that it was entered with: a state is no area here.

    Args:
        kind: The IRI of the class, or of the scheme of the codes.
        store: Where they are.
        language: Of the names.
    """
    text, variable = (_OF_SCHEME, "scheme") if kind.startswith(VOC) else (_OF_CLASS, "class")
    rows = store.select(text, {variable: Iri(kind)}).rows
    things = [row[0] for row in rows if isinstance(row[0], Iri)]
    names = labels_of(store, things, language)
    for thing in sorted(things, key=lambda iri: (fold(names.get(iri.value, "")), iri.value)):
        yield thing, names.get(thing.value, "")


def _counted(store: Store, text: str) -> Iterator[tuple[str, int]]:
    rows: Iterable[tuple[Term | None, ...]] = store.select(text).rows
    for thing, count in rows:
        if isinstance(thing, Iri) and count is not None:
            yield thing.value, int(count.value)


def _other_names(kind: Kind, labels: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """Yield the labels of a kind, and the name of a list of codes without what stands before it."""
    if kind.name.startswith(_CODES):
        yield kind.name.removeprefix(_CODES)
    for of_language in labels:
        if kind.iri in of_language:
            yield of_language[kind.iri]
