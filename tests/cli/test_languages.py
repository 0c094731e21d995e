"""Every command speaks one language: no wording of the other is on the screen."""

from __future__ import annotations

import ast
import gettext
import re
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from kg.cli import cli
from kg.errors import DOMAIN, FOLDER
from tests.commands import commands, of_commands
from tests.conftest import ROOT, Run

WORD = re.compile(r"[^\W\d_]{2,}")

#: what is asked of each command: answers, and what goes wrong
CALLS = """
ask ¿qué clústeres hay en Nuevo León?
ask qué es el amor
ask who is happy --no-run
build nowhere
build x --keep-loads --discard-loads
check
check --quick
backup copy
common claut-nuevo-leon mexico
conflicts
coverage
coverage --list nope
coverage --list place
diff x.csv x.csv
dump -o dump.nq
explain C56
explain signedOn
explain Agreement
explain Nope
export gexf
export gexf --ego nobody
export gexf --kind Nope
export gexf --helix nope
export json --with nope
export csv --one-mode X:Y
export csv --backbone 2
export nope
fmt x.csv
generate --triples 300 --violations 0.5 -o g.nq
generate --triples x
list
list State
list Nope
load
load bad.ttl
load x.csv
load j.json
load bad.ttl --unchecked --remove bad.ttl
log
man -o man1
map clusters-by-state -o m.svg
map open-conflicts
mapping init x.csv
mapping init nofile.csv
mapping check x.csv
mcp --port x
neighbours mexico
neighbours nobody
network degree -n 3
network summary
network mixing
network brokers
network robustness
network compare
network compare 2014 2018
network degree --profile full -n 3
network degree summary
network nope
ontology context -o context.jsonld
ontology pages
paths claut-nuevo-leon mexico
paths claut-nuevo-leon mexico --max-length 99
profile nobody
publish
publish x.csv
query list
query find clusters in a state
query find xyzzy
query values clusters-in-sector sector
query values clusters-in-sector nope
query show nope
query run clusters-in-state -p state nuevo-leon
query run clusters-in-state
query run clusters-in-state -p state atlantis
query run clusters-in-state -p estado x
query run nope
query new Bad_Name
query check clusters-in-state
query export -o library.ttl
restore nowhere
restore
search claut
search zzzzzzz
serve --port x
shapes nope
show claut-nuevo-leon
show nobody
sources
sources 001
sources 999
sparql SELEC
sparql SELECT?x{?x\u00a0a\u00a0hx:Clusterr}
sparql ASK{}
stats
stats --store nowhere
stats --store ftp://x
timeline nope
trust nofile.toml
validate
validate bad.ttl
validate broken.ttl
validate x.csv
validate nofile.ttl
validate --shapes bad.ttl
why claut-nuevo-leon
why claut-nuevo-leon nope
why eccp-promexico-mou signedOn
why eccp-promexico-mou signedOn --cite apa
""".strip().splitlines()
FILES = {
    "bad.ttl": "@prefix hx: <https://w3id.org/helixkg/def#> .\n"
    "@prefix id: <https://w3id.org/helixkg/id/> .\n"
    'id:eccp-promexico-mou hx:signedOn "2014" ; hx:wrongg 5 .\n',
    "broken.ttl": "<a> <b .",
    "x.csv": "a,b\n1,2\n",
    "j.json": "{}",
}
#: commands that are tried elsewhere, since they need a server or a workbook
ELSEWHERE = {"serve", "mcp", "shapes", "profile", "timeline", "tables"}


def _texts(node: ast.expr) -> Iterator[str]:
    """Yield the pieces of a text in the source that are always the same, of three words or more."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    for part in parts:
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            piece = " ".join(part.value.split())
            if len(WORD.findall(piece)) > 2:
                yield piece


@cache
def wordings() -> tuple[frozenset[str], frozenset[str]]:
    """Return what is said in English only and in Spanish only: messages, tables of words, help."""
    texts_of: tuple[set[str], set[str]] = (set(), set())
    for path in (ROOT / "src" / "kg").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and len(node.args) == 2:
                name = node.func.id if isinstance(node.func, ast.Name) else ""
                if name == "in_language":
                    for texts, argument in zip(texts_of, node.args, strict=True):
                        texts.update(_texts(argument))
            elif isinstance(node, ast.Dict):
                for key, value in zip(node.keys, node.values, strict=True):
                    if isinstance(key, ast.Constant) and key.value in ("en", "es"):
                        inner = value.values if isinstance(value, ast.Dict) else [value]
                        texts_of[key.value == "es"].update(
                            t for each in inner for t in _texts(each)
                        )
    spanish = gettext.translation(DOMAIN, FOLDER, ["es"])
    for entry in of_commands():
        if len(WORD.findall(entry)) > 2 and not entry.startswith("kg "):
            texts_of[0].add(" ".join(entry.split()))
            texts_of[1].add(" ".join(spanish.gettext(entry).split()))
    return frozenset(texts_of[0] - texts_of[1]), frozenset(texts_of[1] - texts_of[0])


def test_there_are_wordings_to_look_for(report_counts: Callable[[str], None]) -> None:
    english, spanish = wordings()
    report_counts(f"{len(english)} wordings in English and {len(spanish)} in Spanish looked for")
    assert len(english) > 800
    assert len(spanish) > 800


def test_every_command_is_tried() -> None:
    tried = {call.split()[0] for call in CALLS}
    assert {name.split()[1] for name, _, _ in commands(cli) if " " in name} - tried <= ELSEWHERE


@pytest.fixture
def folder(tmp_path: Path, small_store_once: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    shutil.copytree(small_store_once, tmp_path / "kg-store")
    return tmp_path


def said_by(calls: list[str], language: str, quick_kg: Run) -> Iterator[tuple[str, str]]:
    """Yield calls and what they print, as one line."""
    for call in calls:
        done = quick_kg(*(word.replace("\u00a0", " ") for word in call.split()), "--lang", language)
        yield call, " ".join((done.stdout + " " + done.stderr).split())


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize(
    ("calls", "least"),
    [
        pytest.param(CALLS[::12], 4, id="some"),
        pytest.param(CALLS, 60, id="all", marks=pytest.mark.full),
    ],
)
def test_commands_speak_one_language(
    calls: list[str], least: int, language: str, folder: Path, quick_kg: Run
) -> None:
    own, foreign = wordings()[:: 1 if language == "en" else -1]
    mixtures, seen = [], set()
    for call, shown in said_by(calls, language, quick_kg):
        mixtures += [f"{call}: {text}" for text in foreign if text in shown]
        seen |= {text for text in own if text in shown}
    assert mixtures == []
    assert len(seen) > least, "else nothing is said that could be in the wrong language"
