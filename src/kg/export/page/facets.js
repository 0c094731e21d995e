// What is chosen to be seen: by kind, relation, document, year and the like, and around a node.
import { codesOf, isRest } from "./data.js";

const MOST_VALUES = 80;
const NODE_ORDER = ["kind", "helix", "sector", "state", "country", "status", "community"];
const EDGE_ORDER = ["relation", "source", "certainty", "realisation"];
const NOT_CHOSEN = new Set(["start", "end", "dated_by", "iri", "label"]);

const rank = (order, key) => (order.includes(key) ? order.indexOf(key) : order.length);

const ofColumn = (key, of, column, count) => {
  const tally = new Array(column.values.length).fill(0);
  let none = 0;
  for (let element = 0; element < count; element++) {
    const codes = codesOf(column, element);
    codes.forEach((code) => tally[code]++);
    if (!codes.length) none++;
  }
  const values = column.values.map((value, code) => ({ value, word: column.words[code], code, all: tally[code] }));
  values.sort((a, b) => isRest(column, a.code) - isRest(column, b.code) || b.all - a.all || a.word.localeCompare(b.word));
  if (none) values.push({ value: "-", word: "", code: -1, all: none });
  return { key, of, column, values, chosen: new Set(), without: new Set() };
};

// The documents that state an edge, as a column.
const sources = (network) => {
  const documents = network.documents;
  const data = network.edges.evidence.map((places) => [...new Set(places.map((place) => network.places[place][0]))]);
  return { name: "source", values: documents.map(([id]) => id), words: documents.map(([, title]) => title), data };
};

// Returns what can be chosen, in the order in which it is offered.
export const facetsOf = (network) => {
  const offered = (columns, of, count, order, keyOf) => [...columns.values()]
    .filter(({ name, type, values }) => type !== "number" && !NOT_CHOSEN.has(name)
      && values.length && values.length <= MOST_VALUES)
    .map((column) => ofColumn(keyOf(column.name), of, column, count))
    .filter((facet) => facet.values.length > 1)
    .sort((a, b) => rank(order, a.key) - rank(order, b.key));
  const { nodes, edges } = network;
  const inNodes = offered(nodes.columns, "nodes", nodes.count, NODE_ORDER, (name) => name);
  const taken = new Set(inNodes.map(({ key }) => key));
  const edgeColumns = new Map([...edges.columns, ["source", sources(network)]]);
  const edgeKey = (name) => (name === "kind" ? "relation" : taken.has(name) ? `tie-${name}` : name);
  return [...inNodes, ...offered(edgeColumns, "edges", edges.count, EDGE_ORDER, edgeKey)];
};

// Whether a facet takes anything away.
export const isActive = ({ chosen, without }) => chosen.size + without.size > 0;

const fits = ({ column, chosen, without }, element) => {
  const found = codesOf(column, element), codes = found.length ? found : [-1];
  return (!chosen.size || codes.some((code) => chosen.has(code))) && !codes.some((code) => without.has(code));
};

// Marks in `count` what an element adds to the values of a facet.
const add = (facet, element, count) => {
  const codes = codesOf(facet.column, element);
  if (!codes.length) count.set(-1, (count.get(-1) ?? 0) + 1);
  for (const code of codes) count.set(code, (count.get(code) ?? 0) + 1);
};

const isInYears = (span, element, { years, undated }) => {
  const from = span.from[element], to = span.to[element];
  if (Number.isNaN(from) && Number.isNaN(to)) return undated;
  return !(from > years[1]) && !(to < years[0]);
};

// Returns the nodes within some steps of one, over ties and nodes that are left.
const within = (network, { node, steps }, isNodeLeft, isEdgeLeft) => {
  const reached = new Uint8Array(network.nodes.count);
  reached[node] = 1;
  let border = [node];
  for (let step = 0; step < steps; step++) {
    const next = [];
    for (const from of border) for (const edge of network.edgesOf(from)) {
      const to = network.edges.other(edge, from);
      if (!reached[to] && isEdgeLeft[edge] && isNodeLeft[to]) { reached[to] = 1; next.push(to); }
    }
    border = next;
  }
  return reached;
};

