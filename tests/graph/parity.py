"""Which method does what a command does, and which word an option is; the table of docs/python.md.

`python -m tests.graph.parity` writes the table.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

import click

PAGE: Final = Path(__file__).parents[2] / "docs" / "python.md"
_TABLE: Final = re.compile(r"(?<=<!-- parity -->\n).*?(?=<!-- end -->)", re.DOTALL)


class Method(NamedTuple):
    """What does what a command does.

    Attributes:
        call: `g.…` is a method of KnowledgeGraph, `kg.…` a function; "" where there is none.
        words: Option or argument → the argument of the call, or another call with its argument.
        reason: Why there is none; or what is otherwise.
    """

    call: str
    words: Mapping[str, str] = {}
    reason: str = ""


#: options that are the same for every command → what they are in Python
EVERYWHERE: Final = {
    "--store": "kg.open(store)",
    "--lang": "kg.open(lang)",
    "--as-of": "g.as_of(moment)",
    "--timeout": "kg.open(timeout)",
    "--memory": "kg.open(memory)",
    "--allow-service": "kg.open(services)",
    "--library": "kg.open(library)",
    "--format": "Answer.save(format)",
    "--output": "Answer.save(path)",
    "--cite": "Answer.cite(form)",
}
#: options that Python does not need → why
NOT_NEEDED: Final = {
    **dict.fromkeys(
        ("--engine", "--master", "--driver-memory", "--work", "--tables", "--parts"),
        "Spark is for networks that no handle holds; it runs under the command line",
    ),
    "--insecure": "a login over plain HTTP is allowed in kg.toml, not in a call",
    "--excel": "save(…) writes .xlsx; a data frame runs no formulas",
    "--iris": "a row has IRIs; names are columns of their own",
    "--count": "len(answer)",
    "--explain": "the plan of a query is for the command line",
    "--json": "to_arrow(), or the fields of the objects",
    "--all": "nothing is folded",
    "--warnings": "the report has them",
    "--projection": "**tomllib.load(file)",
    "--from": "reads what kg publish wrote, which is for the command line, too",
    "--yes": "a call asks nobody; dry_run=True shows what would change",
}
_PART: Final = {
    f"--{name}": name.replace("-", "_")
    for name in (
        *("ego", "steps", "kind", "helix", "state", "country", "sector", "relation", "source"),
        *("certainty", "at", "linked", "with-proposed", "bipartite", "one-mode", "weight", "hub"),
        *("quotient", "backbone", "profile", "places", "without-kind", "without-relation"),
    )
}
_CHANGE: Final = {
    "FILES": "data",
    "--remove": "remove",
    "--replace": "replace",
    "--mapping": "mapping",
    "--strict": "strict",
}
_FILES_ONLY: Final = "works on files, not on a graph; a function of its own would add nothing"
_SERVICE: Final = "a service that runs until it is stopped"

METHODS: Final[Mapping[str, Method]] = {
    "build": Method(
        "kg.build",
        {
            "DATA": "data",
            "--store": "store",
            "--keep-loads": "loads",
            "--discard-loads": "loads",
        },
    ),
    "tables": Method("", reason="makes files on Spark from files, without a graph that is open"),
    "publish": Method(
        "", reason="writes a folder for catalogues and archives, once for an edition"
    ),
    "query list": Method("g.library", {"--tag": "Question.summary"}),
    "query find": Method("g.ask", {"TEXT": "text", "--limit": "Asked.others"}),
    "query show": Method("g.library", {"NAME": "Library.__getitem__", "--plain": "Question.text"}),
    "query values": Method(
        "g.library",
        {
            "NAME": "Library.__getitem__",
            "PARAMETER": "Question.values(parameter)",
            "--limit": "Question.values",
        },
    ),
    "query run": Method("g.run", {"NAME": "name", "--param": "parameters", "--limit": "limit"}),
    "query new": Method("", reason="writes a file to be edited"),
    "query check": Method("", reason="for authors of questions; " + _FILES_ONLY),
    "query export": Method("", reason="publishes the library, not the graph"),
    "ask": Method("g.ask", {"TEXT": "text", "--no-run": "run", "--limit": "Answer.__getitem__"}),
    "sparql": Method(
        "g.sparql",
        {
            "TEXT": "text",
            "--update": "g.update(text)",
            "--wait": "g.update(wait)",
            "--limit": "Answer.__getitem__",
        },
    ),
    "search": Method("g.search", {"TEXT": "text", "--kind": "kind", "--limit": "limit"}),
    "validate": Method(
        "g.validate",
        _CHANGE
        | {
            "--fail-on": "ValidationReport.passes(fail_on)",
            "--shapes": "shapes",
            "--timeout": "timeout",
            "--memory": "memory",
            "--output": "ValidationReport.save(path)",
            "--format": "ValidationReport.save(format)",
        },
    ),
    "load": Method(
        "g.load",
        _CHANGE
        | {
            "--fail-on": "fail_on",
            "--dry-run": "dry_run",
            "--prune": "prune",
            "--unchecked": "unchecked",
            "--wait": "wait",
        },
    ),
    "log": Method("g.log", {"--output": "Records.to_pandas"}),
    "check": Method(
        "g.check",
        {"--quick": "quick", "--format": "Records.to_pandas", "--output": "Records.to_pandas"},
    ),
    "backup": Method("g.backup", {"FOLDER": "folder"}),
    "restore": Method(
        "g.restore", {"FOLDER": "backup", "--previous": "previous", "--wait": "wait"}
    ),
    "export": Method(
        "g.export",
        _PART
        | {
            "FORMAT_": "format",
            "--output": "path",
            "--with": "measures",
            "--layout": "layout",
            "--like": "like",
            "--colour": "colour",
            "--size": "size",
            "--layers": "layers",
            "--manifest": "manifest",
        },
    ),
    "network": Method(
        "g.measure",
        _PART
        | {
            "MEASURES": "measures",
            "--group": "group",
            "--with-date": "with_date",
            "--resolution": "resolution",
            "--limit": "limit",
        },
    ),
    "paths": Method(
        "g.paths",
        _PART | {"START": "start", "END": "end", "--number": "k", "--max-length": "max_length"},
    ),
    "common": Method("g.common", _PART | {"FIRST": "first", "SECOND": "second"}),
    "neighbours": Method("g.neighbours", _PART | {"ENTITY": "thing"}),
    "dump": Method("g.dump", {"--as": "form", "--facts-graph": "facts_graph", "--output": "path"}),
    "map": Method(
        "g.map",
        {
            "NAME": "name",
            "--column": "column",
            "--param": "parameters",
            "--output": "Picture.save(path)",
            "--format": "Picture.save(path)",
        },
    ),
    "timeline": Method(
        "g.timeline",
        {
            "NAME": "name",
            "--column": "column",
            "--param": "parameters",
            "--output": "Picture.save(path)",
            "--format": "Picture.save(path)",
        },
    ),
    "profile": Method(
        "g.profile",
        {
            "NAME": "thing",
            "--output": "Printed.save(path)",
            "--format": "Printed.save(path)",
            "--all": "everything",
            "--cite": "g.cite(form)",
        },
    ),
    "list": Method("g.things", {"KIND": "kind", "--limit": "Records.__getitem__"}),
    "show": Method("g.entity", {"NAME": "thing", "--cite": "g.cite(form)"}),
    "why": Method(
        "g.why",
        {
            "SUBJECT": "subject",
            "PROPERTY_": "property",
            "OBJECT_": "object",
            "--cite": "g.cite(form)",
        },
    ),
    "explain": Method("g.explain", {"NAME": "name"}),
    "ontology context": Method("", reason="publishes the ontology, not the graph"),
    "ontology pages": Method("", reason="publishes the ontology, not the graph"),
    "shapes test": Method("", reason="for authors of shapes; " + _FILES_ONLY),
    "sources": Method(
        "g.sources",
        {"DOCUMENT": "document", "--cite": "Source.cite(form)", "--limit": "Records.__getitem__"},
    ),
    "stats": Method("g.stats"),
    "conflicts": Method(
        "g.conflicts",
        {"--type": "type", "--source": "source", "--entity": "entity", "--open": "open"},
    ),
    "coverage": Method(
        "g.coverage",
        {"--list": "g.gaps(gap)", "--kind": "g.gaps(kind)", "--limit": "Records.__getitem__"},
    ),
    "diff": Method("g.diff", {"OLD": "old", "NEW": "kg.open(store)"}),
    "fmt": Method("", reason=_FILES_ONLY),
    "mapping init": Method("", reason="writes a file to be edited"),
    "mapping check": Method(
        "g.validate", {"MAPPING_FILE": "mapping", "FILE": "data", "--strict": "strict"}
    ),
    "generate": Method("", reason="makes files for trials and benchmarks"),
    "serve": Method("", reason=_SERVICE),
    "mcp": Method("", reason=_SERVICE),
    "trust": Method("", reason="a decision about a file that a person makes, not a program"),
    "man": Method("", reason="pages of the manual of the commands"),
}


def commands() -> Iterator[tuple[str, click.Command]]:
    """Yield every command of the command line, with its full name."""
    from kg.cli import _COMMANDS

    for name, (module, _) in _COMMANDS.items():
        yield from _walk(getattr(importlib.import_module(f"kg.cli.{module}"), name), name)


def _walk(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    if not isinstance(command, click.Group):
        yield name, command
        return
    context = click.Context(command)
    for part in command.list_commands(context):
        inner = command.get_command(context, part)
        assert inner
        yield from _walk(inner, f"{name} {part}")


def options(command: click.Command) -> list[str]:
    """Return the options of a command by their long names, its arguments in capitals."""
    return [
        max(item.opts, key=len) if isinstance(item, click.Option) else str(item.name).upper()
        for item in command.params
    ]


def table() -> str:
    """Return the table of the page: command, call, what its options are."""
    lines = ["| command | in Python | options and arguments |", "|---|---|---|"]
    for name, command in commands():
        method = METHODS[name]
        if not method.call:
            lines.append(f"| `kg {name}` | – | {method.reason} |")
            continue
        words = [
            f"`{option}` `{method.words[option]}`"
            for option in options(command)
            if option in method.words and option not in _PART
        ]
        if _PART.keys() <= method.words.keys():
            words.append("part of the network: the same words")
        lines.append(f"| `kg {name}` | `{method.call}` | {', '.join(words)} |")
    lines += ["", "Options of every command:", "", "| option | in Python |", "|---|---|"]
    lines += [f"| `{option}` | `{word}` |" for option, word in EVERYWHERE.items()]
    lines += [f"| `{option}` | {reason} |" for option, reason in NOT_NEEDED.items()]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the table into the page."""
    text = PAGE.read_text("utf-8")
    PAGE.write_text(_TABLE.sub(lambda _: table(), text), "utf-8")


def shown() -> str:
    """Return the table as the page shows it."""
    block = _TABLE.search(PAGE.read_text("utf-8"))
    return block[0] if block else ""


if __name__ == "__main__":
    main()
