// The address keeps what is seen, so that a view can be sent.

const ends = (network, text, mark) => {
  const [from, to] = (text ?? "").split(mark);
  return [network.nodeOf(from), to];
};

// Returns the part of the address after #.
const written = ({ network, state, facets, view, defaults }) => {
  const said = new URLSearchParams();
  const id = (node) => network.nodes.id[node];
  if (state.chosen >= 0) said.set("node", id(state.chosen));
  if (state.path) said.set("path", `${id(state.path.from)}~${id(state.path.to)}`);
  if (state.around) said.set("around", `${id(state.around.node)}~${state.around.steps}`);
  for (const facet of facets) {
    for (const { value, code } of facet.values) {
      if (facet.chosen.has(code)) said.append(facet.key, value);
      if (facet.without.has(code)) said.append(`without-${facet.key}`, value);
    }
  }
  if (state.years) said.set("years", state.years.join("~"));
  if (!state.undated) said.set("undated", "0");
  if (state.least) said.set("least", state.least);
  for (const name of ["colour", "size"]) if (state[name] !== defaults[name]) said.set(name, state[name]);
  if (view.isMoved) said.set("at", [view.camera.x, view.camera.y, view.camera.scale / view.camera.whole].map((n) => n.toPrecision(5)).join("~"));
  return String(said);
};

// Sets the state to what the part of an address after # says; what it does not say is as at first.
export const taken = (app, text) => {
  const { network, state, facets, defaults, view } = app, said = new URLSearchParams(text);
  state.chosen = network.nodeOf(said.get("node"));
  const [from, toId] = ends(network, said.get("path"), "~"), to = network.nodeOf(toId);
  state.path = from >= 0 && to >= 0 ? { from, to } : null;
  const [node, steps] = ends(network, said.get("around"), "~");
  state.around = node >= 0 ? { node, steps: Math.max(1, Math.min(4, Number(steps) || 1)) } : null;
  for (const facet of facets) {
    const codes = (name) => {
      const wanted = new Set(said.getAll(name));
      return new Set(facet.values.filter(({ value }) => wanted.has(value)).map(({ code }) => code));
    };
    facet.chosen = codes(facet.key);
    facet.without = codes(`without-${facet.key}`);
  }
  const years = (said.get("years") ?? "").split("~").map(Number);
  state.years = years.length === 2 && years.every(Number.isFinite) ? years : null;
  state.undated = said.get("undated") !== "0";
  state.least = Math.max(0, Math.min(100, Math.floor(Number(said.get("least"))) || 0));
  state.colour = app.colours.includes(said.get("colour")) ? said.get("colour") : defaults.colour;
  state.size = app.sizes.includes(said.get("size")) ? said.get("size") : defaults.size;
  const at = (said.get("at") ?? "").split("~").map(Number);
  view.wanted = at.length === 3 && at.every(Number.isFinite) && at[2] > 0 ? at : null;
};

// In a notebook the page has no address of its own, and keeps no state.
const hasAddress = () => location.protocol !== "about:";

// Browsers refuse an address that changes with every turn of a wheel.
const PAUSE = 300; // milliseconds
let waiting = 0, last = 0;

// Writes the state into the address; soon, where it was written a moment ago.
export const keep = (app, isNew) => {
  if (!hasAddress()) return;
  clearTimeout(waiting);
  const pause = last + PAUSE - performance.now();
  if (!isNew && pause > 0) waiting = setTimeout(() => keep(app, false), pause);
  else put(app, isNew);
};

const put = (app, isNew) => {
  last = performance.now();
  const said = written(app), now = location.hash.replace(/^#/, "");
  if (said === now) return;
  const next = said ? `#${said}` : location.pathname + location.search;
  history[isNew ? "pushState" : "replaceState"](null, "", next);
};