// Counts for each value of each facet how much it has of what all other facets leave; of what no
// facet takes away, only what is seen counts.
const tallies = (facets, of, count, isLeft, isSeen) => {
  const active = facets.filter((facet) => facet.of === of && isActive(facet));
  const found = new Map(facets.filter((facet) => facet.of === of).map((facet) => [facet.key, new Map()]));
  for (let element = 0; element < count; element++) {
    if (!isLeft(element)) continue;
    const against = active.filter((facet) => !fits(facet, element));
    if (against.length > 1 || (!against.length && !isSeen[element])) continue;
    for (const facet of against.length ? against : facets) {
      if (facet.of === of) add(facet, element, found.get(facet.key));
    }
  }
  return found;
};

// Takes away nodes with fewer ties than so many, and so on until all that are left have as many;
// changes the arrays.
const peel = (network, isNode, isEdge, degree, least) => {
  const going = [];
  const mark = (node) => { if (isNode[node] && degree[node] < least) { isNode[node] = 0; going.push(node); } };
  for (let node = 0; node < isNode.length; node++) mark(node);
  while (going.length) {
    const node = going.pop();
    for (const edge of network.edgesOf(node)) {
      if (!isEdge[edge]) continue;
      const other = network.edges.other(edge, node);
      isEdge[edge] = 0;
      degree[node]--;
      degree[other]--;
      mark(other);
    }
  }
};

// Returns the largest number that leaves any nodes, when as many ties are asked of each.
export const deepest = (network) => {
  const isNode = new Uint8Array(network.nodes.count).fill(1), isEdge = new Uint8Array(network.edges.count).fill(1);
  const degree = Int32Array.from(network.nodes.degree);
  let least = 0;
  while (isNode.includes(1)) peel(network, isNode, isEdge, degree, ++least);
  return Math.max(0, least - 1);
};

// Returns which nodes and edges are to be seen, and how much each value of a facet has of them.
export const seen = (network, facets, state) => {
  const { nodes, edges } = network;
  const active = (of) => facets.filter((facet) => facet.of === of && isActive(facet));
  const onNodes = active("nodes"), onEdges = active("edges");
  const isNode = new Uint8Array(nodes.count), isEdge = new Uint8Array(edges.count);
  const alive = (node) => !state.years || isInYears(nodes, node, { ...state, undated: true });
  const valid = (edge) => !state.years || isInYears(edges, edge, state);
  for (let node = 0; node < nodes.count; node++) {
    isNode[node] = alive(node) && onNodes.every((facet) => fits(facet, node)) ? 1 : 0;
  }
  for (let edge = 0; edge < edges.count; edge++) {
    isEdge[edge] = isNode[edges.source[edge]] && isNode[edges.target[edge]] && valid(edge)
      && onEdges.every((facet) => fits(facet, edge)) ? 1 : 0;
  }
  if (state.around && state.around.node >= 0) {
    const near = within(network, state.around, isNode, isEdge);
    near.forEach((is, node) => { isNode[node] &= is; });
  }
  const narrows = onEdges.length > 0 || state.years !== null;
  const degree = new Int32Array(nodes.count);
  for (let edge = 0; edge < edges.count; edge++) {
    const [a, b] = [edges.source[edge], edges.target[edge]];
    isEdge[edge] &= isNode[a] & isNode[b];
    degree[a] += isEdge[edge];
    degree[b] += isEdge[edge];
  }
  // What filters of ties leave without any goes, too.
  if (narrows) degree.forEach((count, node) => { if (!count) isNode[node] = 0; });
  if (state.least) peel(network, isNode, isEdge, degree, state.least);
  const ends = (edge) => isNode[edges.source[edge]] && isNode[edges.target[edge]] && valid(edge);
  return {
    isNode, isEdge, degree,
    nodes: isNode.reduce((sum, is) => sum + is, 0),
    edges: isEdge.reduce((sum, is) => sum + is, 0),
    tallies: new Map([
      ...tallies(facets, "nodes", nodes.count, alive, isNode),
      ...tallies(facets, "edges", edges.count, narrows ? (edge) => nodesFit(onNodes, edges, edge) && valid(edge) : ends, isEdge),
    ]),
  };
};

const nodesFit = (facets, edges, edge) => facets.every((facet) =>
  fits(facet, edges.source[edge]) && fits(facet, edges.target[edge]));
