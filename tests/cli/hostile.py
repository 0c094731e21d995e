"""Every command of the command line, a call of it that works, and what can be wrong with a call."""

from __future__ import annotations

import gzip
import random
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import click

from kg.cli import cli

#: a call of each command that works, where the placeholders are replaced
CALLS: dict[str, list[str]] = {
    "build": ["{data}"],
    "query list": [],
    "query show": ["clusters-in-state"],
    "query find": ["clusters", "nuevo", "leon"],
    "query values": ["clusters-in-sector", "sector"],
    "ask": ["clusters", "in", "nuevo", "leon"],
    "query run": ["clusters-in-state", "-p", "state", "nuevo-leon"],
    "query new": ["mine"],
    "query check": ["clusters-in-state"],
    "query export": [],
    "sparql": ["SELECT ?s WHERE { ?s a ?c } LIMIT 3"],
    "search": ["nuevo", "leon"],
    "validate": ["{files}/good.ttl"],
    "load": ["{files}/good.ttl"],
    "log": [],
    "check": [],
    "backup": ["{new}"],
    "restore": ["{backup}"],
    "export": ["gexf", "-o", "{new}"],
    "network": ["degree"],
    "paths": ["claut-nuevo-leon", "nuevo-leon"],
    "common": ["claut-nuevo-leon", "mexico"],
    "neighbours": ["claut-nuevo-leon"],
    "dump": [],
    "publish": ["{new}"],
    "map": ["clusters-by-state"],
    "timeline": ["claut-nuevo-leon"],
    "profile": ["claut-nuevo-leon"],
    "list": ["State"],
    "show": ["claut-nuevo-leon"],
    "explain": ["Cluster"],
    "ontology pages": ["-o", "{new}"],
    "ontology context": [],
    "shapes test": [],
    "why": ["claut-nuevo-leon", "locatedIn", "nuevo-leon"],
    "sources": [],
    "stats": [],
    "conflicts": [],
    "coverage": [],
    "diff": ["{store}", "{data}"],
    "fmt": ["{data}"],
    "mapping init": ["{files}/good.csv"],
    "mapping check": ["{files}/good.toml", "{files}/good.csv"],
    "generate": ["--triples", "300"],
    "trust": ["--list"],
    "serve": ["--check", "--port", "0"],
    "mcp": ["--check"],
    "man": ["-o", "{new}"],
    "tables": ["{files}/good.nt", "-o", "{new}"],
}
#: commands that start a virtual machine, which takes ten seconds
SLOW = {"tables"}
#: commands that change what they are given
WRITERS = {"build", "load", "restore", "fmt", "sparql"}


def commands() -> dict[str, click.Command]:
    """Return the commands of the command line by name, such as "query run"."""
    by_name: dict[str, click.Command] = {}

    def walk(command: click.Command, names: tuple[str, ...]) -> None:
        if isinstance(command, click.Group):
            context = click.Context(command)
            for name in command.list_commands(context):
                inner = command.get_command(context, name)
                assert inner is not None
                walk(inner, (*names, name))
        else:
            by_name[" ".join(names)] = command

    walk(cli, ())
    return by_name


