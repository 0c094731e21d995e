"""What a network was made of: rules, counts, and a hash of the content, to make it again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from kg.network.elements import Network
from kg.network.projection import QUERIES


def network_manifest(network: Network, rules: Mapping[str, object]) -> dict[str, object]:
    """Return the manifest of a network: equal rules on an equal store give an equal one.

    Args:
        network: the network.
        rules: how it was chosen, as on the command line; empty ones are left out.
    """
    from importlib.metadata import version

    return {
        "software": f"HelixKG {version('helixkg')}",
        "rules": {name: value for name, value in rules.items() if value},
        "queries": {name: " ".join(text.split()) for name, text in QUERIES.items()},
        "nodes": len(network.nodes),
        "edges": len(network.edges),
        "nodes by kind": dict(sorted(network.node_table["kind"].counts().items())),
        "edges by kind": dict(sorted(network.edge_table["kind"].counts().items())),
        "sha256": digest(network),
    }


def digest(network: Network) -> str:
    """Return the SHA-256 of all nodes, edges and measures, in their order."""
    sha256 = hashlib.sha256()
    for item in (*network.nodes, *network.edges):
        sha256.update(repr(item).encode("utf-8", "surrogatepass"))
    sha256.update(json.dumps(network.measures, sort_keys=True).encode())
    return sha256.hexdigest()
