"""The Model Context Protocol, asked by the SDK's own client over both of its ways."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pytest
from mcp import StdioServerParameters
from mcp.client import Client

from kg.runtime.bounds import Bounds
from kg.web import model_context
from kg.web.current import Current
from kg.web.tools import Tools
from tests import servers
from tests.conftest import Run

_Answer = TypeVar("_Answer")
MOST = 4_000 * 4  # characters of the tools, as many as 4,000 tokens at the least


def run(task: Callable[[], Awaitable[_Answer]]) -> _Answer:
    """Run a task in a thread of its own: the browser of other tests keeps its loop in this one."""

    async def awaited() -> _Answer:
        return await task()

    with ThreadPoolExecutor(1) as executor:
        return executor.submit(lambda: asyncio.run(awaited())).result()


def call(server: Any, tool: str, **parameters: object) -> dict[str, Any]:
    """Return what a tool answers, or its error under `error`."""

    async def task() -> dict[str, Any]:
        async with Client(server) as client:
            answer = await client.call_tool(tool, parameters)
            if answer.is_error:
                return {"error": "".join(getattr(part, "text", "") for part in answer.content)}
            structured: dict[str, Any] = answer.structured_content or {}
            return structured

    return run(task)


@pytest.fixture(scope="module")
def server(small_store_once: Path) -> Any:
    """A server in this process."""
    tools = Tools(Current(small_store_once, Bounds(60, 1 << 32)), "en")
    return model_context.server(model_context.offered(tools))


def test_the_tools_are_few_and_short(server: Any) -> None:
    async def task() -> list[Any]:
        async with Client(server) as client:
            listed = await client.list_tools()
            return list(listed.tools)

    tools = run(task)
    names = {tool.name for tool in tools}
    assert names == {"search", "ask", "run_question", "describe", "why", "coverage"}
    assert all(tool.description and tool.annotations.read_only_hint for tool in tools)
    assert sum(len(tool.model_dump_json()) for tool in tools) < MOST


def test_a_question_in_words_is_answered_with_what_was_asked(server: Any) -> None:
    answer = call(server, "ask", question="clusters in Nuevo León")
    assert answer["asked"]["name"] == "clusters-in-state"
    assert any("Automotive" in json.dumps(row) for row in answer["rows"])
    assert answer["truncated"] is False
    assert isinstance(answer["notes"], list)


def test_a_question_that_fits_nothing_is_no_answer(server: Any) -> None:
    answer = call(server, "ask", question="what is the weather like tomorrow")
    assert "rows" not in answer
    assert isinstance(answer["candidates"], list)


def test_every_statement_has_its_sources(server: Any) -> None:
    for answer in (
        call(server, "why", thing="claut-nuevo-leon", property="hx:locatedIn"),
        call(server, "describe", thing="claut-nuevo-leon"),
    ):
        stated = [s for s in answer["statements"] if s["property"] == "located in"]
        assert stated[0]["value"] == "Nuevo León"
        assert stated[0]["sources"]
        assert all("[001]" in s or "[003]" in s for s in stated[0]["sources"])


def test_answers_are_small_and_say_where_they_are_cut(server: Any) -> None:
    for answer in (
        call(server, "describe", thing="mexico"),
        call(server, "search", text="a"),
        call(server, "coverage"),
    ):
        assert len(json.dumps(answer)) < 40_000
    assert "documents" in call(server, "coverage")


@pytest.mark.parametrize(
    ("tool", "parameters", "message"),
    [
        ("describe", {"thing": "nobody at all"}, "nobody at all"),
        ("describe", {"thing": "CLAUT"}, "names 2 entities"),
        ("run_question", {"name": "clusters-in-stat"}, "did you mean"),
        ("run_question", {"name": "clusters-in-state"}, "state"),
        ("sparql", {"query": "SELECT * { ?s ?p ?o }"}, "sparql"),
    ],
)
def test_what_is_wrong_is_told_to_the_model(
    server: Any, tool: str, parameters: dict[str, str], message: str
) -> None:
    assert message in call(server, tool, **parameters)["error"]


def test_sparql_is_there_when_it_is_asked_for(small_store_once: Path) -> None:
    tools = Tools(Current(small_store_once, Bounds(60, 1 << 32)), "es")
    with_sparql = model_context.server(model_context.offered(tools, with_sparql=True))
    answer = call(with_sparql, "sparql", query="SELECT (1 AS ?n) {}")
    assert answer["rows"] == [[1]]
    refused = call(with_sparql, "sparql", query="SELECT * { SERVICE <http://x/> { ?s ?p ?o } }")
    assert "SERVICE" in refused["error"]
    assert "error" in call(with_sparql, "sparql", query="DELETE WHERE { ?s ?p ?o }")


def test_without_the_extra_it_says_what_to_install(
    quick_kg: Run, small_store_once: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "mcp.server.mcpserver", None)
    monkeypatch.delitem(sys.modules, "kg.web.model_context", raising=False)
    monkeypatch.delattr("kg.web.model_context", raising=False)
    done = quick_kg("mcp", "--check", "--store", small_store_once)
    assert done.returncode == 2
    assert 'pip install "helixkg[mcp]"' in done.stderr


def test_a_check_lists_the_tools(quick_kg: Run, small_store_once: Path) -> None:
    listed = quick_kg("mcp", "--check", "--sparql", "--store", small_store_once).stdout
    assert [line.split()[0] for line in listed.splitlines()][-2:] == ["coverage", "sparql"]


def test_over_standard_input_and_output(small_store_once: Path) -> None:
    command = ["-m", "kg", "mcp", "--lang", "en", "--store", str(small_store_once)]
    server = StdioServerParameters(command=sys.executable, args=command)
    assert call(server, "search", text="claut")["hits"]


def test_over_http(small_store_once: Path) -> None:
    kg = [sys.executable, "-m", "kg", "mcp", "--store", str(small_store_once), "--port"]
    with servers.at_a_port(kg, small_store_once.parent, page="") as address:
        assert call(f"{address}/mcp", "search", text="claut")["hits"]
