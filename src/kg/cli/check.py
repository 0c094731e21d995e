"""The command kg check."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kg.cli.bilingual import Command
from kg.cli.options import output_option, store_option
from kg.cli.output import text_output
from kg.cli.progress import progress

if TYPE_CHECKING:
    from kg.store.integrity import Examination

_WORDS: Final = {
    "en": {
        "intact": "intact",
        "damaged": "damaged",
        "format": "format",
        "generation": "generation",
        "quads": "quads",
        "files": "files",
        "dump": "kg dump",
        "remedy": "what to do",
        "unknown": "unknown",
    },
    "es": {
        "intact": "intacto",
        "damaged": "dañado",
        "format": "formato",
        "generation": "generación",
        "quads": "cuádruplas",
        "files": "archivos",
        "dump": "kg dump",
        "remedy": "qué hacer",
        "unknown": "se desconoce",
    },
}


@click.command(cls=Command)
@click.option(
    "--quick", is_flag=True, help="Compare the files with their checksums; do not read the quads."
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Format of the result.",
)
@output_option
@store_option
@click.pass_context
def check(
    ctx: click.Context, quick: bool, format_: str, output: Path | None, store: Path | str
) -> None:
    """Check that the store is as it was written.

    Every file is compared with its checksum, then every quad is read and counted.  Exit code 1
    if anything is damaged; the result says what to do.
    """
    from kg.store import integrity
    from kg.store.config import required_folder

    folder = required_folder(store)
    with progress() as show:
        examined = integrity.check(folder, quick=quick, progress=show)
    with text_output(output, for_people=format_ == "text") as stream:
        if format_ == "json":
            json.dump(_as_json(examined), stream, ensure_ascii=False, indent=2)
            stream.write("\n")
        else:
            stream.write(_as_text(examined))
    ctx.exit(0 if examined.intact else 1)


def _as_text(examined: Examination) -> str:
    from kg.errors import user_language

    words = _WORDS[user_language()]
    lines = [f"{examined.folder}: {words['intact' if examined.intact else 'damaged']}"]
    values = {
        "format": str(examined.format or words["unknown"]),
        "generation": examined.generation or words["unknown"],
        "quads": f"{examined.quads:,}" if examined.quads >= 0 else words["unknown"],
        "files": f"{examined.files:,} ({examined.size:,} bytes)",
        "dump": f"sha256 {examined.content}" if examined.content else "",
    }
    lines += [f"  {words[name]:<14}{value}" for name, value in values.items() if value]
    lines += [f"  {note}" for note in examined.notes]
    remedies: dict[str, list[str]] = {}
    for finding in examined.findings:
        remedies.setdefault(finding.remedy, []).append(finding.problem)
    for remedy, problems in remedies.items():
        lines += [f"  {problem}" for problem in problems]
        lines.append(f"  {words['remedy']}: {remedy}")
    return "\n".join(lines) + "\n"


def _as_json(examined: Examination) -> dict[str, object]:
    return {
        "store": str(examined.folder),
        "intact": examined.intact,
        "format": examined.format or None,
        "generation": examined.generation or None,
        "quads": examined.quads if examined.quads >= 0 else None,
        "files": examined.files,
        "bytes": examined.size,
        "dump_sha256": examined.content or None,
        "notes": list(examined.notes),
        "damage": [
            {"path": str(path), "problem": problem, "remedy": remedy}
            for path, problem, remedy in examined.findings
        ],
    }
