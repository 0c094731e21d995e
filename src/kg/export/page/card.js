// The card of a node: what it is, facts, figures, relations, and who says so.
import { iriOf, textOf } from "./data.js";
import { button, folding, growing, make } from "./elements.js";
import { evidenceOf } from "./evidence.js";

const ROWS = 8, OPEN = 8, LISTED = 5;
const APART = new Set(["kind", "helix", "status", "degree"]);

// Returns what a tie is called and when it held, such as "member 2016–2018".
export const tieText = (app, edge) => {
  const { columns } = app.network.edges;
  const [from, to] = ["start", "end"].map((name) => textOf(columns, name, edge));
  return { relation: textOf(columns, "kind", edge), dates: from || to ? `${from}–${to}` : "", realisation: textOf(columns, "realisation", edge) };
};

const viaText = (app, edge) => {
  const { nodes, edges, nodeOf } = app.network;
  const called = (id) => {
    const [name, code] = id.split("/"), column = nodes.columns.get(name); // such as sector/automotive
    return nodes.label[nodeOf(id)] ?? column?.words?.[column.values.indexOf(code)] ?? id;
  };
  return (edges.via?.[edge] ?? []).map(called).join(", ");
};

// A line about a tie: dates, what it goes through, who says so.
export const tieNotes = (app, edge) => {
  const { dates, realisation } = tieText(app, edge), via = viaText(app, edge);
  const dated = textOf(app.network.edges.columns, "dated_by", edge);
  return [
    dates ? make("span", { className: "dates" }, dates) : "",
    dated ? make("small", {}, `${app.words.column("dated_by")}: ${app.network.nodes.label[app.network.nodeOf(dated)] ?? dated}`) : "",
    realisation ? make("span", { className: "mark" }, realisation) : "",
    via ? make("small", {}, `${app.words.via} ${via}`) : "",
    evidenceOf(app, app.network.edges.evidence[edge]),
  ];
};

const tieRow = (app, node) => (edge) => {
  const other = app.network.edges.other(edge, node), { network } = app;
  return make("li", {},
    button(network.nodes.label[other], () => app.choose(other), { className: "link" }),
    make("small", { className: "kind" }, ` ${textOf(network.nodes.columns, "kind", other)}`), ...tieNotes(app, edge));
};

// The ties of a node by relation and direction, the largest group first.
const groupsOf = (app, node) => {
  const { edges } = app.network, groups = new Map();
  for (const edge of app.network.edgesOf(node)) {
    if (!app.shown.isEdge[edge]) continue;
    const arrow = edges.isDirected(edge) ? (edges.source[edge] === node ? "→" : "←") : "—";
    const key = `${arrow} ${tieText(app, edge).relation}`;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(edge);
  }
  return [...groups].sort(([a, inA], [b, inB]) => inB.length - inA.length || a.localeCompare(b));
};

const relations = (app, node) => {
  const groups = groupsOf(app, node), all = app.network.edgesOf(node).length;
  const told = groups.reduce((sum, [, edges]) => sum + edges.length, 0);
  const parts = groups.map(([title, edges], number) => {
    edges.sort((a, b) => app.network.nodes.degree[app.network.edges.other(b, node)] - app.network.nodes.degree[app.network.edges.other(a, node)]);
    const isOpen = edges.length <= OPEN && number < 4;
    return folding(title, app.words.number(edges.length), isOpen, () => growing(edges, tieRow(app, node), ROWS, app.words));
  });
  if (all > told) parts.push(make("p", { className: "note" }, `${app.words.number(all - told)} ${app.words.hiddenTies}`));
  return parts.length ? [make("h3", {}, app.words.relations), ...parts] : [];
};

