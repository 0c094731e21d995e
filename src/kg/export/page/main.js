// Puts the page together, and lets all its parts see one state.
import { keep, taken } from "./address.js";
import { cardContent, tieNotes, tieText } from "./card.js";
import { colourColumns, colouring, sizeColumns, sizing } from "./colours.js";
import { read, textOf } from "./data.js";
import { button, folding, growing, make } from "./elements.js";
import { facetsOf, isActive, seen } from "./facets.js";
import { filterParts } from "./filters.js";
import { finderBox } from "./finder.js";
import { leftOutNotes } from "./left.js";
import { legendPart } from "./legend.js";
import { finder } from "./names.js";
import { listen } from "./pointer.js";
import { pathOf, routeContent } from "./route.js";
import { gexfOf, svgOf } from "./save.js";
import { sceneOf } from "./scene.js";
import { grip, isNarrow } from "./sheet.js";
import { toolbar } from "./toolbar.js";
import { View } from "./view.js";
import { wordsOf } from "./words.js";

const LABELLED = 14; // neighbours of a chosen node that are named, the largest
const [stage, panel, card] = ["stage", "panel", "card"].map((id) => document.getElementById(id));
const data = JSON.parse(document.getElementById("network").textContent);
const words = wordsOf(data.language), network = read(data, words);
const app = { words, network, facets: facetsOf(network), find: finder(network.nodes), colours: colourColumns(network), sizes: sizeColumns(network) };
app.defaults = { colour: app.colours.includes(data.colour) ? data.colour : "", size: app.sizes.includes(data.size) ? data.size : "" };
app.state = { chosen: -1, path: null, picking: -1, around: null, years: null, undated: true, least: 0, ...app.defaults };
const { state } = app, { title } = document;

const themeNow = () => {
  const style = getComputedStyle(document.documentElement), read = (name) => style.getPropertyValue(name).trim();
  return { back: read("--back"), text: read("--text"), edge: read("--edge"), strong: read("--strong") };
};

// What panels take of the stage: how much at each side, and the boxes themselves.
const boxesOver = () => {
  const whole = stage.getBoundingClientRect();
  return ["tools", "card", "panel"].map((id) => document.getElementById(id))
    .filter((element) => element && !element.hidden)
    .map((element) => element.getBoundingClientRect())
    .map(({ left, top, right, bottom }) => [left - whole.left, top - whole.top, right - whole.left, bottom - whole.top])
    .filter(([left, top, right, bottom]) => right > 0 && bottom > 0 && left < whole.width && top < whole.height);
};
const free = () => {
  const edge = isNarrow() ? 16 : 44, space = { left: edge, right: edge, top: edge, bottom: edge };
  const whole = stage.getBoundingClientRect();
  space.top = 60; // below the tools
  const over = card.hidden ? (isNarrow() ? panel : null) : card;
  if (!over) return space;
  const cover = over.getBoundingClientRect();
  if (cover.width > whole.width * 0.7) space.bottom += Math.min(whole.bottom - cover.top, whole.height * 0.6);
  else space.right += whole.right - cover.left;
  return space;
};

app.view = new View(stage, words.stage, { free, covered: boxesOver });
app.keep = (isNew = false) => keep(app, isNew);

