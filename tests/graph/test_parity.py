"""Every command has its method, or a reason; every option its word."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from typing import Any

import pytest

import kg
import kg.graph
from kg.graph import KnowledgeGraph
from kg.graph.explaining import Source
from kg.graph.networks import Form
from kg.quality.coverage import Coverage
from kg.store.integrity import Examination
from tests.graph import parity

COMMANDS = dict(parity.commands())
#: methods that no command has → why
OF_PYTHON = {
    "as_of": "--as-of of several commands",
    "cite": "--cite of several commands",
    "gaps": "kg coverage --list",
    "close": "life of a handle",
    "graph": "for rdflib",
    "network": "for networkx",
    "notes": "what a command says on standard error",
    "query": "as run, with keywords",
    "refresh": "life of a handle",
    "resolver": "what a name means",
    "update": "kg sparql --update",
}


def callable_of(word: str) -> Callable[..., Any]:
    """Return what a call names: g.method, kg.function, or Class.attribute."""
    owner, _, name = word.partition(".")
    classes = {**vars(kg.graph), "Source": Source, "Coverage": Coverage, "Examination": Examination}
    start: Any = {"g": KnowledgeGraph, "kg": kg}.get(owner) or classes[owner]
    if owner in ("Coverage", "Examination"):
        assert name in classes[owner].__dataclass_fields__
        return lambda: None
    value = getattr(start, name)
    return value if callable(value) else lambda: None


def arguments(call: Callable[..., Any]) -> set[str]:
    signature = inspect.signature(call)
    names = set(signature.parameters)
    return names | set(Form.__annotations__) | {"one_mode"} if "part" in names else names


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_its_method_and_every_option_its_word(name: str) -> None:
    method = parity.METHODS[name]
    if not method.call:
        assert method.reason
        return
    known = arguments(callable_of(method.call))
    for option in parity.options(COMMANDS[name]):
        word = method.words.get(option) or parity.EVERYWHERE.get(option)
        if word is None:
            assert parity.NOT_NEEDED[option], option
        elif call := re.fullmatch(r"([\w.]+)\((\w+)\)", word):
            assert call[2] in arguments(callable_of(call[1])), option
        elif "." in word:
            callable_of(word)
        else:
            assert word in known, option


def test_no_word_is_of_an_option_that_is_gone() -> None:
    assert set(parity.METHODS) == set(COMMANDS)
    for name, command in COMMANDS.items():
        assert set(parity.METHODS[name].words) <= set(parity.options(command)), name
    everywhere = {option for command in COMMANDS.values() for option in parity.options(command)}
    assert {*parity.EVERYWHERE, *parity.NOT_NEEDED} <= everywhere


def test_every_method_is_in_the_table_or_of_python_alone() -> None:
    calls = {method.call.partition(".")[2] for method in parity.METHODS.values() if method.call}
    methods = {
        name
        for name, value in inspect.getmembers(KnowledgeGraph, inspect.isfunction)
        if not name.startswith("_")
    }
    assert methods <= calls | set(OF_PYTHON)


def test_the_page_shows_the_table() -> None:
    assert parity.shown() == parity.table(), "run: python -m tests.graph.parity"
