"""A command begins at once: it imports what it needs, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import click
import pytest

from kg.cli import _COMMANDS, cli
from kg.cli.catalogue import paragraphs

ASK = "SELECT ?p ?o WHERE { <https://w3id.org/helixkg/id/mexico> ?p ?o } LIMIT 5"
#: takes long to import, and none of the commands here needs it
HEAVY = {
    *("rdflib", "networkx", "numpy", "scipy", "pyarrow", "pyshacl", "oxrdflib", "SPARQLWrapper"),
    *("httpx", "rich", "jinja2", "ssl", "email", "importlib.metadata", "asyncio", "logging"),
    *("socket", "subprocess", "tempfile", "random", "csv", "tomllib", "xml", "urllib.request"),
}
#: for questions to a store, and for nothing else
STORE = {"pyoxigraph", "tantivy", "hashlib", "kg.store.embedded", "kg.sparql", "kg.names"}
CONTENT = {"kg.claims", "kg.ingest", "kg.mapping", "kg.network", "kg.validation", "kg.export"}


@cache
def imported(*command: str) -> frozenset[str]:
    """Return the names of the modules that a command of Python imports, as Python tells them."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("COVERAGE_", "KG_"))}
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *command],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    assert lines
    return frozenset(line.rpartition("|")[2].strip() for line in lines)


def of_command(*command: str) -> frozenset[str]:
    """Return what a command imports beyond what every Python does in this environment."""
    return imported(*command) - imported("-c", "pass")


def test_help_imports_no_command() -> None:
    names = of_command("-m", "kg", "--help")
    assert names & (HEAVY | STORE | CONTENT | {"yaml", "json", "dataclasses", "kg.model"}) == set()
    modules = {name for name in names if name.startswith("kg.cli.")}
    assert modules == {"kg.cli.bilingual", "kg.cli.catalogue", "kg.cli.ending"}


@pytest.mark.parametrize("arguments", [["query", "--help"], ["validate", "-h"], ["export", "-h"]])
def test_help_of_a_command_imports_no_store(arguments: list[str]) -> None:
    names = of_command("-m", "kg", *arguments)
    assert names & (HEAVY | STORE | CONTENT | {"yaml", "kg.model"}) == set()


def test_a_list_of_the_library_imports_no_store() -> None:
    names = of_command("-m", "kg", "query", "list")
    assert names & (HEAVY | STORE | CONTENT | {"json", "kg.results"}) == set()


def test_a_look_up_imports_no_reader_and_no_names(small_store_once: Path) -> None:
    names = of_command("-m", "kg", "sparql", ASK, "-f", "csv", "--store", str(small_store_once))
    assert "kg.store.embedded" in names
    assert names & (HEAVY | CONTENT | {"yaml", "tantivy", "kg.names", "kg.rdf.reader"}) == set()


def test_the_process_of_a_query_imports_no_command_line() -> None:
    """As it starts where it cannot be a fork."""
    names = of_command("-I", "-c", "import kg.runtime.processes, kg.store.query_worker")
    assert names & (HEAVY | CONTENT | {"click", "yaml", "tantivy", "kg.cli", "kg.names"}) == set()


@pytest.mark.parametrize("name", _COMMANDS)
def test_the_list_of_commands_says_what_the_help_of_each_says(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command
    assert command.help
    _, first = next(paragraphs(command.help))
    assert _COMMANDS[name][1] == first