// The panel
const counts = make("p", { id: "counts", role: "status" });
const box = finderBox(app), legend = legendPart(app), filters = filterParts(app);
const around = make("p", { className: "note", hidden: true });
const resetAll = button(words.aroundOff, () => {
  app.facets.forEach(({ chosen, without }) => { chosen.clear(); without.clear(); });
  Object.assign(state, { years: null, undated: true, least: 0, around: null });
  app.update();
}, { className: "quiet", id: "reset" });
const list = make("details", { className: "facet", id: "list" }, make("summary", {}, words.list));
const fillList = () => {
  if (!list.open) return;
  const row = (node) => make("li", {}, button(network.nodes.label[node], () => app.choose(node), { className: "link" }),
    make("small", { className: "kind" }, ` ${textOf(network.nodes.columns, "kind", node)} · ${app.shown.degree[node]}`));
  list.replaceChildren(list.firstChild, ...growing([...app.scene.largestFirst], row, 25, words));
};
list.addEventListener("toggle", fillList);
const notes = () => [
  ...leftOutNotes(app),
  data.described || !Object.keys(network.nodes.names).length ? "" : words.undescribed,
  words.help,
].filter(Boolean).map((text) => make("p", { className: "note" }, text));
const refit = () => (app.view.isMoved ? app.view.request() : app.view.fit());
const panelGrip = grip(panel, words, refit);
panel.setAttribute("aria-label", words.panel);
panel.dataset.height = "low";
panel.append(panelGrip.element, make("h1", {}, title), box.element, counts, around, resetAll, legend.element,
  make("h2", {}, words.filters), ...filters.elements, list, ...notes());
panel.addEventListener("focusin", (event) => { if (isNarrow() && event.target.id === "search" && panel.dataset.height === "low") panelGrip.set("middle"); });

// The card
card.setAttribute("aria-label", words.card);
const cardGrip = grip(card, words, refit);
const shut = button("×", () => app.leave(), { className: "shut", "aria-label": words.close, title: words.close });
const fillCard = () => {
  const content = app.route ? routeContent(app, state.path, app.route) : state.chosen >= 0 ? cardContent(app, state.chosen) : null;
  card.hidden = !content;
  document.body.classList.toggle("has-card", Boolean(content));
  if (!content) return;
  card.replaceChildren(cardGrip.element, shut, ...content.filter(Boolean));
};

// What the pointer is over
const hover = make("div", { id: "hover", hidden: true, "aria-hidden": "true" });
const fillHover = (node, edge) => {
  const label = (number) => network.nodes.label[number];
  if (node >= 0) {
    hover.replaceChildren(make("b", {}, label(node)),
      make("small", {}, [textOf(network.nodes.columns, "kind", node), textOf(network.nodes.columns, "helix", node)].filter(Boolean).join(" · ")),
      make("small", {}, `${words.number(app.shown.degree[node])} ${words.edges}`));
  } else {
    const { relation } = tieText(app, edge), arrow = network.edges.isDirected(edge) ? "→" : "—";
    hover.replaceChildren(make("b", {}, label(network.edges.source[edge])), make("div", {}, `${relation} ${arrow}`),
      make("b", {}, label(network.edges.target[edge])), ...tieNotes(app, edge).filter(Boolean));
  }
};
let over = [-1, -1];
const point = (node, edge, left, top) => {
  hover.hidden = node < 0 && edge < 0;
  if (hover.hidden) { over = [-1, -1]; return; }
  if (over[0] !== node || over[1] !== edge) fillHover(node, edge);
  over = [node, edge];
  const { width, height } = app.view.camera;
  Object.assign(hover.style, {
    left: `${Math.max(4, Math.min(left + 14, width - hover.offsetWidth - 4))}px`,
    top: `${top + 18 + hover.offsetHeight > height ? Math.max(4, top - hover.offsetHeight - 12) : top + 18}px`,
  });
};

// What is highlighted: a path, or a node with its neighbours
const highlightNow = () => {
  if (app.route?.path) return { ...app.route.path, strong: [state.path.from, state.path.to], labels: app.route.path.nodes };
  const node = state.chosen;
  if (node < 0) return null;
  const edges = [...network.edgesOf(node)].filter((edge) => app.shown.isEdge[edge]);
  const near = [...new Set(edges.map((edge) => network.edges.other(edge, node)))].filter((other) => other !== node);
  near.sort((a, b) => network.nodes.degree[b] - network.nodes.degree[a]);
  return { nodes: [...near.toReversed(), node], edges, strong: [node], labels: [node, ...near.slice(0, LABELLED)] };
};