TEXTS = [
    "",
    " ",
    "-",
    "--",
    "\n",
    "x" * 100_000,
    "\x1b]0;PWNED\x07\x1b[31m",
    "\u202eevil\u2066",
    "caf\udce9",
    "'\"\\{}<>`$(x)",
    "http://",
    "http://x/ y",
    "http://[",
    "hx:",
    ":",
    "?x",
    "*",
    "2020-13-45",
    "%s%n{0}{x}",
    "[red][link=x]",
    "💥",
    "(" * 5_000,
    "../../etc/passwd",
    "/dev/null",
    "claut-nuevo-leon",
]
NUMBERS = ["", "-1", "0", "abc", "1e400", "nan", "inf", "-inf", "9" * 400, "٣", "1_0", "1.5"]
#: where nothing can be written, or something special is there
OUTPUTS = [
    "{new}/deep/er/x.csv",
    "{new}.xml",
    "{new}.xlsx",
    "{new}.doc",
    "{new}/",
    "{new}" + "x" * 300,
    "{data}",
    "{data}/clusters.csv",
    "{data}/clusters.csv/x",
    "{loop}",
    "",
    " ",
    ".",
    "/",
    "/dev/null",
    "/dev/full",
    "/dev/stdout",
    "/dev/stdin",
    "/proc/x",
    "/proc/self/x",
    "caf\udce9",
    "\x1b[31m",
    "~nobody/x",
]
#: parameters that name what is written
WRITTEN = {"output", "manifest", "planted", "tables"}
QUERIES = [
    "SELECT",
    "SELECT * {",
    "ASK {}",
    "DESCRIBE <x>",
    "CONSTRUCT WHERE { ?s ?p ?o }",
    "SELECT ?construct { ?construct ?p ?o } LIMIT 1",
    "INSERT DATA { <a> <b> <c> }",
    "DROP ALL",
    "SELECT (1/0 AS ?x) {}",
    'SELECT ("INF"^^xsd:double AS ?x) (99999999999999999999999 AS ?y) {}',
    "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { GRAPH ?g { ?s ?p ?o } } LIMIT 2",
    "SELECT ?s { ?s ?p ?o . FILTER(hxf:nothing(?s)) }",
    "PREFIX x: <y SELECT",
    "SELECT * {" + "{" * 300 + "}" * 300 + "}",
    'SELECT (REGEX("a", "(") AS ?x) {}',
    'SELECT (STRDT("x", <\\u0000>) AS ?x) {}',
    "SELECT ?x ?x { ?x ?y ?z } LIMIT 1",
    "{files}/missing.rq",
    "{files}/latin1.rq",
    "{files}/zeros.rq",
    "{files}/folder.rq",
]
STORES = [
    "{stores}/missing",
    "{stores}/empty",
    "{stores}/file",
    "{stores}/current-empty",
    "{stores}/current-nonsense",
    "{stores}/current-binary",
    "{stores}/current-up",
    "{stores}/current-newer",
    "{stores}/current-folder",
    "{stores}/generation-gone",
    "{stores}/generation-file",
    "{stores}/generation-empty",
    "{stores}/files-cut",
    "{stores}/files-garbage",
    "http://127.0.0.1:9/",
    "https://127.0.0.1:9/",
    "HTTP://127.0.0.1:9/",
    "http://",
    "http://[",
    "http://x:99999999/",
    "http://127.0.0.1:9/a b\r\nX: y",
    "http://user:secret@127.0.0.1:9/",
    "ftp://x/",
    "file:///etc/passwd",
    "://",
    "",
    " ",
    "\x1b[31m",
    "x" * 300,
    "/dev/null",
    "/proc/self",
    "/proc/none",
    "caf\udce9",
]
ENDINGS = [
    ".csv", ".tsv", ".txt", ".xlsx", ".csv.gz", ".ttl", ".nt", ".nq", ".trig", ".rdf", ".jsonld",
    ".toml", ".json", ".rq", "",
]  # fmt: skip
CONTENTS: dict[str, bytes] = {
    "nothing": b"",
    "mark": b"\xef\xbb\xbf",
    "binary": random.Random(1).randbytes(4_000),
    "zeros": b"\0" * 500,
    "zero-inside": b"id,name\nx,a\0b\n",
    "latin1": "id,nombre\nx,Le\xf3n\n".encode("latin-1"),
    "utf16": "id,nombre\nx,León\n".encode("utf-16"),
    "spaces": b" \n\t\r\n \n",
    "huge-line": b"x" * 2_000_000,
    "many-commas": b"," * 200_000,
    "quotes": b'"' * 1_001,
    "deep": b"[" * 100_000,
    "deep-json": b'{"a":' * 5_000,
    "deep-toml": b"a = " + b"[" * 50_000,
    "deep-yaml": b"#+ a: " + b"[" * 50_000 + b"\nSELECT * {}",
    "zip": b"PK\x03\x04" + b"\0" * 100,
    "gzip": gzip.compress(b"id,name\n" * 100)[:-9],
    "xml": b"<?xml version='1.0'?><rdf:RDF><a></b>",
    "turtle": b"@prefix x: <http://e/> . x:a x:b",
    "escape": "id,name\n\x1b]0;PWNED\x07,\x9b31m\u202e\n".encode(),
    "toml": b"a = [1, 2\n[x",
    "yaml": b"#+ a: [1, 2\n#+ b: {\nSELECT * {}",
    "toml-types": b"[file]\nid = 3\n[[column]]\n[columns]\nx = 1\n[stores]\na = 1\n",
    "json-types": b'{"projection": 3, "rules": [], "ego": {}, "@context": 5, "@graph": 7}',
    "surrogate": b"id,name\nx,\xed\xa0\x80\n",
}
GOOD_MAPPING = """\
[source]
id = "list-2024"
title = "A list"

[subject]
from = "name"
kinds = ["State"]

[columns]
name = { property = "skos:altLabel", lang = "es" }
"""


