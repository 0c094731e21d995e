"""Serve a file of N-Quads with rdflib-endpoint: python -m tests.store.rdflib_server FILE PORT."""

from __future__ import annotations

import sys

import uvicorn
from rdflib import Dataset


def main(file: str, port: str) -> None:
    from rdflib_endpoint import SparqlEndpoint

    graph = Dataset(default_union=True)
    graph.parse(file, format="nquads")
    app = SparqlEndpoint(graph=graph, path="/rdf", enable_update=False)
    uvicorn.run(app, host="127.0.0.1", port=int(port), log_level="warning")


if __name__ == "__main__":
    main(*sys.argv[1:])
