"""Wrong calls raise errors of HelixKG that advise calls; no error comes from inside."""

from __future__ import annotations

import ast
import contextlib
import inspect
import random
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import kg
from kg.errors import KgError
from kg.graph import KnowledgeGraph, arguments
from kg.graph.wording import in_python
from kg.store import EmbeddedStore
from tests.conftest import ROOT
from tests.test_messages import calls

#: methods that are not tried: what they do to the handle would end the trial
_LEFT_OUT = {"close", "refresh"}
VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 3, 10**20, 1.5, float("nan"), float("inf")),
    *(
        "",
        " ",
        "no such thing",
        "claut-nuevo-leon",
        "CLAUT",
        "a\0b",
        "\ud800",
        "x" * 5_000,
        "'\"<>{}",
    ),
    *("SELECT", "ASK {", "SELECT * {?s ?p ?o} LIMIT 1", "CONSTRUCT {?s ?p ?o} {}", "hx:Nothing"),
    *(b"bytes", [], {}, (), [None], ["a", 3], {"a": 1}, {1: 2}, object(), print, KgError),
    *(date(2018, 1, 1), Path("/no/such/path"), "/no/such/path.ttl", range(3), re.compile("x")),
    *(
        "clusters-in-state",
        "betweenness",
        "Cluster",
        "Cluster:sector",
        "2016",
        "summary",
        "compare",
    ),
)
WORDS = ("state", "sector", "lang", "kind", "at", "ego", "steps", "one_mode", "nothing", "limit")


@pytest.fixture(scope="module")
def graph(small_store_once: Path) -> KnowledgeGraph:
    return KnowledgeGraph(EmbeddedStore.open(small_store_once).copy())


#: a draft of a file for a command; and commands put together of parts, see test_life.py
_OF_COMMANDS = {"draft.py", "ways_out.py"}
#: what is left of an option or a command; a sentence may speak of kg itself
ADVICE = re.compile(r"(?<![\w-])--[a-z]|\bkg (?!trust|publish|reads|lee|follows|no sigue)[a-z]+ ")


def methods() -> list[str]:
    return sorted(
        name
        for name, value in inspect.getmembers(KnowledgeGraph, inspect.isfunction)
        if not name.startswith("_") and name not in _LEFT_OUT
    )


def a_wrong_call(
    chance: random.Random, method: Callable[..., Any]
) -> tuple[list[Any], dict[str, Any]]:
    """Return arguments that the signature of a method allows, with values that may be anything."""
    given: list[Any] = []
    named: dict[str, Any] = {}
    for item in inspect.signature(method).parameters.values():
        if item.kind is item.VAR_KEYWORD:
            for word in chance.sample(WORDS, chance.randrange(3)):
                named.setdefault(word, chance.choice(VALUES))
        elif item.kind is item.VAR_POSITIONAL:
            given += [chance.choice(VALUES) for _ in range(chance.randrange(3))]
        elif item.kind is item.KEYWORD_ONLY:
            if chance.random() < 0.3:
                named[item.name] = chance.choice(VALUES)
        elif item.default is item.empty or chance.random() < 0.4:
            if item.kind is item.POSITIONAL_ONLY or item.default is item.empty:
                given.append(chance.choice(VALUES))
            else:
                named[item.name] = chance.choice(VALUES)
    return given, named


def tried(graph: KnowledgeGraph, seed: int, folder: Path) -> None:
    chance = random.Random(seed)
    name = chance.choice(methods())
    method = getattr(graph, name)
    given, named = a_wrong_call(chance, method)
    try:
        answer = method(*given, **named)
        repr(answer)
        if hasattr(answer, "to_arrow"):
            answer.to_arrow()
    except KgError as error:
        assert str(error).strip(), name
        assert not ADVICE.search(str(error)), str(error)
    except TypeError as error:  # only what Python says of the call itself
        assert re.search(r"argument|subscript", str(error)), (name, given, named)
        assert error.__traceback__
        assert depth(error) <= 3, (name, given, named, repr(error))


def depth(error: BaseException) -> int:
    """Return how many frames lie between the call and the error."""
    number, trace = 0, error.__traceback__
    while trace:
        number, trace = number + 1, trace.tb_next
    return number


