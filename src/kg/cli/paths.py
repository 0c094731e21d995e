"""kg paths, kg common, kg neighbours"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.network_options import Choice, network_options
from kg.cli.output import chosen_format, language, output_option, text_output
from kg.formats import PATHS

if TYPE_CHECKING:
    from kg.network import Edge, Network
    from kg.network.paths import Step
    from kg.store import Store

_format = click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(tuple(PATHS)),
    default=None,
    help="Form of the answer.  [default: text; from the name with -o]",
)
_SENTENCES = {
    "en": {
        "none": "no path of at most {} steps",
        "nothing": "nothing links both",
        "ties": "{} ties",
        "path": "path {}, cost {:.1f}",
        "nobody": "no neighbours",
    },
    "es": {
        "none": "ningún camino de {} pasos o menos",
        "nothing": "nada vincula a ambos",
        "ties": "{} vínculos",
        "path": "camino {}, costo {:.1f}",
        "nobody": "sin vecinos",
    },
}


class _Words:
    """What edges are called, and where it stands, in one language."""

    def __init__(self, store: Store, lang: str) -> None:
        from kg import names
        from kg.claims.evidence import EvidenceCatalogue

        self._labels = names.Labels(store, lang)
        self._catalogue = EvidenceCatalogue(store)
        self.say = _SENTENCES[lang]

    def relation(self, edge: Edge) -> str:
        """Return the relation of an edge in words, with its dates."""
        from kg.export.display_labels import relation

        dates = f" ({edge.start}–{edge.end})" if edge.start or edge.end else ""
        return relation(edge, self._labels) + dates

    def places(self, edge: Edge) -> list[dict[str, str]]:
        """Return the documents and places that say so."""
        found = []
        for graph in edge.evidence:
            known = self._catalogue.evidence(graph)
            if known:
                found.append(
                    {
                        "source": known.source,
                        "title": known.title,
                        "locator": known.locator,
                        "certainty": known.certainty,
                    }
                )
        return found

    def evidence(self, edge: Edge) -> str:
        """Return the same in one line."""
        return "; ".join(
            f"{place['source']}, {place['locator']}"
            + (f" [{place['certainty']}]" if place["certainty"] != "explicit" else "")
            for place in self.places(edge)
        )


@click.command()
@click.argument("one")
@click.argument("other")
@click.option(
    "-k",
    "--number",
    "-n",
    type=click.IntRange(1, 100),
    default=3,
    show_default=True,
    help="How many paths.",
)
@click.option(
    "--max-length",
    type=click.IntRange(1, 12),
    default=4,
    show_default=True,
    help="Steps of the longest.",
)
@_format
@output_option
@partial(network_options, k=False)
def paths(
    one: str,
    other: str,
    number: int,
    max_length: int,
    form: str | None,
    output: Path | None,
    choice: Choice,
) -> None:
    """Show how two entities are linked, each step with who says so.

    Each step costs 1, each entity on the way log₁₀ of its ties besides, so that a path through a
    country comes after one through a joint programme.  Exit 1 where there is no path.
    """
    from kg.network.paths import cheapest_paths, network_of_steps

    network, store, ids = _asked(choice, one, other)
    words = _Words(store, language(choice.lang))
    found = cheapest_paths(network, *ids, limit=number, longest=max_length)
    chosen = chosen_format(form, output, PATHS, otherwise="text")
    steps = [step for path in found for step in path.steps]
    if not found:
        click.echo(words.say["none"].format(max_length), err=True)
        raise click.exceptions.Exit(1)
    if chosen == "gexf":
        _write_gexf(network_of_steps(network, steps), output)
        return
    with text_output(output) as stream:
        if chosen == "json":
            said = [
                {"cost": round(path.cost, 3), "steps": [_said(step, words) for step in path.steps]}
                for path in found
            ]
            stream.write(json.dumps(said, ensure_ascii=False, indent=2) + "\n")
            return
        for place, path in enumerate(found, 1):
            title = words.say["path"].format(place, path.cost)
            stream.write(f"## {title}\n\n" if chosen == "markdown" else f"{title}\n")
            for line in _lines(path.steps, words, markdown=chosen == "markdown"):
                stream.write(line + "\n")
            stream.write("\n" if place < len(found) else "")


@click.command()
@click.argument("one")
@click.argument("other")
@_format
@output_option
@network_options
def common(one: str, other: str, form: str | None, output: Path | None, choice: Choice) -> None:
    """Show what two entities are both linked to, the most specific first."""
    from kg.network.paths import shared_neighbours, shared_steps

    network, store, ids = _asked(choice, one, other)
    words = _Words(store, language(choice.lang))
    shared = shared_neighbours(network, *ids)
    nodes = {node.id: node for node in network.nodes}
    steps = list(shared_steps(shared, nodes[ids[0]], nodes[ids[1]]))
    if not shared:
        click.echo(words.say["nothing"], err=True)
        raise click.exceptions.Exit(1)
    _write(network, steps, words, form, output)


@click.command()
@click.argument("one")
@_format
@output_option
@network_options
def neighbours(one: str, form: str | None, output: Path | None, choice: Choice) -> None:
    """Show what is next to an entity, each with the relation and who says so."""
    from kg.network.paths import neighbour_steps

    network, store, ids = _asked(choice, one, one)
    words = _Words(store, language(choice.lang))
    steps = neighbour_steps(network, ids[0])
    if not steps:
        click.echo(words.say["nobody"], err=True)
        raise click.exceptions.Exit(1)
    _write(network, steps, words, form, output)


def _asked(choice: Choice, one: str, other: str) -> tuple[Network, Store, tuple[str, str]]:
    from kg.network.declared import resolve_node

    network, store = choice.network()
    return network, store, (resolve_node(network, store, one), resolve_node(network, store, other))


def _write(
    network: Network,
    steps: Sequence[Step],
    words: _Words,
    form: str | None,
    output: Path | None,
) -> None:
    from kg.network.paths import network_of_steps

    chosen = chosen_format(form, output, PATHS, otherwise="text")
    if chosen == "gexf":
        _write_gexf(network_of_steps(network, steps), output)
        return
    with text_output(output) as stream:
        if chosen == "json":
            said = [_said(step, words) for step in steps]
            stream.write(json.dumps(said, ensure_ascii=False, indent=2) + "\n")
            return
        for line in _lines(steps, words, markdown=chosen == "markdown"):
            stream.write(line + "\n")


def _lines(steps: Sequence[Step], words: _Words, *, markdown: bool) -> Iterator[str]:
    bullet, source = ("- ", "  - ← ") if markdown else ("  ", "      ← ")
    for step in steps:
        for edge in step.edges:
            forward = edge.source == step.start.id
            arrow = f"— {words.relation(edge)} →" if forward else f"← {words.relation(edge)} —"
            yield f"{bullet}{step.start.label} {arrow} {step.end.label}"
            said = words.evidence(edge)
            if said:
                yield f"{source}{said}"


def _said(step: Step, words: _Words) -> dict[str, object]:
    return {
        "from": {"id": step.start.id, "label": step.start.label, "kind": step.start.kind},
        "to": {"id": step.end.id, "label": step.end.label, "kind": step.end.kind},
        "edges": [
            {
                "id": edge.id,
                "relation": edge.relation,
                "kind": edge.kind,
                "in words": words.relation(edge),
                "source": edge.source,
                "target": edge.target,
                "start": edge.start,
                "end": edge.end,
                "evidence": words.places(edge),
            }
            for edge in step.edges
        ],
    }


def _write_gexf(network: Network, output: Path | None) -> None:
    from kg.export import export

    if output is None:
        raise click.UsageError("gexf needs a file: -o FILE")
    export(network, "gexf", output)
    click.echo(f"{output}: {len(network.nodes):,} nodes, {len(network.edges):,} edges", err=True)
