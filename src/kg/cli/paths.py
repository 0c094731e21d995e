"""The commands kg paths, kg common, kg neighbours."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.bilingual import Command
from kg.cli.network_options import Choice, network_options
from kg.cli.options import language, output_option
from kg.cli.output import chosen_format, say, text_output
from kg.errors import in_language
from kg.formats import PATHS

if TYPE_CHECKING:
    from kg.network import Edge, Network
    from kg.network.paths import Step
    from kg.store import Store

_format_option = click.option(
    "-f",
    "--format",
    "format_",
    type=click.Choice(tuple(PATHS)),
    default=None,
    help="Format of the answer.  [default: from the extension of -o, else text]",
)
_SENTENCES = {
    "en": {
        "none": "no path of at most {} steps",
        "nothing": "no common neighbours",
        "path": "path {}, cost {:.1f}",
        "nobody": "no neighbours",
    },
    "es": {
        "none": "ningún camino de {} pasos o menos",
        "nothing": "sin vecinos en común",
        "path": "camino {}, costo {:.1f}",
        "nobody": "sin vecinos",
    },
}


class _Wording:
    """Puts edges and their evidence into words, in one language."""

    def __init__(self, store: Store, lang: str) -> None:
        from kg import names
        from kg.claims.evidence import EvidenceCatalogue

        self._labels = names.Labels(store, lang)
        self._catalogue = EvidenceCatalogue(store)
        self.sentences = _SENTENCES[lang]

    def relation(self, edge: Edge) -> str:
        """Return the relation of an edge in words, with its dates."""
        from kg.export.display_labels import tie_words

        return tie_words(edge, self._labels)

    def citations(self, edge: Edge) -> list[dict[str, str]]:
        """Return the documents that state an edge, each with the place in it."""
        evidence = filter(None, map(self._catalogue.evidence, edge.evidence))
        return [
            {
                "source": item.source,
                "title": item.title,
                "locator": item.locator,
                "certainty": item.certainty,
            }
            for item in evidence
        ]

    def evidence(self, edge: Edge) -> str:
        """Return the citations of an edge in one line."""
        from kg.claims.evidence import certainty_word

        return "; ".join(
            f"{citation['source']}, {citation['locator']}"
            + (
                f" [{certainty_word(citation['certainty'])}]"
                if citation["certainty"] != "explicit"
                else ""
            )
            for citation in self.citations(edge)
        )


@click.command(cls=Command)
@click.argument("start", metavar="ONE")
@click.argument("end", metavar="OTHER")
@click.option(
    "-k",
    "--number",
    "-n",
    type=click.IntRange(1, 100),
    default=3,
    show_default=True,
    help="Show this many paths.",
)
@click.option(
    "--max-length",
    type=click.IntRange(1, 12),
    default=4,
    show_default=True,
    help="Longest path, in steps.",
)
@_format_option
@output_option
@partial(network_options, short_steps=False, profile="full")
def paths(
    start: str,
    end: str,
    number: int,
    max_length: int,
    format_: str | None,
    output: Path | None,
    choice: Choice,
) -> None:
    """Show how two entities are linked, with evidence.

    A step costs 1; each entity in between adds log₁₀ of its number of ties, so that a path
    through a country ranks below one through a joint programme.  Exit code 1 if there is none.
    """
    from kg.network.paths import cheapest_paths

    view = _View.open(choice, format_, output)
    found_paths = cheapest_paths(
        view.network, view.node(start), view.node(end), limit=number, longest=max_length
    )
    if not found_paths:
        raise view.nothing("none", max_length)
    if view.format == "gexf":
        view.write_gexf([step for path in found_paths for step in path.steps])
        return
    if view.format == "json":
        view.write_json(
            [{"cost": round(path.cost, 3), "steps": view.items(path.steps)} for path in found_paths]
        )
        return
    markdown = view.format == "markdown"
    with text_output(output, for_people=True) as stream:
        for rank, path in enumerate(found_paths, 1):
            title = view.wording.sentences["path"].format(rank, path.cost)
            stream.write(f"## {title}\n\n" if markdown else f"{title}\n")
            stream.writelines(_lines(path.steps, view.wording, markdown=markdown))
            stream.write("\n" if rank < len(found_paths) else "")


@click.command(cls=Command)
@click.argument("first", metavar="ONE")
@click.argument("second", metavar="OTHER")
@_format_option
@output_option
@partial(network_options, profile="full")
def common(
    first: str, second: str, format_: str | None, output: Path | None, choice: Choice
) -> None:
    """Show the shared neighbours of two entities.

    The most specific come first.
    """
    from kg.network.paths import shared_neighbours, shared_steps

    view = _View.open(choice, format_, output)
    ids = view.node(first), view.node(second)
    shared = shared_neighbours(view.network, *ids)
    if not shared:
        raise view.nothing("nothing")
    nodes = {node.id: node for node in view.network.nodes}
    view.write(list(shared_steps(shared, nodes[ids[0]], nodes[ids[1]])))


@click.command(cls=Command)
@click.argument("entity", metavar="ONE")
@_format_option
@output_option
@partial(network_options, profile="full")
def neighbours(entity: str, format_: str | None, output: Path | None, choice: Choice) -> None:
    """Show the neighbours of an entity, with evidence."""
    from kg.network.paths import neighbour_steps

    view = _View.open(choice, format_, output)
    steps = neighbour_steps(view.network, view.node(entity))
    if not steps:
        raise view.nothing("nobody")
    view.write(steps)


@dataclass(frozen=True, slots=True)
class _View:
    """A network to explain, and how the explanation is written."""

    network: Network
    store: Store
    wording: _Wording
    format: str
    output: Path | None

    @classmethod
    def open(cls, choice: Choice, format_: str | None, output: Path | None) -> _View:
        network, store = choice.network()
        chosen = chosen_format(format_, output, PATHS, otherwise="text")
        return cls(network, store, _Wording(store, language(choice.lang)), chosen, output)

    def node(self, name: str) -> str:
        """Return the id of the node that a name means."""
        from kg.network.declared import resolve_node

        return resolve_node(self.network, self.store, name)

    def nothing(self, sentence: str, *values: object) -> click.exceptions.Exit:
        """Say that there is nothing to show, and return the exception that ends the command."""
        say(self.wording.sentences[sentence].format(*values), err=True)
        return click.exceptions.Exit(1)

    def write(self, steps: Sequence[Step]) -> None:
        """Write steps, each with the documents that state it."""
        if self.format == "gexf":
            self.write_gexf(steps)
        elif self.format == "json":
            self.write_json(self.items(steps))
        else:
            with text_output(self.output, for_people=True) as stream:
                stream.writelines(_lines(steps, self.wording, markdown=self.format == "markdown"))

    def items(self, steps: Sequence[Step]) -> list[dict[str, object]]:
        """Return steps as JSON has them."""
        return [_as_json(step, self.wording) for step in steps]

    def write_json(self, items: object) -> None:
        """Write items as JSON."""
        with text_output(self.output) as stream:
            stream.write(json.dumps(items, ensure_ascii=False, indent=2) + "\n")

    def write_gexf(self, steps: Sequence[Step]) -> None:
        """Write the network that steps make, for Gephi."""
        from kg.export import export
        from kg.network.caveats import size_in_words
        from kg.network.paths import network_of_steps

        if self.output is None:
            raise click.UsageError(
                in_language(
                    "gexf is written to a file; add -o FILE",
                    "gexf se escribe en un archivo; añada -o ARCHIVO",
                )
            )
        part = network_of_steps(self.network, steps)
        export(part, "gexf", self.output)
        say(f"{self.output}: {size_in_words(len(part.nodes), len(part.edges))}", err=True)


def _lines(steps: Sequence[Step], wording: _Wording, *, markdown: bool) -> Iterator[str]:
    bullet, source_mark = ("- ", "  - ← ") if markdown else ("  ", "      ← ")
    for step in steps:
        for edge in step.edges:
            relation = wording.relation(edge)
            arrow = f"— {relation} →" if edge.source == step.start.id else f"← {relation} —"
            yield f"{bullet}{step.start.label} {arrow} {step.end.label}\n"
            if evidence := wording.evidence(edge):
                yield f"{source_mark}{evidence}\n"


def _as_json(step: Step, wording: _Wording) -> dict[str, object]:
    return {
        "from": {"id": step.start.id, "label": step.start.label, "kind": step.start.kind},
        "to": {"id": step.end.id, "label": step.end.label, "kind": step.end.kind},
        "edges": [
            {
                "id": edge.id,
                "relation": edge.relation,
                "kind": edge.kind,
                "in words": wording.relation(edge),
                "source": edge.source,
                "target": edge.target,
                "start": edge.start,
                "end": edge.end,
                "evidence": wording.citations(edge),
            }
            for edge in step.edges
        ],
    }
