"""What is stated of an entity, narrowed to a property and a value by what these are called."""

from __future__ import annotations

from collections.abc import Iterable

from kg.claims import evidence
from kg.claims.evidence import Fact
from kg.errors import UsageError, in_language
from kg.model import Iri
from kg.names.labels import labels_of
from kg.rdf import iris
from kg.store import Store

_LANGUAGES = ("es", "en")


def stated(store: Store, entity: Iri, property: str = "", value: str = "") -> list[Fact]:
    """Return the statements about an entity, each with its evidence; rejected claims among them.

    Args:
        store: Where to look.
        entity: The entity.
        property: Only statements with this property: an IRI, a prefixed name, its last part, or its
            label in Spanish or English.
        value: Only statements with this value: a name, id, IRI or text.

    Raises:
        UsageError: There is no such statement.
    """
    facts = list(evidence.why(store, entity))
    if not facts:
        raise nothing_stated(iris.shorten(entity.value))
    if property:
        wanted = property_named(property, facts, store=store)
        facts = [fact for fact in facts if fact.predicate == wanted]
    if value:
        facts = _with_value(store, facts, value)
    return facts


def nothing_stated(statement: str) -> UsageError:
    """Return the error that no document states something."""
    return UsageError(
        in_language(
            f"no document states this: {statement}", f"ningún documento lo afirma: {statement}"
        )
    )


def _with_value(store: Store, facts: list[Fact], value: str) -> list[Fact]:
    things = {fact.object for fact in facts if isinstance(fact.object, Iri)}
    labels = [labels_of(store, things, language) for language in _LANGUAGES]
    wanted = iris.fold(value)

    def forms(text: str) -> set[str]:
        called = (text, iris.local_name(text), *(table.get(text, "") for table in labels))
        return {iris.fold(form) for form in called}

    chosen = [fact for fact in facts if wanted in forms(fact.object.value)]
    if not chosen:
        raise nothing_stated(value)
    return chosen


def property_named(
    name: str,
    facts: Iterable[Fact],
    labels: dict[str, str] | None = None,
    store: Store | None = None,
) -> str:
    """Return the IRI of a property of facts, by IRI, prefixed name, local name or label.

    Args:
        name: How it is called.
        facts: The facts.
        labels: IRI → label, where labels were looked up.
        store: Else where they are looked up, in both languages.

    Raises:
        UsageError: No fact has such a property; the message names those there are.
    """
    properties = {fact.predicate for fact in facts}
    full = iris.expand(name)
    if full in properties:
        return str(full)
    wanted = iris.fold(name.rpartition(":")[2])
    for iri in sorted(properties):
        if iris.fold(iris.local_name(iri)) == wanted:
            return iri
    tables = [labels or {}]
    if store is not None:
        tables = [labels_of(store, map(Iri, properties), language) for language in _LANGUAGES]
    for table in tables:
        for iri in sorted(properties):
            if iris.fold(table.get(iri, "")) == wanted:
                return iri
    listed = ", ".join(sorted(map(iris.shorten, properties)))
    raise UsageError(
        in_language(
            f"there is no fact with the property '{name}'; the properties are: {listed}",
            f"no hay ningún hecho con la propiedad «{name}»; las propiedades son: {listed}",
        )
    )
