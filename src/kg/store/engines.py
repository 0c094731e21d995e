"""How the SPARQL engines in use differ, in one place; docs/endpoints.md tells it to users.

An engine is recognised by the `Server` header of its first answer, or named in the config file.
Only what was seen on a running server, or stands in the engine's own documentation, is here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from kg.rdf.namespaces import FACTS_GRAPH
from kg.sparql.tokens import Kind, tokenize
from kg.store import logins


@dataclass(frozen=True, slots=True)
class Engine:
    """What an engine does its own way."""

    name: str
    #: the graph that stands for the default graph, where the engine has none to write to; it goes
    #: with each query as default-graph-uri
    facts_graph: str = ""
    #: whether one request may carry quads of several graphs (N-Quads), all or nothing
    takes_quads: bool = True
    #: statements in one update; 0 for no limit
    max_statements: int = 0
    #: graphs that one update may move or drop; 0 for no limit
    max_graphs: int = 0
    #: the header that says how many rows an answer was cut to
    cut_header: str = ""
    #: the name of a graph store's parameter (Oxigraph takes "graph-uri" for no parameter at all)
    graph_parameter: str = "graph"
    #: how the names of graphs start that are the engine's own and no content
    system_graphs: tuple[str, ...] = ()
    #: whether blank nodes and truth values come back in a form of the engine's own
    nonstandard_results: bool = False
    #: paths of updates and of the graph store; empty where the address says them
    update_path: str = ""
    data_path: str = ""


GENERIC: Final = Engine("SPARQL 1.1")
OXIGRAPH: Final = Engine("Oxigraph")
#: Seen on Virtuoso 7.2.5: no default graph to write to; reads the union of all graphs unless told;
#: cuts at ResultSetMaxRows; refuses large INSERT DATA, and updates that name thousands of graphs;
#: 1 and true are one value to it.
VIRTUOSO: Final = Engine(
    "Virtuoso",
    facts_graph=FACTS_GRAPH,
    takes_quads=False,
    max_statements=500,
    max_graphs=200,
    graph_parameter="graph-uri",
    cut_header="X-SPARQL-MaxRows",
    nonstandard_results=True,
    system_graphs=(
        "http://www.openlinksw.com/",
        "http://localuriqaserver/",
        "urn:activitystreams-owl",
        "http://www.w3.org/ns/ldp#",
        "http://www.w3.org/2002/07/owl#",
        "urn:virtuoso:",
    ),
    update_path="/sparql-auth",
    data_path="/sparql-graph-crud-auth",
)

ENGINES: Final = {"generic": GENERIC, "oxigraph": OXIGRAPH, "virtuoso": VIRTUOSO}


GRAPH_VARIABLE: Final = "kg_graph_"  # and a number


def with_graphs_as_values(query: str) -> str:
    """Return a query in which each graph that is named is a variable with that one value.

    Virtuoso reads `GRAPH ?g` everywhere, but finds nothing in `GRAPH <name>` once it is told
    which graph holds the facts.
    """
    tokens = tokenize(query)
    texts = [token.text for token in tokens]
    count = 0
    for index, token in enumerate(tokens):
        if token.word != "GRAPH":
            continue
        after = (i for i in range(index + 1, len(tokens)) if not tokens[i].is_gap)
        name = next(after, index)
        if tokens[name].kind in (Kind.IRI, Kind.NAME):
            count += 1
            variable = f"?{GRAPH_VARIABLE}{count}"
            texts[index] = f"VALUES {variable} {{ {tokens[name].text} }} GRAPH {variable}"
            texts[index + 1 : name + 1] = [""] * (name - index)
    return "".join(texts)


def recognise(server: str) -> Engine:
    """Return the engine that a `Server` header names."""
    for key, engine in ENGINES.items():
        if server.casefold().startswith(key):
            return engine
    return GENERIC


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The three addresses of a store; what cannot be done is empty."""

    query: str
    update: str = ""
    data: str = ""

    @classmethod
    def of(cls, address: str) -> Endpoint:
        """Return the addresses that go with one, as the servers in use lay them out.

        The address of a server (http://host:7878) is Oxigraph's; …/query and …/sparql have
        update and store beside them; GraphDB's …/repositories/NAME has …/statements.

        Raises:
            UsageError: It is no address of HTTP, or a password stands in it.
        """
        parts = logins.parts_of(address)
        path = parts.path.rstrip("/")

        def at(path: str) -> str:
            return urlunsplit((parts.scheme, parts.netloc, path, "", ""))

        if not path:
            return cls(at("/query"), at("/update"), at("/store"))
        match = re.fullmatch(r"(.*)/(query|sparql)", path)
        if match:
            store = "data" if match[1] else "store"  # Fuseki's in a data set, Oxigraph's at the top
            return cls(address, at(f"{match[1]}/update"), at(f"{match[1]}/{store}"))
        if re.search(r"/repositories/[^/]+$", path):
            return cls(address, at(f"{path}/statements"), at(f"{path}/statements"))
        return cls(address)

    def of_engine(self, engine: Engine) -> Endpoint:
        """Return the addresses as the engine lays them out."""
        parts = urlsplit(self.query)

        def at(path: str, otherwise: str) -> str:
            return urlunsplit((parts.scheme, parts.netloc, path, "", "")) if path else otherwise

        return Endpoint(
            self.query, at(engine.update_path, self.update), at(engine.data_path, self.data)
        )
