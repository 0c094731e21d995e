"""No command lets a terminal obey what is in the data, in names of files, or in the command itself.

A store, files and queries full of control characters are shown by every command, under a real
terminal (a pty) and through pipes.
"""

from __future__ import annotations

import json
import os
import re
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import click
import pytest

from kg.model import RDF_LANGSTRING, XSD_STRING, Iri, Literal, Quad, Term
from kg.rdf.reader import read_nquads
from kg.store import EmbeddedStore
from tests.cli import hostile
from tests.conftest import SMALL
from tests.short_form import in_part

pty = pytest.importorskip("pty")

#: title, colour, 8-bit colour, direction, return, backspace: each before a word to be found again
ATTACK: Final = (
    "\x1b]0;PWNED\x07\x1b[31mPWNED\x9b31mPWNED\u202ePWNED\u2066PWNED\rPWNED\x08PWNED\x7fPWNED"
    "\x9d0;x\x9c"
)
#: as far as an IRI may hold it
ATTACK_IN_IRI: Final = "\u202ePWNED\u2066"
OBEYED: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
OWN: Final = re.compile(r"\x1b\[[012]m")  # bold, dim and back
CLAUT: Final = Iri("https://w3id.org/helixkg/id/claut-nuevo-leon")
ODD: Final = "odd\x1b]0;PWNED\x07\x9b31m\u202e\rname"  # of a file
END: Final = re.compile(r"=== (\d+) exit (\d+)\n")
DRIVER: Final = """\
import json, sys
from kg.cli import main
for number, arguments in enumerate(json.load(open(sys.argv[1], encoding="utf-8"))):
    sys.argv = ["kg", *arguments]
    try:
        main()
    except SystemExit as end:
        sys.stderr.flush()
        print(f"=== {number} exit {end.code}", flush=True)
"""


def attacked(term: Term) -> Term:
    """Return a text with the attack at its end, or another term as it is."""
    if isinstance(term, Literal) and term.datatype in (XSD_STRING, RDF_LANGSTRING):
        return Literal(term.value + ATTACK, term.datatype, term.language)
    return term


def attacking_quads(store: Path, folder: Path) -> Iterator[Quad]:
    """Yield the quads of a store, all texts with the attack, and IRIs that change direction."""
    dump = folder / "dump.nq"
    with dump.open("wb") as file:
        EmbeddedStore.open(store).dump(file)
    for quad in read_nquads(dump):
        yield quad._replace(object=attacked(quad.object))
    odd = Iri(f"https://w3id.org/helixkg/id/x{ATTACK_IN_IRI}")
    graph = Iri(f"https://w3id.org/helixkg/evidence/{ATTACK_IN_IRI}/1/explicit")
    located = Iri("https://w3id.org/helixkg/def#locatedIn")
    for subject, predicate in ((CLAUT, located), (odd, Iri(f"http://e/p{ATTACK_IN_IRI}"))):
        yield Quad(subject, predicate, odd, None)
        yield Quad(subject, predicate, odd, graph)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, small_store_once: Path) -> Path:
    """A folder with a store, tables, files and queries that attack the terminal."""
    place = tmp_path_factory.mktemp("attack")
    EmbeddedStore.create(place / "store", attacking_quads(small_store_once, place))
    EmbeddedStore.open(place / "store").backup(place / "backup")
    shutil.copytree(SMALL, place / "data")
    files = place / "files"
    files.mkdir()
    (files / "good.ttl").write_text("<http://e/a> <http://e/b> <http://e/c> .\n", "utf-8")
    (files / "good.csv").write_text("id,name\nx,Nuevo León\n", "utf-8")
    (files / "good.toml").write_text(hostile.GOOD_MAPPING, "utf-8")
    (files / f"{ODD}.ttl").write_text(
        f"<http://e/a{ATTACK_IN_IRI}> a <https://w3id.org/helixkg/def#Cluster> ;\n"
        f"  <http://www.w3.org/2004/02/skos/core#prefLabel> {json.dumps(ATTACK)} .\n",
        "utf-8",
    )
    (files / f"{ODD}-broken.ttl").write_text(f"<a> \x1b[31mPWNED {ATTACK}", "utf-8")
    (files / f"{ODD}.csv").write_text(
        f"id\x1b[31mPWNED,na\u202ePWNED\nx,{ATTACK.replace(chr(13), '')}\n", "utf-8"
    )
    (files / f"{ODD}.toml").write_text(f"[file]\nheader = {json.dumps(ATTACK)}\n", "utf-8")
    (files / "labels.csv").write_text(f"awardee\x1b[31mPWNED,{ODD!s}\nx,y\n", "utf-8")
    (files / "sub.toml").write_text(
        hostile.GOOD_MAPPING.replace("A list", json.dumps(ATTACK)[1:-1]), "utf-8"
    )
    queries = place / "queries" / "own"
    queries.mkdir(parents=True)
    (queries / "attack.rq").write_text(
        f"#+ summary: {json.dumps(ATTACK)}\n#+ summary_es: {json.dumps(ATTACK)}\n"
        f"#+ columns: [s]\n#+ description: {json.dumps(ATTACK)}\n"
        f"SELECT ?s WHERE {{ ?s ?p ?o }} LIMIT 2 # \x9b31mPWNED\n",
        "utf-8",
    )
    (place / "broken").mkdir()
    (place / "broken" / f"{ODD}.rq").write_text("#+ nothing\nSELECT", "utf-8")
    return place


