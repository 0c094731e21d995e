"""The part of a graph that a change can affect, as columns of numbers.

What the change states of new nodes is all that there is about them. Of the others the graph is
asked, when a shape wants to know: once for all properties of a node.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Set

import numpy as np
import pyoxigraph as ox
from numpy.typing import NDArray

from kg import model
from kg.rdf.namespaces import CATALOGUE_GRAPH
from kg.rdf.numbered import NumberedQuads
from kg.rdf.oxigraph import as_stored
from kg.rdf.terms import ntriples
from kg.validation.data_graph import TYPE, Graph, Node, Term
from kg.validation.graph_columns import Edges, Ids, Numbered, distinct, distinct_pairs
from kg.validation.paths import HERE, Alternative, Path, Repeat, Sequence, Step

_NOTHING: Ids = np.empty(0, dtype=np.int32)
_NO_EDGES = Edges(_NOTHING, _NOTHING)


class ChangeColumns(Numbered):
    """A graph with a change made, as far as it is asked for.

    Attributes:
        changed: Property → the statements of the change, one (subject, object) a row.
    """

    def __init__(
        self,
        graph: Graph,
        statements: Iterable[model.Quad] = (),
        new: Set[model.Iri | model.BNode] = frozenset(),
    ) -> None:
        """Number the terms of a change.

        Args:
            graph: The graph with the change made.
            statements: What the change states; quads that the shapes do not see are left out.
            new: Nodes of which the graph said nothing before the change, and which it named
                nowhere.
        """
        super().__init__(graph)
        self._edges: dict[Step, Edges] = {}
        self._pending: defaultdict[Step, list[Ids]] = defaultdict(list)
        self._asked: defaultdict[Step, set[int]] = defaultdict(set)  # of nodes with many statements
        numbered = NumberedQuads.of(statements)
        numbers = self._numbers_of(numbered)
        self._complete = {way: np.zeros(len(self.texts), dtype=bool) for way in (False, True)}
        of_new = numbers[[n for node in new if (n := numbered.number(node)) >= 0]]
        of_new = of_new[of_new >= 0]
        for complete in self._complete.values():
            complete[of_new] = True
        self.changed = _by_property(numbered, numbers)
        for predicate, pairs in self.changed.items():
            for inverse, complete in self._complete.items():
                ordered = pairs[:, ::-1] if inverse else pairs
                self._pending[Step(predicate, inverse)].append(ordered[complete[ordered[:, 0]]])

    def _numbers_of(self, quads: NumberedQuads) -> Ids:
        """Return the number of each term of the quads that shapes see, -1 of the others'."""
        seen = _visible(quads)
        subjects, values = (
            np.array(c, dtype=np.int32)[seen] for c in (quads.subjects, quads.objects)
        )
        used = np.union1d(subjects, values).tolist()
        terms = quads.terms
        stored = as_stored({t for n in used if isinstance(t := terms[n], model.Literal)})
        numbers = np.full(len(terms), -1, dtype=np.int32)
        for number in used:
            term = terms[number]
            text = ntriples(stored[term]) if term in stored else quads.texts[number]
            numbers[number] = self._number(text.encode())
        return numbers

    def _number(self, text: bytes) -> int:
        number = self._ids.setdefault(text, len(self.texts))
        if number == len(self.texts):
            self.texts.append(text)
        return number

    def numbered(self, terms: Iterable[Term]) -> Ids:
        """Return the numbers of nodes, sorted; those that have none get one."""
        numbers = [self._number(str(term).encode()) for term in terms]
        return distinct(np.array(numbers, dtype=np.int32))

    def edges(self, step: Step, nodes: Ids) -> Edges:
        """Return the statements that a step follows from some nodes, sorted by their start."""
        self._ask(step, nodes)
        pending = self._pending.pop(step, None)
        edges = self._edges.get(step, _NO_EDGES)
        if pending:
            pairs = np.concatenate([np.stack(edges, axis=1), *pending])
            pairs = distinct_pairs(pairs)
            edges = self._edges[step] = Edges(pairs[:, 0].copy(), pairs[:, 1].copy())
        return edges

    def _ask(self, step: Step, nodes: Ids) -> None:
        """Ask the graph about those of some nodes about which it was not asked yet."""
        complete = self._complete[step.inverse]
        if len(complete) < len(self.texts):
            grown = np.zeros(2 * len(self.texts), dtype=bool)
            grown[: len(complete)] = complete
            complete = self._complete[step.inverse] = grown
        by_predicate: defaultdict[Node, list[int]] = defaultdict(list)
        for node in nodes[~complete[nodes]].tolist():
            term = self.term(node)
            ends = self.graph.ends_at(term, arriving=step.inverse)
            if ends is not None:
                complete[node] = True
                for predicate, terms in ends.items():
                    for term in terms:
                        by_predicate[predicate] += (node, self._number(str(term).encode()))
            elif node not in self._asked[step]:
                self._asked[step].add(node)
                graph, name = self.graph, step.predicate
                terms = graph.subjects(name, term) if step.inverse else graph.objects(term, name)
                assert name is not None, "what reads all properties is not judged on columns"
                for term in terms:
                    by_predicate[name] += (node, self._number(str(term).encode()))
        for predicate, flat in by_predicate.items():
            pairs = np.array(flat, dtype=np.int32).reshape(-1, 2)
            self._pending[Step(predicate, step.inverse)].append(pairs)

    def are_instances(self, nodes: Ids, cls: Term) -> NDArray[np.bool_]:
        """Return which nodes are of a class or one below it."""
        types = self.edges(Step(TYPE), nodes)
        of_class = np.isin(types.ends, self.numbers(self.graph.below(cls)))
        if not of_class.any():  # so it is of most classes
            return np.zeros(len(nodes), dtype=bool)
        return np.isin(nodes, types.starts[of_class])

    def reached(self, path: Path, nodes: Ids) -> Ids:
        """Return the nodes at the end of a path from some nodes, sorted, each once."""
        if path == HERE:
            return nodes
        if isinstance(path, Step):
            edges = self.edges(path, nodes)
            return distinct(edges.ends[np.isin(edges.starts, nodes)])
        if isinstance(path, Sequence):
            for part in path.parts:
                nodes = self.reached(part, nodes)
            return nodes
        if isinstance(path, Alternative):
            return distinct(np.concatenate([self.reached(way, nodes) for way in path.options]))
        return self._repeated(path, nodes)

    def _repeated(self, path: Repeat, nodes: Ids) -> Ids:
        seen, wave = nodes if path.least == 0 else _NOTHING, nodes
        while len(wave):
            wave = np.setdiff1d(self.reached(path.path, wave), seen)
            seen = np.union1d(seen, wave).astype(np.int32)
            if not path.many:
                break
        return seen


def _visible(quads: NumberedQuads) -> NDArray[np.bool_]:
    """Return which quads are facts or of the catalogue."""
    names = [quads.number(None), quads.number(model.Iri(CATALOGUE_GRAPH))]
    return np.isin(np.array(quads.graphs, dtype=np.int32), names)


def _by_property(quads: NumberedQuads, numbers: Ids) -> dict[Node, Ids]:
    """Return property → subjects and values of the quads that shapes see.

    Args:
        quads: The quads.
        numbers: The number of each of their terms among the columns.
    """
    seen = _visible(quads)
    columns = (quads.predicates, quads.subjects, quads.objects)
    properties, subjects, values = (np.array(c, dtype=np.int32)[seen] for c in columns)
    pairs = np.stack((numbers[subjects], numbers[values]), axis=1)
    return {
        ox.NamedNode(str(quads.terms[number])): pairs[properties == number]
        for number in dict.fromkeys(properties.tolist())
    }
