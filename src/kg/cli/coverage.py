"""The command kg coverage."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kg.cli.bilingual import Command
from kg.cli.options import language, language_option, open_bounded, store_option
from kg.cli.output import say
from kg.errors import in_language

if TYPE_CHECKING:
    from kg.quality.coverage import Coverage
    from kg.quality.kinds import Kind
    from kg.store import Store

#: gap → its words in Spanish, with the code where they hide it
_GAPS: Final = {
    "place": "ubicación (place)",
    "helix": "hélice (helix)",
    "label-es": "nombre en español (label-es)",
    "label-en": "nombre en inglés (label-en)",
}
_KIND_WIDTH: Final = 28


@click.command(cls=Command)
@click.option(
    "--list",
    "gap",
    default=None,
    metavar="GAP",
    help="List the entities with this gap, with their names: place, sector, helix, document, link, "
    "date, label-es, label-en …",
)
@click.option(
    "--kind", default=None, help="With --list: only entities of this kind, such as Company."
)
@store_option
@language_option
def coverage(gap: str | None, kind: str | None, store: Path | str, lang: str | None) -> None:
    """Count weakly supported facts, and gaps in the data.

    Weakly supported are facts with one source, and those with promotional sources only.

    A table counts, for every kind of entity, those of which no document states anything, that are
    tied to no other entity, and that have no place, sector, helix or date.
    """
    from kg.quality.coverage import measure_coverage
    from kg.quality.kinds import by_kind

    opened = open_bounded(store)
    if gap:
        _list_gap(opened, gap, kind, language(lang))
        return
    if kind:
        raise click.UsageError(in_language("--kind needs --list GAP", "--kind requiere --list GAP"))
    _say_whole(measure_coverage(opened))
    say()
    _say_kinds(by_kind(opened))


def _say_whole(counts: Coverage) -> None:
    """Print what the facts rest on, and how many entities have each gap."""
    share = 100 / max(counts.facts, 1)
    wide = in_language("34", "44")
    total = in_language("facts with evidence", "hechos con evidencia")
    say(f"{total:<{wide}}{counts.facts:>7,}")
    for words, count in (
        (in_language("  on a single source", "  de una sola fuente"), counts.single_source),
        (
            in_language("  on promotional sources only", "  solo de fuentes promocionales"),
            counts.promotional_only,
        ),
    ):
        say(f"{words:<{wide}}{count:>7,}  {count * share:.0f} %")
    for name, entities in counts.missing.items():
        words = in_language(f"entities without {name}", f"entidades sin {_GAPS.get(name, name)}")
        say(f"{words:<{wide}}{len(entities):>7,}")


def _say_kinds(kinds: Sequence[Kind]) -> None:
    """Print what the entities of each kind lack, and what a zero and a hyphen mean."""
    from kg.quality.kinds import GAPS

    say(f"{'':<{_KIND_WIDTH}}" + in_language("entities  without", "entidades  sin"))
    say(f"{'':<{_KIND_WIDTH}}{'':>9}" + "".join(f"{gap:>10}" for gap in GAPS))
    for kind in kinds:
        cells = (f"{len(kind.missing[g]):,}" if g in kind.missing else "-" for g in GAPS)
        row = "".join(f"{cell:>10}" for cell in cells)
        say(f"{kind.name:<{_KIND_WIDTH}}{kind.entities:>9,}{row}")
    say(
        in_language(
            "0: every entity of the kind has one; -: the kind cannot have one (kg explain KIND); "
            "--list GAP --kind KIND names them",
            "0: cada entidad de la clase tiene uno; -: la clase no puede tenerlo (kg explain "
            "CLASE); --list GAP --kind CLASE las nombra",
        )
    )


def _list_gap(store: Store, gap: str, kind: str | None, lang: str) -> None:
    """Print the entities that have a gap, each with its name."""
    from kg import names
    from kg.model import Iri
    from kg.quality.gaps import with_gap
    from kg.rdf import iris

    found = with_gap(store, gap, kind)
    labels = names.labels_of(store, map(Iri, found), lang)
    for entity in found:
        say(f"{iris.shorten(entity)}  {labels.get(entity, '')}".rstrip())
