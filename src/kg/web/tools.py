"""What a language model may ask of the graph: small answers, each fact with its place.

Nothing here needs the protocol by which it is asked; see `kg.web.model_context`. Docstrings of the
methods are what the model reads.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any, Final

from kg import library, names
from kg.claims import evidence
from kg.claims.evidence import Evidence
from kg.claims.sources import count_claims
from kg.library.asking import ranked
from kg.model import Iri, Solutions
from kg.quality.coverage import measure_coverage
from kg.rdf.iris import expand
from kg.web.api import json_of
from kg.web.current import Current, Snapshot
from kg.web.description import Describer, Statement

_ROWS: Final = 50  # of an answer
_STATEMENTS: Final = 40
_HITS: Final = 10
_NEAREST: Final = 5
_LEAST: Final = 0.15  # score of a question that is named
_LONGEST: Final = 400  # characters of a text

Answer = dict[str, Any]


class Tools:
    """The graph for a language model, in one language."""

    def __init__(self, graph: Current, language: str) -> None:
        """Take the graph, and the language of labels and sentences: es or en."""
        self._graph, self._language = graph, language

    def search(self, text: str, kind: str = "") -> Answer:
        """Find clusters, organisations, places, programmes and other things by name.

        Names may be misspelt, in Spanish or English. `kind` narrows the search, such as Cluster,
        State, Company or concept:sector. Use the `iri` of a hit in other tools.
        """
        snapshot = self._graph.snapshot()
        labels = snapshot.labels(self._language)
        hits = snapshot.index.search(text, kind or None, _HITS + 1)
        return {
            "hits": [
                {"iri": hit.iri, "label": labels.get(hit.iri) or hit.name, "kinds": hit.kinds}
                for hit in hits[:_HITS]
            ],
            "truncated": len(hits) > _HITS,
        }

    def ask(self, question: str) -> Answer:
        """Ask in words, in Spanish or English; the graph answers or names what it can answer.

        `asked` is the question of the library that was answered. Where none fits for sure there
        are `candidates` in its place: choose one and call run_question; it does not speak of the
        words that are `left_out`.
        """
        snapshot = self._graph.snapshot()
        matches = ranked(question, self._graph.queries, snapshot.store)
        matches = [match for match in matches if match.score >= _LEAST]
        if matches and matches[0].is_sure:
            best = matches[0]
            return self.run_question(best.query.name, dict(best.values))
        return {
            "candidates": [
                {
                    "name": match.query.name,
                    "title": match.query.summary(self._language),
                    "parameters": dict(match.values),
                    "missing": [parameter.name for parameter in match.missing],
                    "left_out": list(match.left_out),
                }
                for match in matches[:_NEAREST]
            ]
        }

    def run_question(self, name: str, parameters: dict[str, str] | None = None) -> Answer:
        """Run a question of the library by its name, such as clusters-in-state.

        `parameters` are names, ids or codes, such as {"state": "Jalisco"}. `notes` say what the
        answer leaves out; repeat them with the answer.
        """
        query = self._graph.query(name)
        snapshot = self._graph.snapshot()
        values, bound = library.filled(query, snapshot.store, parameters or {}, self._language)
        answer = library.select(query, snapshot.store, bound)
        notes = library.notes(query, snapshot.store, bound, self._language)
        return {
            "asked": {"name": name, "title": query.summary(self._language), "parameters": values},
            **self._table(snapshot, answer),
            "notes": [note.text for note in notes],
        }

    def describe(self, thing: str) -> Answer:
        """Return what is said of a thing: statements, each with document, place and certainty.

        `thing` is an iri, an id or a name. With "accepted": false a statement was rejected; with
        "in_conflict" it is contradicted elsewhere: say so.
        """
        snapshot = self._graph.snapshot()
        iri = names.resolve(snapshot.store, thing)
        about = Describer(snapshot, self._language).describe(iri.value, 1, _STATEMENTS)
        statements = [*about.names, *about.statements]
        references = [statement for group in about.references for statement in group]
        return {
            "iri": iri.value,
            "label": about.thing.text,
            "kinds": [kind.text for kind in about.kinds],
            "statements": _stated(statements[:_STATEMENTS]),
            "references": _stated(references[:_STATEMENTS], with_subject=True),
            "truncated": len(statements) > _STATEMENTS
            or len(references) > _STATEMENTS
            or about.has_more,
        }

    def why(self, thing: str, property: str = "") -> Answer:
        """Return who states something of a thing, and where: the evidence to cite.

        `property` narrows it, such as hx:locatedIn.
        """
        snapshot = self._graph.snapshot()
        subject = names.resolve(snapshot.store, thing)
        predicate = Iri(expand(property) or property) if property else None
        describer = Describer(snapshot, self._language)
        facts = list(
            itertools.islice(evidence.why(snapshot.store, subject, predicate), _STATEMENTS + 1)
        )
        statements = [describer.statement(fact) for fact in facts[:_STATEMENTS]]
        return {
            "iri": subject.value,
            "statements": _stated(statements),
            "truncated": len(facts) > _STATEMENTS,
        }

    def coverage(self) -> Answer:
        """Return what this graph rests on and what it does not know.

        Ask this before you conclude that something does not exist: what no document of the graph
        states is unknown, not false.
        """
        snapshot = self._graph.snapshot()
        counts = measure_coverage(snapshot.store)
        return {
            "documents": [
                {"id": source.id, "title": source.title, "claims": source.claims}
                for source in count_claims(snapshot.store)
            ],
            "facts": counts.facts,
            "facts_with_a_single_source": counts.single_source,
            "facts_of_promotional_sources_only": counts.promotional_only,
            "entities_without": {name: len(iris) for name, iris in counts.missing.items()},
            "things": {kind: len(iris) for kind, iris in snapshot.kinds.items()},
        }

    def sparql(self, query: str) -> Answer:
        """Run a SPARQL SELECT. Prefer the other tools: their answers name their sources."""
        snapshot = self._graph.snapshot()
        return self._table(snapshot, snapshot.store.select(query))

    def _table(self, snapshot: Snapshot, answer: Solutions) -> Answer:
        labels = snapshot.labels(self._language)
        rows = list(itertools.islice(answer.rows, _ROWS + 1))
        return {
            "columns": list(answer.variables),
            "rows": [[_short(json_of(term, labels)) for term in row] for row in rows[:_ROWS]],
            "truncated": len(rows) > _ROWS,
        }


def _stated(statements: Iterable[Statement], *, with_subject: bool = False) -> list[Answer]:
    listed = []
    for statement in statements:
        item: dict[str, Any] = {"about": statement.subject.text} if with_subject else {}
        item |= {
            "property": statement.property.text,
            "value": _short(statement.value.text),
            "sources": [_reference(place) for place in statement.evidence],
        }
        if statement.authority:
            item["sources"] = [statement.authority]
        if not statement.accepted:
            item["accepted"] = False
        if statement.conflicts:
            item["in_conflict"] = list(statement.conflicts)
        listed.append(item)
    return listed


def _reference(place: Evidence) -> str:
    """Return a place as one cites it: title, id of the document, place, how certain."""
    qualifier = f"{place.certainty}: {place.basis}" if place.basis else place.certainty
    certainty = "" if place.certainty == "explicit" else f" ({qualifier})"
    return f"{place.title} [{place.source}], {place.locator}{certainty}"


def _short(value: object) -> object:
    """Return a value, a long text cut where it says so."""
    if isinstance(value, str) and len(value) > _LONGEST:
        return value[:_LONGEST] + "…"
    return value
