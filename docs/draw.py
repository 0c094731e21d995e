"""Draw a GEXF file (kg export gexf --profile networkx) as SVG, for the README.

    python docs/draw.py out/clusters.gexf docs/clusters.svg

Positions are computed with networkx (seeded, so that two runs give the same picture); colours
and labels are those of the file.
"""

from __future__ import annotations

import sys
from pathlib import Path
from xml.sax.saxutils import escape

import networkx as nx

SIZE = 900
LABELLED = 24
HELICES = {"government": "Government", "academia": "Academia", "industry": "Industry",
           "intermediary": "Clusters and associations"}


def draw(gexf: Path) -> str:
    """Return the SVG of the largest component."""
    graph = nx.Graph(nx.read_gexf(gexf))
    # States and countries link everything to everything; the picture is about actors.
    frame = [n for n, d in graph.nodes(data=True) if d.get("kind") in ("State", "Country", "Area")]
    graph.remove_nodes_from(frame)
    graph = graph.subgraph(max(nx.connected_components(graph), key=len))
    places = nx.spring_layout(graph, seed=7, iterations=150, k=1.6 / len(graph) ** 0.5)
    colours = {}
    legend = {}
    for node, data in graph.nodes(data=True):
        colour = data.get("viz", {}).get("color", {"r": 150, "g": 150, "b": 150})
        colours[node] = f"rgb({colour['r']},{colour['g']},{colour['b']})"
        if data.get("helix") in HELICES:
            legend[data["helix"]] = colours[node]

    def at(node: str) -> tuple[int, int]:
        x, y = places[node]
        return round((x + 1) * SIZE / 2.2 + 40), round((y + 1) * SIZE / 2.2 + 40)

    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" '
        'font-family="sans-serif" font-size="11">',
        '<rect width="100%" height="100%" fill="white"/>',
        '<g stroke="#bbb" stroke-width="0.6">',
    ]
    for a, b in sorted(graph.edges):
        (x1, y1), (x2, y2) = at(a), at(b)
        lines.append(f'<path d="M{x1} {y1}L{x2} {y2}"/>')
    lines.append("</g>")
    for node in sorted(graph):
        x, y = at(node)
        radius = round(2 + graph.degree(node) ** 0.6, 1)
        lines.append(f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{colours[node]}"/>')
    biggest = sorted(graph, key=lambda n: (-graph.degree(n), n))[:LABELLED]
    for node in sorted(biggest):
        x, y = at(node)
        label = str(graph.nodes[node].get("label", node))
        label = label if len(label) < 36 else node
        lines.append(f'<text x="{x + 6}" y="{y + 4}" stroke="white" stroke-width="3" '
                     f'paint-order="stroke">{escape(label)}</text>')
    for row, (helix, colour) in enumerate(sorted(legend.items())):
        lines.append(f'<circle cx="20" cy="{20 + 18 * row}" r="6" fill="{colour}"/>'
                     f'<text x="32" y="{24 + 18 * row}">{HELICES[helix]}</text>')
    return "\n".join([*lines, "</svg>", ""])


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(draw(Path(sys.argv[1])), encoding="utf-8")
