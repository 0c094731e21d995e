// Draws the network of the page and answers to the panel. All values go in as text, never as HTML.
(() => {
  "use strict";
  const settings = JSON.parse(document.getElementById("settings").textContent);
  const graph = graphology.Graph.from(JSON.parse(document.getElementById("network").textContent));
  const words = settings.words;
  const state = { hidden: new Set(), relation: "", source: "", year: null, chosen: null, labelled: new Set() };

  const make = (tag, text, parent, properties = {}) => {
    const element = Object.assign(document.createElement(tag), properties);
    if (text) element.textContent = text;
    if (parent) parent.append(element);
    return element;
  };
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const sourceOf = (place) => (place.split("/evidence/")[1] || "").split("/")[0];
  const placeOf = (place) => decodeURIComponent((place.split("/evidence/")[1] || place).replace("/", ", "));
  const called = (column, value) => settings.captions[column]?.[value] ?? value;
  const about = ({ kind, helix, state, country }) => [
    called("kind", kind), called("helix", helix),
    ...String(state).split("; ").map((name) => called("state", name)),
    ...String(country).split("; ").map((name) => called("country", name)),
  ].filter(Boolean).join(" · ");
  const year = (date) => (date ? Number(date.slice(0, 4)) : null);
  const group = (attributes) => {
    const value = attributes[settings.colour];
    const first = Array.isArray(value) ? value[0] : String(value ?? "").split("; ")[0];
    return first in settings.legend ? first : "";
  };

  const holds = (attributes) => {
    if (state.relation && attributes.kind !== state.relation) return false;
    if (state.source && !attributes.evidence.some((place) => sourceOf(place) === state.source)) return false;
    if (state.year === null) return true;
    const [from, to] = [year(attributes.start), year(attributes.end)];
    return (from === null || from <= state.year) && (to === null || state.year <= to);
  };
  const shown = (node) => !state.hidden.has(group(graph.getNodeAttributes(node)));
  const seen = (edge) => holds(graph.getEdgeAttributes(edge)) && graph.extremities(edge).every(shown);

  graph.forEachNode((node, attributes) => {
    graph.setNodeAttribute(node, "size", 2 + attributes.size / 8);
  });
  graph.forEachEdge((edge) => {
    graph.setEdgeAttribute(edge, "size", 0.7);
    graph.setEdgeAttribute(edge, "color", "#c4ccd4");
  });

  const near = (node) => state.chosen === node || graph.areNeighbors(state.chosen, node);
  const renderer = new Sigma(graph, document.getElementById("graph"), {
    labelRenderedSizeThreshold: 7,
    labelDensity: 0.6,
    zIndex: true,
    enableEdgeEvents: true,
    nodeReducer: (node, data) => {
      if (!shown(node)) return { ...data, hidden: true };
      if (state.chosen && !near(node)) return { ...data, color: "#e3e7eb", label: "", zIndex: 0 };
      return state.chosen ? { ...data, forceLabel: state.labelled.has(node), zIndex: 1 } : data;
    },
    edgeReducer: (edge, data) => {
      if (!seen(edge)) return { ...data, hidden: true };
      if (!state.chosen) return data;
      const mine = graph.extremities(edge).includes(state.chosen);
      return mine ? { ...data, color: "#57606a", size: 1.5, zIndex: 1 } : { ...data, hidden: true };
    },
  });

  // The panel: search, colours, relation, source, year
  const panel = document.getElementById("panel");
  make("h1", document.title, panel);
  const counts = make("div", "", panel, { id: "counts" });
  make("label", words.search, panel, { htmlFor: "search" });
  const search = make("input", "", panel, { id: "search", type: "search", autocomplete: "off" });
  const found = make("ul", "", panel, { id: "found" });
  const legend = make("div", "", panel, { className: "legend" });
  for (const [name, colour] of [...Object.entries(settings.legend), ["", "#999999"]]) {
    const row = make("div", "", legend);
    const box = make("input", "", row, { type: "checkbox", checked: true, value: name });
    make("span", "", row, { className: "dot" }).style.background = colour;
    make("span", called(settings.colour, name) || words.none, row);
    box.addEventListener("change", () => {
      state.hidden[box.checked ? "delete" : "add"](name);
      refresh();
    });
  }
  const select = (title, id, values, set, column = "") => {
    make("label", title, panel, { htmlFor: id });
    const list = make("select", "", panel, { id });
    make("option", words.all, list, { value: "" });
    const named = [...values].map((value) => [called(column, value), value]);
    for (const [name, value] of named.sort(([a], [b]) => a.localeCompare(b))) {
      make("option", name, list, { value });
    }
    list.addEventListener("change", () => { set(list.value); refresh(); });
  };
  const kinds = new Set(), sources = new Set(), years = [];
  graph.forEachEdge((_, { kind, evidence, start, end }) => {
    kinds.add(kind);
    evidence.forEach((place) => sources.add(sourceOf(place)));
    for (const date of [start, end]) if (date) years.push(year(date));
  });
  select(words.relation, "relation", kinds, (value) => { state.relation = value; }, "relation");
  select(words.source, "source", sources, (value) => { state.source = value; });
  if (years.length) {
    const first = Math.min(...years), last = Math.max(...years);
    const label = make("label", "", panel, { htmlFor: "year" });
    const slider = make("input", "", panel, { id: "year", type: "range", min: first - 1, max: last, value: first - 1 });
    const tell = () => { label.textContent = `${words.date}: ${state.year ?? words.always}`; };
    slider.addEventListener("input", () => {
      state.year = Number(slider.value) < first ? null : Number(slider.value);
      tell();
      refresh();
    });
    tell();
  }

  const refresh = () => {
    renderer.refresh();
    const nodes = graph.filterNodes(shown).length, edges = graph.filterEdges(seen).length;
    counts.textContent = `${nodes} ${words.nodes}, ${edges} ${words.edges}`;
  };

  search.addEventListener("input", () => {
    found.replaceChildren();
    const wanted = fold(search.value.trim()).split(/\s+/).filter(Boolean);
    if (!wanted.length) return;
    const hits = graph.filterNodes((node, { label }) =>
      wanted.every((word) => fold(`${label} ${node}`).includes(word)));
    hits.sort((a, b) => graph.degree(b) - graph.degree(a));
    for (const node of hits.slice(0, 8)) {
      const item = make("li", graph.getNodeAttribute(node, "label"), found, { tabIndex: 0 });
      item.addEventListener("click", () => choose(node));
      item.addEventListener("keydown", (event) => { if (event.key === "Enter") choose(node); });
    }
  });

  // A relation in words, with its dates, what it goes through and who says so
  const tell = (said, other, parent) => {
    const dates = said.start || said.end ? ` (${said.start}–${said.end})` : "";
    make("span", `${called("relation", said.kind)}${dates} ${other}`, parent);
    if (said.via) make("small", said.via.join(", "), parent);
    for (const place of said.evidence) make("small", `← ${placeOf(place)}`, parent);
  };

  // What the pointer is over
  const hover = document.getElementById("hover");
  const point = (fill) => {
    hover.replaceChildren();
    fill();
    hover.hidden = false;
  };
  const unpoint = () => { hover.hidden = true; };
  renderer.on("enterNode", ({ node }) => point(() => {
    const attributes = graph.getNodeAttributes(node);
    const edges = graph.edges(node).filter(seen);
    make("b", attributes.label, hover);
    make("small", about(attributes), hover);
    const told = new Set(edges.flatMap((edge) => graph.getEdgeAttribute(edge, "evidence")));
    make("small", `${edges.length} ${words.edges}`, hover);
    for (const place of [...told].sort().slice(0, 4)) make("small", `← ${placeOf(place)}`, hover);
    if (told.size > 4) make("small", `… ${told.size - 4} ${words.more}`, hover);
  }));
  renderer.on("enterEdge", ({ edge }) => point(() => {
    const [source, target] = graph.extremities(edge);
    const label = (node) => graph.getNodeAttribute(node, "label");
    make("b", label(source), hover);
    tell(graph.getEdgeAttributes(edge), `→ ${label(target)}`, make("div", "", hover));
  }));
  renderer.on("leaveNode", unpoint);
  renderer.on("leaveEdge", unpoint);

  // The card of a node: what it is, its relations, who says so
  const card = document.getElementById("card");
  const choose = (node) => {
    state.chosen = node;
    const neighbours = graph.neighbors(node).sort((a, b) => graph.degree(b) - graph.degree(a));
    state.labelled = new Set([node, ...neighbours.slice(0, 10)]);
    const attributes = graph.getNodeAttributes(node);
    card.replaceChildren();
    make("button", "×", card, { title: words.close }).addEventListener("click", leave);
    make("h2", attributes.label, card);
    make("small", about(attributes), card);
    if (/^https?:/.test(attributes.iri)) {
      const facts = make("small", `${words.facts}: `, card);
      make("a", attributes.iri, facts, { href: attributes.iri, rel: "noopener", target: "_blank" });
      make("code", `kg show ${node}`, facts);
    }
    const list = make("ul", "", card);
    graph.forEachEdge(node, (edge, said, source, target) => {
      if (!seen(edge)) return;
      const other = source === node ? target : source;
      const arrow = graph.isUndirected(edge) ? "—" : source === node ? "→" : "←";
      tell(said, `${arrow} ${graph.getNodeAttribute(other, "label")}`, make("li", "", list));
    });
    card.hidden = false;
    const { x, y } = renderer.getNodeDisplayData(node);
    // To the left of the middle, where the card does not cover it.
    const ratio = Math.min(renderer.getCamera().ratio, 0.5);
    renderer.getCamera().animate({ x: x + 0.25 * ratio, y, ratio }, { duration: 300 });
    refresh();
  };
  const leave = () => { state.chosen = null; card.hidden = true; refresh(); };
  renderer.on("clickNode", ({ node }) => choose(node));
  renderer.on("clickStage", leave);
  refresh();
  // For tests and for the curious.
  window.helixkg = { graph, renderer, choose, leave, state };
})();