#: calls beside those of `hostile`, in which names and arguments attack
MORE: Final = [
    ["validate", f"{{files}}/{ODD}.ttl"],
    ["validate", f"{{files}}/{ODD}-broken.ttl"],
    ["validate", "{files}/labels.csv"],
    ["validate", f"{{files}}/{ODD}.ttl", "--shapes", f"{{files}}/{ODD}.ttl"],
    ["validate"],
    ["load", f"{{files}}/{ODD}.ttl", "--dry-run"],
    ["load", f"{{files}}/{ODD}.ttl", "--unchecked"],
    ["load", f"{{files}}/{ODD}.csv", "--mapping", "{files}/sub.toml"],
    ["ask", ATTACK],
    ["query", "find", ATTACK],
    ["query", "values", ATTACK, "state"],
    ["log"],
    ["log", "--json"],
    ["mapping", "init", f"{{files}}/{ODD}.csv"],
    ["mapping", "check", f"{{files}}/{ODD}.toml"],
    ["mapping", "check", "{files}/sub.toml", "{files}/good.csv"],
    ["query", "list", "--library", "{queries}"],
    ["query", "list", "--library", "{queries}", "--json"],
    ["query", "show", "attack", "--library", "{queries}"],
    ["query", "show", "attack", "--library", "{queries}", "--plain"],
    ["query", "run", "attack", "--library", "{queries}"],
    ["query", "check", "--library", "{queries}", "attack"],
    ["query", "run", "clusters-in-state", "-p", "state", ATTACK],
    ["query", "run", ATTACK],
    ["query", "new", ATTACK.replace("\x1b", "/")],
    ["show", ATTACK],
    ["show", f"https://w3id.org/helixkg/id/x{ATTACK_IN_IRI}"],
    ["why", "claut-nuevo-leon", ATTACK],
    ["why", "claut-nuevo-leon"],
    ["search", ATTACK],
    ["search", "automotriz"],
    ["sparql", ATTACK],
    ["sparql", f"SELECT * {{ ?s ?p {ATTACK} }}"],
    ["sparql", "--explain", "SELECT * { ?s ?p '\x9b31mPWNED' }"],
    ["sparql", "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 20"],
    ["stats", "--store", ATTACK],
    ["stats", "--store", f"http://127.0.0.1:9/{ATTACK}"],
    ["export", ATTACK],
    ["export", "gexf", "-o", f"{{new}}{ODD}"],
    ["export", "gexf", "--ego", ATTACK],
    ["export", "gexf", "--projection", f"{{files}}/{ODD}.toml"],
    ["network", ATTACK],
    ["network", "missing", "--all"],
    ["conflicts", "--type", ATTACK],
    ["coverage", "--list", ATTACK],
    ["coverage", "--list", "sector"],
    ["diff", "{data}", "{store}"],
    ["query", "list", "--library", "{broken}"],
    ["backup", f"{{new}}{ODD}"],
    ["restore", f"{{files}}/{ODD}.ttl"],
    ["trust", f"{{files}}/{ODD}.toml"],
    [ATTACK],
    ["stats", f"--{ATTACK}"],
]


def calls(share: int) -> list[list[str]]:
    """Return the commands, and one in `share` of the text formats and of the calls above.

    Where only some are wanted, the slow commands are left out, and of the others one in four tried.
    """
    plain, formats = [], []
    every = hostile.commands()
    quick = [name for name in every if name not in hostile.SLOW]
    for name in every if share == 1 else quick[1::4]:
        command = every[name]
        call = [*name.split(), *hostile.CALLS[name]]
        plain.append(call)
        for option in command.params:
            if option.name == "format_" and isinstance(option, click.Option):
                assert isinstance(option.type, click.Choice)
                name = max(option.opts, key=len)
                formats += [[*call, name, f] for f in option.type.choices if f not in BINARY]
    return [*plain, *[*formats, *MORE][::share]]


BINARY: Final = ("xlsx", "parquet", "gexf", "n3", "png", "pdf", "docx")
EXACT: Final = ("csv", "tsv", "json", "xml", "html", "turtle", "ntriples", "rdfxml", "jsonld")
#: a picture is for the program that shows it; XML has no place for most control characters
EXACT_TOO: Final = (
    *("dump", "sparql CONSTRUCT", "query show", "query export", "generate", "mapping"),
    *("map", "timeline"),
)


