// The path between two nodes, step by step.
import { button, make } from "./elements.js";
import { tieNotes, tieText } from "./card.js";
import { shortestPath } from "./paths.js";

// Returns the path over what is seen; else null and how long it is with all filters off.
export const pathOf = (app, { from, to }) => {
  const path = shortestPath(app.network, from, to, (edge) => app.shown.isEdge[edge]);
  if (path) return { path };
  const whole = shortestPath(app.network, from, to, () => true);
  return { path: null, whole: whole ? whole.edges.length : 0 };
};

const stepRow = (app, path) => (edge, number) => {
  const { edges, nodes } = app.network, next = path.nodes[number + 1];
  const arrow = edges.isDirected(edge) ? (edges.target[edge] === next ? "↓" : "↑") : "│";
  return make("li", {}, make("span", { className: "via" }, `${arrow} ${tieText(app, edge).relation}`), ...tieNotes(app, edge),
    button(nodes.label[next], () => app.choose(next), { className: "link stop" }));
};

export const routeContent = (app, ends, { path, whole }) => {
  const { words, network } = app, label = (node) => network.nodes.label[node];
  const turned = { from: ends.to, to: ends.from };
  const head = [
    make("h2", { tabIndex: -1 }, `${words.path}: ${label(ends.from)} – ${label(ends.to)}`),
    make("div", { className: "actions" }, button(words.reverse, () => app.showPath(turned)), button(words.close, () => app.leave())),
  ];
  if (!path) {
    const why = whole ? words.fill("pathHidden", whole) : words.pathNone;
    return [...head, make("p", {}, `${words.noPath}. ${why}.`)];
  }
  const count = path.edges.length;
  return [
    ...head,
    make("p", { className: "about" }, `${count} ${count === 1 ? words.step : words.steps}. ${words.pathDirection}.`),
    path.ways > 1 ? make("p", { className: "note" }, `${words.fill("pathMore", words.number(path.ways))}.`) : "",
    button(label(ends.from), () => app.choose(ends.from), { className: "link stop" }),
    make("ol", { className: "route" }, ...path.edges.map(stepRow(app, path))),
  ];
};
