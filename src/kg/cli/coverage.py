"""The command kg coverage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

import click

from kg.cli.answers import Options, row_options, say_limit, write_solutions
from kg.cli.bilingual import Command
from kg.cli.options import language
from kg.cli.output import chosen_format, said_to, say
from kg.errors import in_language
from kg.formats import RESULTS

if TYPE_CHECKING:
    from kg.model import Term
    from kg.quality.coverage import Coverage
    from kg.quality.kinds import Kind
    from kg.results import Note
    from kg.store import Store

_KIND_WIDTH: Final = 28
_COLUMNS: Final = ("kind", "entities")  # then one for each gap


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
@row_options
def coverage(gap: str | None, kind: str | None, options: Options) -> None:
    """Count weakly supported facts, and gaps in the data.

    Weakly supported are facts with one source, and those with promotional sources only.

    For every kind of entity, a table counts those about which no document states anything,
    those tied to no other entity, and those without a place, sector, helix or date.
    """
    from kg.quality.coverage import measure_coverage
    from kg.quality.kinds import by_kind

    opened = options.open()
    if gap:
        _list_gap(opened, gap, kind, options)
        return
    if kind:
        raise click.UsageError(in_language("--kind needs --list GAP", "--kind requiere --list GAP"))
    whole, kinds = measure_coverage(opened), by_kind(opened)
    if _format(options) == "table":
        with said_to(options.output):
            for words, number in _whole(whole):
                say(f"{words:<44}{number}")
            say()
            _say_kinds(kinds[: options.limit], opened)
        say_limit(options.limit, len(kinds))
    else:
        _write_kinds(whole, kinds, opened, options)


def _format(options: Options) -> str:
    return chosen_format(options.format_, options.output, RESULTS, excel=options.excel)


def _whole(counts: Coverage) -> Iterator[tuple[str, str]]:
    """Yield what the facts rest on, and how many entities have each gap, in words and numbers."""
    from kg.quality.gaps import gap_word

    share = 100 / max(counts.facts, 1)
    total = in_language("facts with evidence", "hechos con evidencia")
    yield total, f"{counts.facts:>7,}"
    for words, count in (
        (in_language("  on a single source", "  de una sola fuente"), counts.single_source),
        (
            in_language("  on promotional sources only", "  solo de fuentes promocionales"),
            counts.promotional_only,
        ),
    ):
        yield words, f"{count:>7,}  {count * share:.0f} %"
    for name, entities in counts.missing.items():
        words = in_language(f"entities without {name}", f"entidades sin {gap_word(name)}")
        yield words, f"{len(entities):>7,}"


def _say_kinds(kinds: Sequence[Kind], store: Store) -> None:
    """Print what the entities of each kind lack, and what a zero and a hyphen mean."""
    from kg.quality.gaps import gap_word, kind_words
    from kg.quality.kinds import GAPS

    called = kind_words(store, kinds)
    say(f"{'':<{_KIND_WIDTH}}" + in_language("entities  without", "entidades  sin"))
    say(f"{'':<{_KIND_WIDTH}}{'':>9}" + "".join(f"{gap_word(gap):>10}" for gap in GAPS))
    for kind in kinds:
        cells = (f"{len(kind.missing[g]):,}" if g in kind.missing else "-" for g in GAPS)
        row = "".join(f"{cell:>10}" for cell in cells)
        say(f"{called[kind.name]:<{_KIND_WIDTH}} {kind.entities:>8,}{row}")
    say(_what_signs_mean())


def _what_signs_mean() -> str:
    return in_language(
        "0: every entity of the kind has one; -: the kind cannot have one (kg explain KIND); "
        "--list GAP --kind KIND names them",
        "0: cada entidad de la clase tiene uno; -: la clase no puede tenerlo (kg explain CLASE); "
        "--list VACÍO --kind CLASE las nombra",
    )


def _write_kinds(whole: Coverage, kinds: Sequence[Kind], store: Store, options: Options) -> None:
    """Write what the entities of each kind lack as rows, and the rest as notes."""
    from kg.library.headings import heading
    from kg.model import Literal, Solutions, text
    from kg.quality.gaps import gap_word, kind_words
    from kg.quality.kinds import GAPS
    from kg.rdf.namespaces import XSD
    from kg.results import About, Note

    def number(count: int) -> Literal:
        return Literal(str(count), XSD + "integer")

    def notes() -> Sequence[Note]:
        return [
            Note("coverage", f"{words.strip()}: {number.strip()}")
            for words, number in _whole(whole)
        ]

    is_read = RESULTS[_format(options)].labelled
    called = kind_words(store, kinds) if is_read else {kind.name: kind.name for kind in kinds}
    rows: Iterator[tuple[Term | None, ...]] = (
        (
            text(called[kind.name]),
            number(kind.entities),
            *(number(len(kind.missing[gap])) if gap in kind.missing else None for gap in GAPS),
        )
        for kind in kinds
    )
    columns = (*_COLUMNS, *(f"without_{gap}" for gap in GAPS))
    lang = language(options.lang)
    headings = {column: heading(column, lang) for column in _COLUMNS} | {
        f"without_{gap}": in_language(f"Without {gap}", f"Sin {gap_word(gap)}") for gap in GAPS
    }
    title = in_language("Gaps by kind of entity", "Vacíos por clase de entidad")
    write_solutions(Solutions(columns, rows), store, options, About(title, notes, headings))


def _list_gap(store: Store, gap: str, kind: str | None, options: Options) -> None:
    """Print the entities that have a gap, each with its name."""
    from kg.library.headings import heading
    from kg.model import Solutions, text
    from kg.quality.gaps import gap_word, lacking
    from kg.results import About

    lang = language(options.lang)
    entities = lacking(store, gap, kind, lang)
    if _format(options) == "table":
        with said_to(options.output):
            for entity in entities[: options.limit]:
                say(f"{entity.id}  {entity.name}".rstrip())
        say_limit(options.limit, len(entities))
        return
    rows = ((text(entity.id), text(entity.name)) for entity in entities)
    columns = ("id", "name")
    headings = {column: heading(column, lang) for column in columns}
    title = in_language(f"Entities without {gap}", f"Entidades sin {gap_word(gap)}")
    write_solutions(Solutions(columns, rows), store, options, About(title, headings=headings))