const isWeb = (text) => /^https?:\/\/\S+$/.test(text);
const shown = (text) => (isWeb(text) ? make("a", { href: text, rel: "noopener", target: "_blank" }, text.replace(/^https?:\/\//, "")) : text);

const facts = (app, node) => {
  const said = app.network.facts[node] ?? [], by = new Map();
  for (const fact of said) {
    if (!by.has(fact[0])) by.set(fact[0], []);
    by.get(fact[0]).push(fact);
  }
  const row = ([property, group]) => make("div", { className: "fact" }, make("dt", {}, app.network.properties[property]),
    ...group.map(([, value, places, isDisputed]) => make("dd", {}, shown(value),
      isDisputed ? make("span", { className: "mark" }, app.words.disputed) : "", evidenceOf(app, places))));
  if (!by.size) return "";
  return folding(app.words.facts, said.length, said.length <= OPEN, () => growing([...by], row, ROWS, app.words, "dl"));
};

const figures = (app, node) => {
  const said = app.network.figures[node] ?? [];
  const row = ([indicator, value, period, details, places, isDisputed]) => make("li", { className: "figure" },
    make("strong", {}, value), ` ${app.network.properties[indicator]}`, period ? make("span", { className: "dates" }, period) : "",
    isDisputed ? make("span", { className: "mark" }, app.words.disputed) : "",
    details ? make("small", {}, details) : "", evidenceOf(app, places));
  if (!said.length) return "";
  return folding(app.words.figures, said.length, said.length <= 3, () => growing(said, row, ROWS, app.words));
};

// A value of an attribute; of a long list its beginning, and how many follow.
const briefly = (app, text) => {
  if (/^-?\d+\.\d+$/.test(text)) return app.words.number(Number(text));
  const parts = text.split(", ");
  return parts.length <= LISTED + 1 ? text : `${parts.slice(0, LISTED).join(", ")} … ${parts.length - LISTED} ${app.words.more}`;
};

const attributes = (app, node) => {
  const { columns } = app.network.nodes, rows = [];
  for (const name of columns.keys()) {
    const text = APART.has(name) ? "" : textOf(columns, name, node);
    if (text) rows.push(make("div", { className: "pair" }, make("dt", {}, app.words.column(name)), make("dd", {}, briefly(app, text))));
  }
  return rows.length ? make("dl", { className: "attributes" }, ...rows) : "";
};

// Buttons: path, surroundings, its page.
const actions = (app, node) => {
  const { words, state, network } = app, iri = iriOf(network, node), id = network.nodes.id[node];
  const isAround = state.around?.node === node;
  const steps = make("select", { "aria-label": words.steps, onchange: () => app.lookAround(node, Number(steps.value)) },
    ...[0, 1, 2, 3].map((count) => make("option", { value: count, selected: isAround ? count === state.around.steps : count === 0 },
      count ? `${count} ${count === 1 ? words.step : words.steps}` : words.whole)));
  const place = encodeURIComponent(id);
  const links = network.root === null
    ? [isWeb(iri) ? make("a", { href: iri, rel: "noopener", target: "_blank" }, words.page) : ""]
    : [make("a", { href: `${network.root}/id/${place}?lang=${words.language}` }, words.page),
      make("a", { href: `${network.root}/network/${place}?lang=${words.language}` }, words.network)];
  return make("div", { className: "actions" }, button(words.pathFrom, () => app.pick(node)),
    make("label", {}, `${words.around} `, steps), ...(isWeb(iri) ? links : []));
};

export const cardContent = (app, node) => {
  const { words, network } = app, { columns } = network.nodes;
  const about = ["kind", "helix", "status"].map((name) => textOf(columns, name, node)).filter(Boolean).join(" · ");
  const names = (network.nodes.names[node] ?? []).join(" · ");
  const hidden = app.shown.isNode[node] ? "" : make("p", { className: "note" }, words.hiddenNode);
  return [
    make("h2", { tabIndex: -1 }, network.nodes.label[node]), make("p", { className: "about" }, about), hidden,
    names ? make("p", { className: "note" }, `${words.otherNames}: ${names}`) : "",
    actions(app, node), attributes(app, node), figures(app, node), facts(app, node), ...relations(app, node),
    isWeb(iriOf(network, node)) ? make("p", { className: "note" }, make("code", {}, `kg show ${network.nodes.id[node]}`)) : "",
  ];
};
