// Shortest paths between two nodes; the direction of ties does not count.

// Returns a shortest path as its edges and how many there are as short, null where there is none.
export const shortestPath = (network, from, to, isEdge) => {
  const { edges } = network;
  const steps = new Int32Array(network.nodes.count).fill(-1), ways = new Float64Array(network.nodes.count);
  const by = new Int32Array(network.nodes.count).fill(-1);
  steps[from] = 0;
  ways[from] = 1;
  let border = [from];
  while (border.length && steps[to] < 0) {
    const next = [];
    for (const node of border) {
      const met = new Set(); // several ties to one node are one way
      for (const edge of network.edgesOf(node)) {
        const other = edges.other(edge, node);
        if (!isEdge(edge) || met.has(other)) continue;
        met.add(other);
        if (steps[other] < 0) { steps[other] = steps[node] + 1; by[other] = edge; next.push(other); }
        if (steps[other] === steps[node] + 1) ways[other] += ways[node];
      }
    }
    border = next;
  }
  if (steps[to] < 0) return null;
  const path = [];
  for (let node = to; node !== from; node = edges.other(by[node], node)) path.unshift(by[node]);
  return { edges: path, nodes: nodesAlong(network, from, path), ways: ways[to] };
};

const nodesAlong = (network, from, path) => path.reduce(
  (nodes, edge) => [...nodes, network.edges.other(edge, nodes[nodes.length - 1])], [from]);