let painted = "";
const paint = () => {
  const look = `${state.colour} ${state.size}`;
  if (painted !== look) {
    app.colouring = colouring(network, state.colour);
    app.sizing = sizing(network, state.size);
    painted = look;
  }
  app.theme = themeNow();
  app.scene = sceneOf(network, app.shown, app.colouring, app.sizing.radii, app.theme);
  app.scene.centres = (app.colouring.column?.centres ?? []).filter((node) => app.shown.isNode[node]).slice(0, 12);
  app.view.show(app.scene);
};

const told = (seenCount, all, name) => (seenCount === all ? `${words.number(all)} ${name}` : `${words.number(seenCount)} ${words.of} ${words.number(all)} ${name}`);
const fillCounts = () => {
  const { nodes, edges } = app.shown;
  counts.textContent = `${told(nodes, network.nodes.count, words.nodes)}, ${told(edges, network.edges.count, words.edges)}${nodes ? "" : ` · ${words.empty}`}`;
  around.hidden = !state.around;
  if (state.around) around.textContent = `${words.around}: ${network.nodes.label[state.around.node]}, ${state.around.steps} ${state.around.steps === 1 ? words.step : words.steps}`;
  resetAll.hidden = !(state.around || state.years || !state.undated || state.least || app.facets.some(isActive));
};

// Shows the state: what is seen, its legend, the card.
app.update = (isNew = false) => {
  app.shown = seen(network, app.facets, state);
  app.route = state.path ? pathOf(app, state.path) : null;
  paint();
  fillCounts();
  [box, legend, filters].forEach((part) => part.renew());
  fillList();
  fillCard();
  app.view.highlight = highlightNow();
  document.title = state.chosen >= 0 ? `${network.nodes.label[state.chosen]} – ${title}` : title;
  app.view.request();
  app.keep(isNew);
};

// What had the focus before the card took it, and gets it back.
let before = null;
const bringIn = () => {
  card.scrollTop = 0;
  if (isNarrow()) cardGrip.set("middle");
  const active = document.activeElement;
  if (active !== document.body && !card.contains(active)) before = active;
  card.querySelector("h2")?.focus({ preventScroll: true });
  const nodes = app.view.highlight?.labels ?? [];
  if (nodes.length) app.view.showNodes(nodes);
};
app.choose = (node) => {
  if (state.picking >= 0 && node !== state.picking) { app.showPath({ from: state.picking, to: node }); return; }
  Object.assign(state, { chosen: node, path: null, picking: -1 });
  app.update(true);
  bringIn();
};
app.showPath = (path) => {
  Object.assign(state, { path, chosen: -1, picking: -1 });
  app.update(true);
  bringIn();
};
app.pick = (node) => {
  state.picking = node;
  app.update();
  if (node >= 0) box.focus();
};
app.lookAround = (node, steps) => {
  state.around = steps ? { node, steps } : null;
  app.update(true);
  app.view.fit();
};
app.leave = () => {
  if (state.chosen < 0 && !state.path && state.picking < 0) return;
  const hadFocus = card.contains(document.activeElement);
  Object.assign(state, { chosen: -1, path: null, picking: -1 });
  app.update();
  if (hadFocus) (before?.isConnected ? before : app.view.canvas).focus();
};

const restore = () => {
  taken(app, location.hash.slice(1));
  app.update();
};
stage.append(hover, toolbar(app));
listen(app.view, { choose: app.choose, leave: app.leave, hover: point, moved: () => app.keep() });
addEventListener("popstate", restore);
addEventListener("hashchange", restore);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => app.update());
addEventListener("keydown", (event) => {
  const isTyping = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
  if (event.key === "/" && !isTyping) { event.preventDefault(); box.focus(); }
  if (event.key === "Escape") app.leave();
});
restore();
app.view.resize();
if (state.chosen >= 0 || state.path) bringIn();
// For tests and for the curious.
window.helixkg = Object.assign(app, { gexfOf, svgOf });
