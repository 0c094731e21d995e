"""How entities are linked: links with the documents that state them, and paths of links."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg import names
from kg.claims.evidence import Evidence, EvidenceCatalogue
from kg.graph.records import Records
from kg.network import Edge, Network, Node
from kg.store import Store

if TYPE_CHECKING:
    from kg.network.paths import Step

_LINK_COLUMNS = (
    *("start", "start_name", "relation", "end", "end_name"),
    *("since", "until", "source", "locator", "certainty"),
)


@dataclass(frozen=True, slots=True)
class Tie:
    """One relation between two entities.

    Attributes:
        edge: The edge of the network.
        words: What the relation is called, with its dates.
        evidence: The places in documents that state it; none where only the registry does.
    """

    edge: Edge
    words: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Two entities, and all relations between them.

    Attributes:
        start: One of them.
        end: The other.
        ties: The relations, in either direction.
    """

    start: Node
    end: Node
    ties: tuple[Tie, ...]

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The places in documents that state any of the relations, each once."""
        return tuple(dict.fromkeys(item for tie in self.ties for item in tie.evidence))

    def __str__(self) -> str:
        relations = "; ".join(
            f"— {tie.words} →" if tie.edge.source == self.start.id else f"← {tie.words} —"
            for tie in self.ties
        )
        return f"{self.start.label} {relations} {self.end.label}"

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Yield a row for each relation and place that states it."""
        labels = {self.start.id: self.start.label, self.end.id: self.end.label}
        for tie in self.ties:
            edge = tie.edge
            relation = (
                edge.source,
                labels[edge.source],
                edge.kind,
                edge.target,
                labels[edge.target],
            )
            dates = (edge.start or None, edge.end or None)
            for item in tie.evidence or (None,):
                place = (item.source, item.locator, item.certainty) if item else (None,) * 3
                yield (*relation, *dates, *place)


class Links(Records[Link]):
    """Links; a frame has a row for each relation and place that states it."""

    def __init__(self, links: Iterable[Link]) -> None:
        """Read the links."""
        super().__init__(links, _LINK_COLUMNS, Link.rows)

    def __repr__(self) -> str:
        return "\n".join(map(str, self)) or "<no links>"


@dataclass(frozen=True, slots=True)
class PathBetween:
    """A path between two entities.

    Attributes:
        cost: The lower, the more telling.
        steps: Its links, in their order.
    """

    cost: float
    steps: tuple[Link, ...]

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The entities that it leads through, both ends included."""
        return (self.steps[0].start, *(step.end for step in self.steps)) if self.steps else ()

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The places in documents that state any relation on it, each once."""
        return tuple(dict.fromkeys(item for step in self.steps for item in step.evidence))

    def __len__(self) -> int:
        return len(self.steps)

    def __str__(self) -> str:
        return f"{self.cost:.1f}  " + " ".join(map(str, self.steps))

    @staticmethod
    def records(paths: Iterable[PathBetween]) -> Records[PathBetween]:
        """Return paths as a sequence whose frame has a row for each place on a path."""
        ranked = list(paths)
        places = {id(path): number for number, path in enumerate(ranked, 1)}

        def rows(path: PathBetween) -> Iterator[tuple[Any, ...]]:
            for number, step in enumerate(path.steps, 1):
                for row in step.rows():
                    yield (places[id(path)], path.cost, number, *row)

        return _Paths(ranked, ("path", "cost", "step", *_LINK_COLUMNS), rows)


class _Paths(Records[PathBetween]):
    def __repr__(self) -> str:
        return "\n".join(map(str, self)) or "<no paths>"


class Described:
    """A network, and what puts its edges into words and documents.

    Attributes:
        network: The network.
    """

    def __init__(self, network: Network, store: Store, lang: str) -> None:
        """Look nothing up yet."""
        self.network = network
        self._labels = names.Labels(store, lang)
        self._catalogue = EvidenceCatalogue(store)

    def link(self, step: Step) -> Link:
        """Return a step with words and evidence."""
        return Link(step.start, step.end, tuple(map(self._tie, step.edges)))

    def _tie(self, edge: Edge) -> Tie:
        from kg.export.display_labels import tie_words

        evidence = tuple(filter(None, map(self._catalogue.evidence, edge.evidence)))
        return Tie(edge, tie_words(edge, self._labels), evidence)
