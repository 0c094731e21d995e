"""An entity, with all that is stated of it and who says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Any

from kg import names
from kg.claims.disputes import Dispute, Disputes
from kg.claims.evidence import Fact
from kg.claims.profile import EntityProfile, entity_profile
from kg.claims.stated import property_named
from kg.errors import UsageError, in_language
from kg.graph.records import FACT_COLUMNS, Records, fact_rows
from kg.graph.wording import face
from kg.model import Iri, Literal
from kg.rdf import iris
from kg.results.frames import Tabular
from kg.results.values import Value, python_value
from kg.store import Store

_SHOWN = 12  # facts of a repr


def facts(statements: Iterable[Fact]) -> Records[Fact]:
    """Return facts as a sequence whose frame has a row for each piece of evidence."""
    return Records(statements, FACT_COLUMNS, fact_rows)


class Entity(Tabular):
    """One entity: its names, its facts with their evidence, what refers to it, contradictions.

    `entity["locatedIn"]` are the values of one property.

    Attributes:
        iri: The entity.
        id: Its id, such as `claut-nuevo-leon`.
        name: What it is called.
        kinds: Its classes, by short name.
        names: Its labels and acronyms.
        facts: What else is stated of it, rejected claims included.
        incoming: What refers to it; a membership or figure comes as the statements about it.
        conflicts: The recorded contradictions that it is part of.
    """

    def __init__(self, store: Store, entity: Iri, lang: str) -> None:
        """Read what a store says of an entity."""
        profile = entity_profile(store, entity)
        self.iri = entity.value
        self.id = iris.shorten(entity.value).removeprefix("id:")
        self.kinds = tuple(map(iris.local_name, profile.classes))
        self.names = facts(profile.names)
        self.facts = facts(profile.facts)
        self.incoming = facts(profile.incoming)
        everything = (*profile.names, *profile.facts, *profile.incoming)
        self.conflicts: tuple[Dispute, ...] = tuple(
            Disputes(store, lang).among(everything, entity.value)
        )
        self._labels = names.labels_of(store, _things(profile, everything), lang)
        self.name = self._labels.get(entity.value, self.id)
        if not everything:
            raise UsageError(
                in_language(f"nothing is stated of {self.id}", f"nada se afirma de {self.id}")
            )

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of a frame of its facts."""
        return FACT_COLUMNS

    def cells(self) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a frame of its facts."""
        yield from self.facts.cells()

    @face
    def __getitem__(self, property: str | Iri) -> list[Value]:
        """Return the accepted values of a property, named as for `KnowledgeGraph.why`."""
        name = str(getattr(property, "value", property))
        predicate = property_named(name, self.facts, self._labels)
        return [
            python_value(fact.object)
            for fact in self.facts
            if fact.predicate == predicate and fact.accepted
        ]

    def _ipython_key_completions_(self) -> list[str]:
        return sorted({iris.local_name(fact.predicate) for fact in self.facts})

    def _shown(self, fact: Fact) -> str:
        value = fact.object
        written = self._labels.get(value.value, iris.shorten(value.value))
        if isinstance(value, Literal):
            written = f"{value.value} ({value.language})" if value.language else value.value
        return written + ("" if fact.accepted else in_language(" [rejected]", " [rechazado]"))

    def _property(self, fact: Fact) -> str:
        return self._labels.get(fact.predicate, iris.shorten(fact.predicate))

    def __repr__(self) -> str:
        lines = [f"{self.name} ({', '.join(self.kinds)}) id:{self.id}"]
        lines += [f"  {self._property(fact)}: {self._shown(fact)}" for fact in self.facts[:_SHOWN]]
        more = len(self.facts) - _SHOWN
        if more > 0:
            lines.append(in_language(f"  … {more:,} more facts", f"  … {more:,} hechos más"))
        lines += [f"  ! {item.id}: {', '.join(item.resolutions)}" for item in self.conflicts]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        rows = "".join(self._html_row(fact) for fact in (*self.names, *self.facts))
        conflicts = "".join(
            f"<li>{escape(item.id)}: {escape(', '.join(item.resolutions))}. "
            f"{escape(' '.join(item.notes))}</li>"
            for item in self.conflicts
        )
        more = in_language(
            f"{len(self.incoming):,} statements refer to it",
            f"{len(self.incoming):,} afirmaciones se refieren a ella",
        )
        return (
            f"<h4>{escape(self.name)}</h4><p>{escape(', '.join(self.kinds))} · "
            f'<a href="{escape(self.iri)}">id:{escape(self.id)}</a></p>'
            f"<table><tbody>{rows}</tbody></table><p>{escape(more)}</p>"
            + (f"<ul>{conflicts}</ul>" if conflicts else "")
        )

    def _html_row(self, fact: Fact) -> str:
        places = "; ".join(
            f"{item.source}, {item.locator}"
            + ("" if item.certainty == "explicit" else f" [{item.certainty}]")
            for item in fact.evidence
        )
        return (
            f"<tr><td>{escape(self._property(fact))}</td><td>{escape(self._shown(fact))}</td>"
            f"<td>{escape(places)}</td></tr>"
        )


def _things(profile: EntityProfile, facts: Sequence[Fact]) -> list[Iri]:
    """Return what is to be named: the entity, properties and values."""
    wanted = {profile.iri, *profile.classes}
    wanted |= {fact.predicate for fact in facts}
    wanted |= {fact.object.value for fact in facts if isinstance(fact.object, Iri)}
    return sorted(map(Iri, wanted))
