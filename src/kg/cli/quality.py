"""The commands kg conflicts, kg diff."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kg.cli.bilingual import Command
from kg.cli.options import language, language_option, open_bounded, output_option, store_option
from kg.cli.output import chosen_format, said_to, say, text_output
from kg.errors import in_language
from kg.formats import PATHS

if TYPE_CHECKING:
    from kg.model import Quad
    from kg.quality.difference import Changed, Difference

_DIFFERENCES: Final = {name: PATHS[name] for name in ("text", "json", "markdown")}


@click.command(cls=Command)
@click.option("--type", "kind", default=None, help="Only this type, such as stated-vs-listed.")
@click.option("--source", default=None, help="Only conflicts that involve this document.")
@click.option("--entity", default=None, metavar="NAME", help="Only conflicts about this entity.")
@click.option("--open", "only_open", is_flag=True, help="Only conflicts that are not decided yet.")
@output_option
@store_option
@language_option
def conflicts(
    kind: str | None,
    source: str | None,
    entity: str | None,
    only_open: bool,
    output: Path | None,
    store: Path | str,
    lang: str | None,
) -> None:
    """List recorded contradictions and damaged passages.

    Each is shown with the decision on it.
    """
    from kg import names
    from kg.model import Iri
    from kg.quality.conflicts import recorded_conflicts
    from kg.rdf import iris

    opened = open_bounded(store)
    about = None if entity is None else names.resolve(opened, entity)
    concepts = names.Labels(opened, "es")

    def code(scheme: str, name: str) -> str:
        """Return a code, in Spanish its label."""
        spanish = concepts.get(iris.concept(scheme, name)) or name
        return in_language(name, spanish.partition(" (")[0].lower())

    with said_to(output):
        chosen = language(lang)
        for conflict in recorded_conflicts(
            opened, kind, source, only_open=only_open, about=about, language=chosen
        ):
            labels = names.labels_of(opened, map(Iri, conflict.members), chosen)
            members = "; ".join(labels.get(m, iris.shorten(m)) for m in conflict.members)
            decided = ", ".join(code("resolution", each) for each in conflict.resolutions)
            say(f"{conflict.id}  {code('conflict-type', conflict.type)}  {decided}", bold=True)
            if members:
                say(f"  {members}")
            for note in conflict.notes:
                sources = f"  ({', '.join(conflict.sources)})" if conflict.sources else ""
                say(f"  {note}{sources}")


@click.command(cls=Command)
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option(
    "-f",
    "--format",
    "format_",
    type=click.Choice(tuple(_DIFFERENCES)),
    default=None,
    help="Format of the differences.  [default: from the extension of -o, else text]",
)
@output_option
@click.pass_context
def diff(
    ctx: click.Context, old: Path, new: Path, format_: str | None, output: Path | None
) -> None:
    """Show what changed from OLD to NEW.

    Both are data folders, stores or dumps (.nq).  STORE@LOAD is a store as it was after a load,
    STORE@DATE at the end of a day, STORE@build before all loads (kg log).  As with diff, the exit
    code is 1 if they differ.
    """
    from kg.quality.difference import compare
    from kg.quality.snapshot import read_snapshot

    difference = compare(read_snapshot(old), read_snapshot(new))
    format_ = chosen_format(format_, output, _DIFFERENCES, otherwise="text")
    if format_ == "json":
        with text_output(output) as stream:
            json.dump(_as_json(difference), stream, ensure_ascii=False, indent=2)
            stream.write("\n")
    else:
        with said_to(output):
            _say_difference(difference, is_markdown=format_ == "markdown")
    ctx.exit(0 if difference.empty() else 1)


def _say_difference(difference: Difference, *, is_markdown: bool) -> None:
    mark = "- " if is_markdown else ""
    for title, items in _sections(difference):
        if items:
            say(f"{'## ' if is_markdown else ''}{title} ({len(items)})")
            for item in items:
                say(f"{mark}{item}")


def _sections(difference: Difference) -> list[tuple[str, list[str]]]:
    added, removed = difference.added_facts, difference.removed_facts
    claimed, withdrawn = difference.added_claims, difference.removed_claims
    return [
        (in_language("Facts added", "Hechos añadidos"), [f"+ {_line(q)}" for q in added]),
        (in_language("Facts removed", "Hechos eliminados"), [f"- {_line(q)}" for q in removed]),
        (
            in_language("Facts changed", "Hechos cambiados"),
            [f"~ {_change(c)}" for c in difference.changed_facts],
        ),
        (in_language("Claims added", "Afirmaciones añadidas"), [f"+ {_line(q)}" for q in claimed]),
        (
            in_language("Claims removed", "Afirmaciones eliminadas"),
            [f"- {_line(q)}" for q in withdrawn],
        ),
        (
            in_language("Claims changed", "Afirmaciones cambiadas"),
            [f"~ {_change(c)}" for c in difference.changed_claims],
        ),
    ]


def _line(quad: Quad) -> str:
    from kg.rdf import iris

    where = f"  [{iris.shorten(quad.graph.value)}]" if quad.graph else ""
    return (
        f"{iris.shorten(str(quad.subject))} {iris.shorten(quad.predicate.value)} "
        f"{iris.shorten(quad.object.value)}{where}"
    )


def _change(item: Changed) -> str:
    from kg.rdf import iris

    where = f"  [{iris.shorten(item.graph)}]" if item.graph else ""
    return (
        f"{iris.shorten(item.subject)} {iris.shorten(item.predicate)} "
        f"{iris.shorten(item.before.value)} → {iris.shorten(item.after.value)}{where}"
    )


def _as_json(difference: Difference) -> dict[str, object]:
    def quads(items: tuple[Quad, ...]) -> list[dict[str, str]]:
        return [
            {
                "subject": str(q.subject),
                "predicate": q.predicate.value,
                "object": q.object.value,
                "graph": q.graph.value if q.graph else "",
            }
            for q in items
        ]

    def changes(items: tuple[Changed, ...]) -> list[dict[str, str]]:
        return [
            {
                "subject": c.subject,
                "predicate": c.predicate,
                "graph": c.graph,
                "before": c.before.value,
                "after": c.after.value,
            }
            for c in items
        ]

    return {
        "facts": {
            "added": quads(difference.added_facts),
            "removed": quads(difference.removed_facts),
            "changed": changes(difference.changed_facts),
        },
        "claims": {
            "added": quads(difference.added_claims),
            "removed": quads(difference.removed_claims),
            "changed": changes(difference.changed_claims),
        },
    }
