"""The tools of `kg.web.tools` over the Model Context Protocol."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Final

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations

from kg.errors import KgError
from kg.web.tools import Answer, Tools

_INSTRUCTIONS: Final = (
    "HelixKG knows Mexico's industrial clusters and the people around them from a few documents. "
    "Start with ask or search. Every statement has its sources: name them in your answer, as they "
    "stand. Repeat the notes of an answer, and say so where it is truncated. What the graph does "
    "not state is unknown, not false: coverage tells what it rests on."
)
_READS: Final = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)


def offered(tools: Tools, *, with_sparql: bool = False) -> list[Callable[..., Answer]]:
    """Return the tools that a model may call.

    Args:
        tools: The graph.
        with_sparql: Whether queries of the model's own may run; they have the bounds and the
            policy of all queries.
    """
    listed: list[Callable[..., Answer]] = [
        tools.search,
        tools.ask,
        tools.run_question,
        tools.describe,
        tools.why,
        tools.coverage,
    ]
    return [*listed, tools.sparql] if with_sparql else listed


def server(tools: Sequence[Callable[..., Answer]]) -> MCPServer:
    """Return a server of the protocol with some tools."""
    mcp_server = MCPServer("HelixKG", version=version("helixkg"), instructions=_INSTRUCTIONS)
    for tool in tools:
        mcp_server.add_tool(_with_errors_named(tool), annotations=_READS, structured_output=True)
    return mcp_server


def _with_errors_named(tool: Callable[..., Answer]) -> Callable[..., Answer]:
    """Return a tool whose errors are told to the model, which can do better then."""

    @functools.wraps(tool)
    def called(*arguments: object, **parameters: object) -> Answer:
        try:
            return tool(*arguments, **parameters)
        except KgError as error:
            raise ToolError(str(error)) from error

    return called