def with_places(place: Path, arguments: Sequence[str], number: int) -> list[str]:
    """Return the arguments of a call in a folder, with its store where the command takes one."""
    command = hostile.commands().get(" ".join(arguments[:1])) or hostile.commands().get(
        " ".join(arguments[:2])
    )
    takes_store = command and any(p.name == "store" for p in command.params)
    if takes_store and "--store" not in arguments:
        arguments = [*arguments, "--store", "{store}"]
    return [
        re.sub(r"\{(store|files|data|backup|queries|broken)\}", rf"{place}/\1", text).replace(
            "{new}", f"{place}/new-{number}"
        )
        for text in arguments
    ]


class Shown(NamedTuple):
    """What a call prints, and its exit code."""

    call: list[str]
    output: str
    code: int


def run(place: Path, tmp_path: Path, *, terminal: bool, share: int = 1) -> list[Shown]:
    """Run calls in one process, under a terminal or with pipes; return what they print."""
    copy = Path(shutil.copytree(place, tmp_path / "place"))
    prepared = [with_places(copy, call, number) for number, call in enumerate(calls(share))]
    (tmp_path / "calls.json").write_text(json.dumps(prepared), "utf-8")
    command = [sys.executable, "-c", DRIVER, str(tmp_path / "calls.json")]
    environment = {**os.environ, "TERM": "dumb", "HOME": str(tmp_path), "KG_LANG": "en"}
    if terminal:
        output = under_a_terminal(command, tmp_path, environment)
    else:
        with (tmp_path / "output").open("wb") as file:
            subprocess.run(
                command, stdout=file, stderr=file, cwd=tmp_path, env=environment, check=True
            )
        output = (tmp_path / "output").read_bytes()
    parts = END.split(output.decode("utf-8", "surrogateescape").replace("\r\n", "\n"))
    shown = [
        Shown(prepared[int(number)], text, int(code))
        for text, number, code in zip(parts[0::3], parts[1::3], parts[2::3], strict=False)
    ]
    assert len(shown) == len(prepared), shown[-1]
    return shown


def under_a_terminal(command: list[str], folder: Path, environment: dict[str, str]) -> bytes:
    """Run a command with a pty as its streams, and return all that reaches the terminal."""
    leader, follower = pty.openpty()
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=follower, stderr=follower, cwd=folder,
        env=environment,
    ) as process:  # fmt: skip
        os.close(follower)
        pieces = []
        deadline = time.monotonic() + 300
        while time.monotonic() < deadline:
            if not select.select([leader], [], [], 1)[0]:
                continue
            try:
                piece = os.read(leader, 65536)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            pieces.append(piece)
        assert process.wait(timeout=60) == 0
    os.close(leader)
    return b"".join(pieces)


def obeyed(text: str) -> str:
    """Return where a terminal would obey a text, or an empty text."""
    match = OBEYED.search(OWN.sub("", text))
    return repr(match.string[max(match.start() - 60, 0) : match.end() + 60]) if match else ""


@in_part(24)
def test_under_a_terminal(
    place: Path, tmp_path: Path, report_counts: Callable[[str], None], share: int
) -> None:
    """In the short form one command of four, and one other call of 24."""
    shown = run(place, tmp_path, terminal=True, share=share)
    report_counts(f"{len(shown)} calls under a terminal")
    faults = [f"{item.call}: {where}" for item in shown if (where := obeyed(item.output))]
    assert not faults, "\n" + "\n".join(faults)
    assert sum("PWNED" in item.output for item in shown) > len(shown) / 4, "else nothing was tried"
    assert {item.code for item in shown} <= {0, 1, 2, 3}


@pytest.mark.full
def test_through_pipes(place: Path, tmp_path: Path, report_counts: Callable[[str], None]) -> None:
    """Text for people is as safe as on a terminal; data is exact."""
    shown = run(place, tmp_path, terminal=False)
    report_counts(f"{len(shown)} calls through pipes")
    exact = [item for item in shown if is_exact(item.call)]
    faults = [
        f"{item.call}: {where}"
        for item in shown
        if item not in exact and (where := obeyed(item.output))
    ]
    assert not faults, "\n" + "\n".join(faults)
    dump = next(item.output for item in shown if item.call[0] == "dump")
    assert "\x9b31mPWNED\u202ePWNED" in dump
    assert sum(bool(obeyed(item.output)) for item in exact) > 5


def is_exact(call: list[str]) -> bool:
    """Return whether a call prints data, not a text for people."""
    asked = call[call.index("--format") + 1] if "--format" in call else ""
    return (
        asked in EXACT
        or "--json" in call
        or "--plain" in call
        or " ".join(call).startswith(EXACT_TOO)
    )