def write_files(folder: Path) -> list[str]:
    """Write files that cannot be read as what they seem, and return their names."""
    folder.mkdir()
    names = [f"missing{ending}" for ending in ENDINGS]
    for ending in ENDINGS:
        for name, content in CONTENTS.items():
            (folder / f"{name}{ending}").write_bytes(content)
            names.append(f"{name}{ending}")
        (folder / f"folder{ending}").mkdir()
        (folder / f"loop{ending}").symlink_to(f"loop{ending}")
        names += [f"folder{ending}", f"loop{ending}"]
    with zipfile.ZipFile(folder / "no-workbook.xlsx", "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with zipfile.ZipFile(folder / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"\0" * 50_000_000)
    odd = "new\nline\x1b]0;PWNED\x07\u202e.ttl"
    (folder / odd).write_bytes(b"<a")
    names += ["no-workbook.xlsx", "bomb.xlsx", odd, "x" * 300 + ".ttl", "a/b/c.ttl"]
    for name in ("good.ttl", "good.nt"):
        (folder / name).write_text(
            "<http://e/a> <http://www.w3.org/2000/01/rdf-schema#seeAlso> <http://e/b> .\n", "utf-8"
        )
    (folder / "good.csv").write_text("id,name\nx,Nuevo León\n", "utf-8")
    (folder / "good.toml").write_text(GOOD_MAPPING, "utf-8")
    return names


def write_stores(folder: Path, good: Path) -> None:
    """Write stores that are damaged."""
    folder.mkdir()
    (folder / "empty").mkdir()
    (folder / "file").write_bytes(b"no store")
    current = (good / "CURRENT").read_text(encoding="ascii").split()[0]
    for name, content in {
        "current-empty": b"",
        "current-nonsense": b"generation-99\n",
        "current-binary": b"\xff\x00\x1b[31m" * 20,
        "current-up": b"../../../etc\n",
        "current-newer": current.encode() + b" format-99 0\n",
    }.items():
        store = Path(shutil.copytree(good, folder / name))
        (store / "CURRENT").write_bytes(content)
    store = Path(shutil.copytree(good, folder / "current-folder"))
    (store / "CURRENT").unlink()
    (store / "CURRENT").mkdir()
    for name in ("generation-gone", "generation-file", "generation-empty"):
        store = Path(shutil.copytree(good, folder / name))
        shutil.rmtree(store / current)
        if name == "generation-file":
            (store / current).write_bytes(b"")
        elif name == "generation-empty":
            (store / current).mkdir()
    for name in ("files-cut", "files-garbage"):
        store = Path(shutil.copytree(good, folder / name))
        for path in sorted((store / current).rglob("*")):
            if path.is_file():
                content = path.read_bytes()
                half = len(content) // 2
                path.write_bytes(content[:half] if name == "files-cut" else b"\xa5" * len(content))


def bad_values(parameter: click.Parameter, files: list[str]) -> Iterator[str]:
    """Yield what can be given for a parameter, most of it wrong."""
    kind = parameter.type
    if parameter.name == "store":
        yield from STORES
    elif parameter.name == "text" and parameter.nargs == 1:
        yield from [*QUERIES, *TEXTS]
    elif parameter.name in WRITTEN:
        yield from OUTPUTS
    elif isinstance(kind, click.Path):
        yield from (f"{{files}}/{name}" for name in files)
        yield from ("", " ", "/", "/dev/null", "/proc/self/mem", "caf\udce9", "\x1b[31m", "~")
    elif isinstance(kind, click.IntRange | click.FloatRange) or kind.name in ("integer", "float"):
        yield from NUMBERS
    elif isinstance(kind, click.Choice):
        yield from (*map(str, kind.choices), "", "nothing", "\x1b[31m")
    else:
        yield from TEXTS