@pytest.mark.parametrize("seed", range(60))
def test_a_wrong_call_ends_in_an_error_of_ours(
    seed: int, graph: KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    tried(graph, seed, tmp_path)


@pytest.mark.full
@pytest.mark.parametrize("block", range(20))
def test_a_thousand_wrong_calls_end_in_errors_of_ours(
    block: int, graph: KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for seed in range(1_000 + 50 * block, 1_050 + 50 * block):
        tried(graph, seed, tmp_path)


#: what is returned → the methods that take arguments
RETURNED: dict[str, tuple[Callable[[KnowledgeGraph], Any], tuple[str, ...]]] = {
    "answer": (
        lambda g: g.query("clusters-in-state", state="nuevo-leon"),
        ("save", "serialize", "cite", "column"),
    ),
    "stream": (lambda g: g.sparql("SELECT ?s { ?s a hx:Cluster }", stream=True), ("batches",)),
    "library": (lambda g: g.library, ("get", "__getitem__", "__contains__")),
    "question": (lambda g: g.library["clusters-in-state"], ("values", "__call__")),
    "report": (lambda g: g.validate(), ("save",)),
    "entity": (lambda g: g["claut-nuevo-leon"], ("__getitem__",)),
    "source": (lambda g: g.sources("001"), ("cite",)),
    "picture": (lambda g: g.map("clusters-by-state"), ("save",)),
    "profile": (lambda g: g.profile("claut-nuevo-leon"), ("save",)),
}


@pytest.mark.parametrize("name", RETURNED)
def test_a_wrong_call_of_what_is_returned_ends_in_an_error_of_ours(
    name: str, graph: KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    chance = random.Random(name)
    make, called = RETURNED[name]
    returned = make(graph)
    for method in called:
        names = list(inspect.signature(getattr(returned, method)).parameters)
        for value in VALUES:
            given, named = a_wrong_call(chance, getattr(returned, method))
            words = dict(zip(names, given, strict=False)) | named | {names[0]: value}
            if method == "__call__":
                words = {chance.choice(("state", "lang", "nothing")): value}
            with contextlib.suppress(KgError, KeyError):
                answer = getattr(returned, method)(**words)
                repr(list(answer) if inspect.isgenerator(answer) else answer)


def test_every_argument_has_a_check_or_is_judged_where_it_is_used() -> None:
    judged = {"data", "remove", "object", "found", "old", "measures", "value", "moment"}
    for name in methods():
        for item in inspect.signature(getattr(KnowledgeGraph, name)).parameters.values():
            if item.name != "self" and item.kind is not item.VAR_KEYWORD:
                assert item.name in arguments.CHECKS or item.name in judged, f"{name}({item.name})"


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (lambda g: g.query("clusters-in-stat"), kg.UsageError, "g.library"),
        (lambda g: g.query("clusters-in-state"), kg.UsageError, "state=…"),
        (lambda g: g.query("clusters-in-state", stat="x"), kg.UsageError, "did you mean 'state'"),
        (
            lambda g: g.query("clusters-in-state", state=["a", "b"]),
            kg.UsageError,
            "takes one state",
        ),
        (lambda g: g.query("clusters-in-state", state="no such"), kg.UnknownName, "no such"),
        (lambda g: g["CLAUT"], kg.AmbiguousName, "claut-nuevo-leon"),
        (lambda g: g.sparql("SELECT ?s {?s a hx:Clustr}"), kg.QueryError, "hx:Cluster"),
        (lambda g: g.sparql("SELECT ?s {"), kg.QueryError, "1:"),
        (lambda g: g.sparql("DELETE {?s ?p ?o} WHERE {?s ?p ?o}"), kg.QueryError, "g.update"),
        (lambda g: g.network(language="xx"), kg.UsageError, "a network has no 'language'"),
        (lambda g: g.network(lang="xx"), kg.UsageError, "lang is one of es, en"),
        (lambda g: g.measure(), kg.UsageError, "betweenness"),
        (lambda g: g.measure("compare"), kg.UsageError, "g.measure('compare', '2014', '2018')"),
        (lambda g: g.load(), kg.UsageError, "remove="),
        (lambda g: g.load("none.ttl"), kg.InputError, "none.ttl"),
        (lambda g: g.load(3), kg.UsageError, "a int cannot be loaded"),
        (lambda g: g.load("x.csv", unchecked=True, dry_run=True), kg.UsageError, "dry_run"),
        (lambda g: g.export("x.gexff"), kg.UsageError, "name a format"),
        (lambda g: g.backup("b"), kg.StoreError, "memory"),
        (lambda g: g.check(), kg.UsageError, "a store in a folder"),
        (lambda g: g.stats().nothing, AttributeError, "nothing"),
        (lambda g: g.query("clusters-in-state", state="nuevo-leon")[0]["x"], KeyError, "'x'"),
        (
            lambda g: g.query("clusters-in-state", state="nuevo-leon")["name"],
            kg.UsageError,
            "column",
        ),
    ],
)
def test_an_ordinary_mistake_is_told_in_the_terms_of_python(
    call: Callable[[KnowledgeGraph], object],
    kind: type[Exception],
    message: str,
    graph: KnowledgeGraph,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KG_LANG", "en")
    with pytest.raises(kind, match=re.escape(message)):
        call(graph)


def filled(node: ast.expr) -> str:
    """Return a text of the source with X for what is filled in; "" where it is no text."""
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else "X" for part in node.values
        )
    return str(node.value) if isinstance(node, ast.Constant) else ""


def test_no_message_below_the_command_line_advises_an_option_after_it_is_put_in_python() -> None:
    left = []
    for path in sorted((ROOT / "src" / "kg").rglob("*.py")):
        room = path.relative_to(ROOT / "src" / "kg").parts[0]
        if room in ("cli", "web", "synthetic", "spark") or path.name in _OF_COMMANDS:
            continue
        for name, call in calls(path):
            if not re.fullmatch(r"in_language|\w*Error|UnknownName", name):
                continue
            texts = [text for text in map(filled, call.args) if text]
            left += [
                f"{path.name}:{call.lineno}: {text}"
                for text in map(in_python, texts)
                if ADVICE.search(text)
            ]
    assert not left


def test_all_errors_are_in_kg() -> None:
    tree = ast.parse((ROOT / "src" / "kg" / "errors.py").read_text("utf-8"))
    errors = {node.name for node in tree.body if isinstance(node, ast.ClassDef)}
    assert errors <= set(kg.__all__)
