// The network as arrays: what `kg.export.page_data` wrote, and what follows from it at once.

// Columns of whole numbers that stand for groups.
const GROUPS = ["community", "component"];
const LEAST_GROUP = 3;
const REST = "+"; // the value of all groups that are smaller

export const isRest = (column, code) => Number(column.values[code] === REST);

const yearOf = (text) => (/^-?\d{4}/.test(text) ? Number(text.slice(0, 4)) : NaN);

// Returns the first and the last year of each element, NaN where there is none.
const spans = (columns, count) => {
  const read = (name) => {
    const column = columns.get(name);
    if (!column || column.type !== "text") return new Float32Array(count).fill(NaN);
    const years = column.values.map(yearOf);
    return Float32Array.from(column.data, (value) => (value < 0 ? NaN : years[value]));
  };
  return { from: read("start"), to: read("end") };
};

// Returns for each node where its edges begin in `links`, a list of the edges of all nodes.
const adjacency = (count, source, target) => {
  const starts = new Int32Array(count + 1);
  source.forEach((node, edge) => {
    starts[node + 1]++;
    if (target[edge] !== node) starts[target[edge] + 1]++;
  });
  for (let node = 0; node < count; node++) starts[node + 1] += starts[node];
  const links = new Int32Array(starts[count]), next = starts.slice();
  source.forEach((node, edge) => {
    links[next[node]++] = edge;
    if (target[edge] !== node) links[next[target[edge]]++] = edge;
  });
  return { starts, links };
};

// Turns a column of group numbers into one of texts, each named by the node with most ties in it.
const named = (column, nodes, words) => {
  const members = new Map();
  column.data.forEach((group, node) => {
    if (group === null) return;
    if (!members.has(group)) members.set(group, []);
    members.get(group).push(node);
  });
  const groups = [...members].sort(([, a], [, b]) => b.length - a.length);
  const large = groups.filter(([, inside]) => inside.length >= LEAST_GROUP);
  const centre = (inside) => inside.reduce((best, node) => (nodes.degree[node] > nodes.degree[best] ? node : best));
  const data = new Int32Array(nodes.count).fill(-1);
  const centres = large.map(([, inside], number) => {
    inside.forEach((node) => { data[node] = number; });
    return centre(inside);
  });
  const small = groups.slice(large.length);
  small.forEach(([, inside]) => inside.forEach((node) => { data[node] = large.length; }));
  const values = large.map(([, inside], number) => nodes.id[centres[number]]);
  const called = centres.map((node) => words.fill("centre", nodes.label[node]));
  return {
    name: column.name, type: "text", centres, data,
    values: small.length ? [...values, REST] : values,
    words: small.length ? [...called, words.small] : called,
  };
};

const byName = (columns) => new Map(columns.map((column) => [column.name, column]));

// Returns nodes, edges and all that is told of them; `words` name groups.
export const read = (data, words) => {
  const count = data.nodes.id.length;
  const source = Int32Array.from(data.edges.source), target = Int32Array.from(data.edges.target);
  const near = adjacency(count, source, target);
  const degree = new Float32Array(count);
  source.forEach((node, edge) => { degree[node]++; degree[target[edge]]++; });
  const nodes = {
    count, degree, id: data.nodes.id, label: data.nodes.label, iri: data.nodes.iri, names: data.nodes.names,
    x: Float32Array.from(data.nodes.x), y: Float32Array.from(data.nodes.y), columns: byName(data.nodes.columns),
  };
  for (const name of GROUPS) {
    const column = nodes.columns.get(name);
    if (column?.type === "number") nodes.columns.set(name, named(column, nodes, words));
  }
  if (!nodes.columns.has("degree")) {
    nodes.columns.set("degree", { name: "degree", type: "number", data: Array.from(degree) });
  }
  const columns = byName(data.edges.columns), loose = new Set(data.edges.undirected ?? []);
  const edges = {
    count: source.length, source, target, columns, evidence: data.edges.evidence,
    weight: data.edges.weight, via: data.edges.via, ...spans(columns, source.length),
    isDirected: (edge) => !loose.has(edge),
    other: (edge, node) => (source[edge] === node ? target[edge] : source[edge]),
  };
  Object.assign(nodes, spans(nodes.columns, count));
  const numbers = new Map(data.nodes.id.map((id, node) => [id, node]));
  return {
    ...data, nodes, edges,
    nodeOf: (id) => numbers.get(id) ?? -1,
    edgesOf: (node) => near.links.subarray(near.starts[node], near.starts[node + 1]),
  };
};

// Returns the codes of a column that an element has: none, one or several.
export const codesOf = (column, element) => {
  const value = column.data[element];
  return Array.isArray(value) ? value : value < 0 || value === null ? [] : [value];
};

// Returns what the values of an element are called, in one text; "" for none.
export const textOf = (columns, name, element) => {
  const column = columns.get(name);
  if (!column) return "";
  if (column.type === "number") return String(column.data[element] ?? "");
  return codesOf(column, element).map((code) => column.words[code]).join(", ");
};

// Returns the IRI of a node, "" for one that stands for a value or a group.
export const iriOf = (network, node) => network.nodes.iri[node] ?? network.home + network.nodes.id[node];
